/** Subjects of two bundles by name: 60 bytes of memory for each, and the facts of those that are told. */
import { hash } from 'node:crypto';
import { createSubjectNumbers } from '../collect/subject-numbers.ts';
import { type Fact, type Manifest, SAMPLE, type SubjectDiff, type SubjectsDiff, type Target } from '../model.ts';
import { diffFacts, type NamedFact, stableJson } from './diff-facts.ts';
import { eachFact, eachName, factStreams } from './judge-streams.ts';
import { createSums, type Sums } from './sums.ts';

/** One bundle of which no name is withheld. */
export interface SubjectsSide {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly targets: readonly Target[];
}

/** A subject by its number, which is the same in both bundles. */
type NumberOf = (target: string, subject: string) => number;

export async function diffSubjects(old: SubjectsSide, now: SubjectsSide): Promise<SubjectsDiff> {
  const numbers = createSubjectNumbers();
  const before = await sumUp(old, numbers.of);
  const after = await sumUp(now, numbers.of);
  const counts = { old: 0, new: 0, same: 0, changed: 0, in: 0, out: 0 };
  const told = new Map<number, SubjectDiff['is']>();
  for (let number = 1; number <= numbers.size(); number++) {
    const [was, is] = [before.has(number), after.has(number)];
    if (was) counts.old += 1;
    if (is) counts.new += 1;
    if (!was && !is) continue; // something only points at it
    const sort = !was ? 'in' : !is ? 'out' : before.equals(number, after) ? 'same' : 'changed';
    counts[sort] += 1;
    if (sort !== 'same' && counts[sort] <= SAMPLE) told.set(number, sort);
  }
  const was = await factsOf(old, numbers.of, told);
  const is = await factsOf(now, numbers.of, told);
  return {
    ...counts,
    list: [...told].flatMap(([number, sort]) => {
      const [one, other] = [was.get(number), is.get(number)];
      const known = other ?? one;
      if (known === undefined) return [];
      const services = [...new Set([...(one?.facts ?? []), ...(other?.facts ?? [])].map(({ service }) => service))]
        .filter((name) => name !== '')
        .sort();
      const changes = one === undefined || other === undefined ? [] : diffFacts(one.facts, other.facts);
      return [{ is: sort, target: known.target, id: known.id, services, changes }];
    }),
  };
}

/** What each subject looked like, as a sum over its facts in which their order, times and pseudonyms do not count. */
async function sumUp(side: SubjectsSide, of: (id: string) => number): Promise<Sums> {
  const sums = createSums();
  for (const stream of factStreams(side.manifest.streams)) {
    const numberOf = await readNumbers(side, stream.name, of);
    await eachFact(side.directory, stream, (fact) => {
      if (!('subject' in fact) || fact.subject === undefined) return;
      const { service: _service, kind, data } = essence(fact, (subject) => `#${numberOf(fact.target, subject)}`);
      sums.add(numberOf(fact.target, fact.subject), hash('sha256', stableJson([fact.region, kind, data]), 'buffer'));
    });
  }
  return sums;
}

interface Described {
  readonly target: string;
  readonly id: string;
  readonly facts: NamedFact[];
}

/** The facts of those subjects, with names for pseudonyms. */
async function factsOf(
  side: SubjectsSide,
  of: (id: string) => number,
  told: ReadonlyMap<number, unknown>,
): Promise<ReadonlyMap<number, Described>> {
  const described = new Map<number, Described>();
  for (const stream of factStreams(side.manifest.streams)) {
    const numberOf = await readNumbers(side, stream.name, of);
    const found: { readonly number: number; readonly fact: Fact & { readonly subject: string } }[] = [];
    await eachFact(side.directory, stream, (fact) => {
      if (!('subject' in fact) || fact.subject === undefined) return;
      const number = numberOf(fact.target, fact.subject);
      if (told.has(number)) found.push({ number, fact: { ...fact, subject: fact.subject } });
    });
    if (found.length === 0) continue;
    const wanted = new Set(
      found.flatMap(({ fact }) => [fact.subject, ...pseudonymsIn(fact)].map((subject) => `${fact.target}/${subject}`)),
    );
    const names = new Map<string, string>();
    await eachName(side.directory, side.manifest.streams, stream.name, ({ target, subject, id }) => {
      if (wanted.has(`${target}/${subject}`)) names.set(`${target}/${subject}`, id);
    });
    for (const { number, fact } of found) {
      const nameOf = (subject: string): string => names.get(`${fact.target}/${subject}`) ?? subject;
      const known = described.get(number) ?? { target: targetName(side, fact.target), id: nameOf(fact.subject), facts: [] };
      described.set(number, known);
      known.facts.push(essence(fact, nameOf));
    }
  }
  return described;
}

/** Numbers the subjects of one stream: an account's thing is the same thing in both bundles, however it was reached. */
async function readNumbers(side: SubjectsSide, stream: string, of: (id: string) => number): Promise<NumberOf> {
  const accounts = new Map(side.targets.map(({ target, source, name }) => [target, `${source} ${name} `]));
  const numbers = new Map<string, number[]>();
  await eachName(side.directory, side.manifest.streams, stream, ({ target, subject, id }) => {
    const own = numbers.get(target) ?? [];
    numbers.set(target, own);
    own[Number(subject.slice(1))] = of(`${accounts.get(target) ?? `${target} `}${id}`);
  });
  return (target, subject) => numbers.get(target)?.[Number(subject.slice(1))] ?? of(`${target}/${subject}`);
}

/** What of a fact says what its subject looks like. A gap says that something could not be seen. */
function essence(fact: Fact & { readonly subject?: string }, nameOf: (subject: string) => string): NamedFact {
  if (fact.record === 'observation') {
    const { kind, service, type, basis = null, data } = fact;
    return { service, kind, data: { ...plain(renamed(data, nameOf)), ...(basis === null ? {} : { basis }), type } };
  }
  if (fact.record !== 'gap') throw new TypeError(`a ${fact.record} is about no subject`);
  const { kinds, services, reason, code = null, fields = null } = fact;
  return { service: services[0] ?? '', kind: `not seen: ${kinds.join(', ')}`, data: { reason, code, fields } };
}

function plain(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : { data };
}

const PSEUDONYM = /^s\d{6,15}$/;

function renamed(data: unknown, nameOf: (subject: string) => string): unknown {
  if (typeof data === 'string') return PSEUDONYM.test(data) ? nameOf(data) : data;
  if (Array.isArray(data)) return data.map((item) => renamed(item, nameOf));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, renamed(value, nameOf)]));
}

function pseudonymsIn(fact: Fact): readonly string[] {
  const found: string[] = [];
  if (fact.record === 'observation') renamed(fact.data, (subject) => `${found.push(subject)}`);
  return found;
}

/** "prod 111122223333": as a person knows it. */
export function targetName({ targets }: Pick<SubjectsSide, 'targets'>, target: string): string {
  const its = targets.find((one) => one.target === target);
  return its === undefined ? target : `${its.config} ${its.name}`;
}
