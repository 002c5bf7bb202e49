/** From spools to streams: numbers subjects in plan order, puts names apart from facts, and writes every line once. */
import { createReadStream, existsSync } from 'node:fs';
import type { StreamWriter } from '../bundle/stream-writer.ts';
import type { BundleWriter } from '../bundle/write.ts';
import type { Plan, PlannedTarget } from '../collect/plan.ts';
import { spoolFiles } from '../collect/run.ts';
import type { Spooled } from '../collect/spool.ts';
import { createMarks, createSubjectNumbers } from '../collect/subject-numbers.ts';
import type { Fact, Origin, SubjectName } from '../model.ts';
import type { Subject } from '../plugin.ts';

/** What the manifest counts over all facts. */
export interface Totals {
  readonly records: { observation: number; gap: number; exclusion: number; sweep: number };
  readonly origins: Partial<Record<Origin, number>>;
}

/** Targets beyond this share streams, in plan order, so that the manifest stays small. */
const STREAM_PAIRS = 1000;
/** Written lines that may wait for the disk. */
const PENDING = 4 << 20;

/** Writes the facts, names and replies of every target, in plan order; `see` gets each fact as it was written. */
export async function assembleTargets(
  plan: Plan,
  spools: string,
  writer: BundleWriter,
  at: string,
  see: (fact: Fact, name: SubjectName | undefined) => void,
  needsNames: boolean,
): Promise<Totals> {
  const totals: Totals = { records: { observation: 0, gap: 0, exclusion: 0, sweep: 0 }, origins: {} };
  const perStream = Math.max(1, Math.ceil(plan.targets.length / STREAM_PAIRS));
  for (let first = 0; first < plan.targets.length; first += perStream) {
    const name = `t${String(first / perStream + 1).padStart(4, '0')}`;
    const [facts, names, replies] = [writer.stream(name), writer.stream(`${name}.names`), writer.stream(`${name}.replies`)];
    for (const of of plan.targets.slice(first, first + perStream)) await assembleTarget(of, { facts, names, replies });
    for (const stream of [facts, names, replies]) await stream.end();
  }
  return totals;

  async function assembleTarget(
    of: PlannedTarget,
    { facts, names, replies }: Record<'facts' | 'names' | 'replies', StreamWriter>,
  ): Promise<void> {
    const numbers = createSubjectNumbers();
    const onlyReferred = new Map<number, Subject>();
    const nameLines = new Map<string, SubjectName>(); // only where a claim asks for names
    const named = createMarks();
    const observed = createMarks();
    const { target } = of.target;
    for (const { region, reason, from } of plan.exclusions.filter((exclusion) => exclusion.of === of)) {
      write({ record: 'exclusion', target, collector: '*', region, reason, at, replies: from.flatMap((seen) => seen.replies) });
    }
    for (const [index, planned] of plan.tasks.entries()) {
      if (planned.of !== of) continue;
      const files = spoolFiles(spools, index);
      let subjects = 0;
      const another = (): number => ++subjects;
      for await (const batch of lines(files.replies)) {
        for (const line of batch) replies.writeLine(line);
        if (replies.pending > PENDING) await replies.drain();
      }
      for await (const batch of lines(files.records)) {
        for (const line of batch) writeSpooled(JSON.parse(line), index + 1, another);
        if (facts.pending > PENDING) await facts.drain();
        if (names.pending > PENDING) await names.drain();
      }
    }
    for (const [number, subject] of [...onlyReferred].sort(([a], [b]) => a - b)) writeName(number, subject);
    await Promise.all([facts.drain(), names.drain(), replies.drain()]);

    function writeSpooled(record: Spooled, task: number, another: () => number): void {
      if (record.record === 'exclusion') return write(record);
      if (record.record === 'sweep') return write({ ...record, subjects: another() - 1 });
      if (record.record === 'gap') {
        const { subject, ...gap } = record;
        return write(subject === undefined ? gap : { ...gap, subject: use(subject) });
      }
      const { subject, refers, data, replies: cited, ...rest } = record;
      const pseudonym = use(subject);
      if (observed.mark(numbers.of(subject.id), task) === 'first') another();
      const written =
        refers === undefined
          ? data
          : withReferences(
              data,
              Object.entries(refers).map(([path, referred]) => [path, point(referred)]),
            );
      write({ ...rest, subject: pseudonym, service: subject.service, type: subject.type, data: written, replies: cited });
    }

    /** A subject that a fact is about: its name line comes with its first fact. */
    function use(subject: Subject): string {
      const number = numbers.of(subject.id);
      if (named.last(number) === 0) writeName(number, subject);
      return pseudonymOf(number);
    }

    /** A subject that data points at: its name line comes last, unless a fact about it comes before. */
    function point(subject: Subject): string {
      const number = numbers.of(subject.id);
      if (named.last(number) === 0) onlyReferred.set(number, subject);
      return pseudonymOf(number);
    }

    function writeName(number: number, { id, account, name, owner, tags }: Subject): void {
      named.mark(number, 1);
      onlyReferred.delete(number);
      const line: SubjectName = {
        record: 'name',
        target,
        subject: pseudonymOf(number),
        id,
        ...(account === undefined ? {} : { account }),
        ...(name === undefined ? {} : { name }),
        ...(owner === undefined ? {} : { owner }),
        ...(tags === undefined ? {} : { tags }),
      };
      names.write(line);
      if (needsNames) nameLines.set(line.subject, line);
    }

    function write(fact: Fact): void {
      totals.records[fact.record] += 1;
      if (fact.record === 'sweep') totals.origins[fact.origin] = (totals.origins[fact.origin] ?? 0) + 1;
      facts.write(fact);
      see(fact, 'subject' in fact && fact.subject !== undefined ? nameLines.get(fact.subject) : undefined);
    }
  }
}

const pseudonymOf = (number: number): string => `s${String(number).padStart(6, '0')}`;

/** Puts pseudonyms where the collector left placeholders; the data is this line's own, fresh from its spool. */
function withReferences(data: unknown, places: readonly (readonly [string, string])[]): unknown {
  for (const [path, pseudonym] of places) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let holder: unknown = data;
    for (const step of steps) holder = typeof holder === 'object' && holder !== null ? Reflect.get(holder, step) : undefined;
    if (typeof holder === 'object' && holder !== null) Reflect.set(holder, last, pseudonym);
  }
  return data;
}

/** The lines of a spool, in batches. Only LF ends a line: a provider's words may hold any other separator. */
async function* lines(path: string): AsyncIterable<readonly string[]> {
  if (!existsSync(path)) return; // a task that had no reply, or no record, has no such spool
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    if (parts.length > 0) yield parts;
  }
}
