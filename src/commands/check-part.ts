/** Whether a part's spools hold what their tasks may bring, before anything is made of them: another machine wrote them. */
import { createByteReader } from '../bundle/byte-reader.ts';
import { createLineChecker } from '../bundle/check-line.ts';
import { openRegular, shown } from '../bundle/hostile.ts';
import { lineLimit } from '../bundle/layout.ts';
import { parseFact, parseName, parseReply } from '../bundle/parse-fact.ts';
import { type PartTask, spoolName } from '../bundle/part.ts';
import { isTokenOf } from '../bundle/plan-file.ts';
import { KEPT } from '../collect/spool.ts';
import { BundleError } from '../errors.ts';
import type { Kind, Task } from '../model.ts';

type Fields = Readonly<Record<string, unknown>>;

interface KnownData {
  readonly data: unknown;
  readonly refers: ReadonlySet<string>;
  /** Kinds that it was found to be of. */
  readonly isOf: Set<string>;
}

const REPLIES = lineLimit('t0001.replies');
const RECORDS = lineLimit('t0001');
/** Stands for the pseudonym that a subject will have. */
const SOME = 's000001';

/** Replies that told which targets there are: how many. BundleError. */
export async function checkReplies(directory: string, spool: number, task?: Task): Promise<number> {
  const file = spoolName(spool, 'replies');
  const opened = await openRegular(directory, file);
  try {
    const reader = createByteReader(opened, file);
    const { check } = createLineChecker(file);
    for (let count = 0; ; count++) {
      const line = await reader.line(RECORDS);
      if (line === undefined) return count;
      const place = { file, line: count + 1 };
      check(line, 0, line.length, place.line);
      const { bytes, head, ...more } = fields(parse(line, place), place);
      if (Object.keys(more).length > 0 || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0 || bytes > REPLIES)
        throw wrong(place, 'no head of a reply');
      const reply = parseReply({ ...fields(head, place), body: '' }, place);
      if (task !== undefined) samePlace({ target: '', collector: '', region: '', ...reply }, task, place);
      if ((await reader.take(bytes + 1)).at(-1) !== 0x0a) throw wrong(place, 'no line feed after a reply');
    }
  } finally {
    await opened.handle.close();
  }
}

/** The records of one task. `resolving`: how many replies told which targets there are. BundleError. */
export async function checkTask(
  directory: string,
  { spool, records, replies }: PartTask,
  task: Task,
  resolving: number,
  kinds: readonly Kind[],
): Promise<void> {
  const kept = replies.bytes === 0 ? 0 : await checkReplies(directory, spool, task);
  if (records.bytes === 0) return;
  const file = spoolName(spool, 'records');
  const opened = await openRegular(directory, file);
  try {
    const reader = createByteReader(opened, file);
    const { check } = createLineChecker(file);
    const see = recordChecker(task, kinds, (token) => isTokenOf(token, kept, '#') || isTokenOf(token, resolving, '@'));
    for (let number = 1; ; number++) {
      const line = await reader.line(RECORDS);
      if (line === undefined) return;
      const begin = line.indexOf(0x7b);
      if (begin < 0) throw wrong({ file, line: number }, 'no record');
      check(line, begin, line.length, number);
      see(line, { file, line: number });
    }
  } finally {
    await opened.handle.close();
  }
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function recordChecker(task: Task, kinds: readonly Kind[], isCited: (token: string) => boolean): (line: Buffer, place: Place) => void {
  const shares: string[] = []; // the kind of each
  const known: KnownData[] = [];
  let [shared, learnt, pointedAt] = [0, 0, 0];
  return (line, place) => {
    const sort = line.toString('latin1', 0, 1);
    if (sort === 'o') observation(line.toString('utf8', 1), place);
    else if (sort === 's') shares[shared++ % KEPT] = share(fields(parse(line.subarray(1), place), place), place);
    else if (sort === 'd') known[learnt++ % KEPT] = learn(fields(parse(line.subarray(1), place), place), place);
    else other(fields(parse(line, place), place), place);
  };

  function observation(text: string, place: Place): void {
    const [, share = '', data = '', name = ''] = /^(\d{1,4}) (\d{1,4}) (\{"id":".*)$/s.exec(text) ?? [];
    const kind = kinds.find(({ id }) => id === shares[Number(share)]);
    const its = known[Number(data)];
    if (name === '' || kind === undefined || its === undefined) throw wrong(place, 'an observation of nothing that was told before');
    named(fields(parse(Buffer.from(name), place), place), place);
    if (!its.isOf.has(kind.id)) checkData(its, kind, place);
    its.isOf.add(kind.id);
  }

  function share({ replies, ...rest }: Fields, place: Place): string {
    cited(replies, place);
    const fact = parseFact({ ...rest, subject: SOME, data: {}, replies: [] }, place);
    if (fact.record !== 'observation' || !task.kinds.includes(fact.kind) || !task.services.includes(fact.service))
      throw wrong(place, 'what the task does not yield');
    samePlace(fact, task, place);
    return fact.kind;
  }

  function learn({ data, refers = {}, ...more }: Fields, place: Place): KnownData {
    if (Object.keys(more).length > 0) throw wrong(place, 'data with more beside it');
    const targets = fields(refers, place);
    for (const target of Object.values(targets)) {
      if (typeof target === 'number' ? !(Number.isInteger(target) && target >= 0 && target < pointedAt) : !isSubject(target, place))
        throw wrong(place, 'data that points at nothing');
      if (typeof target !== 'number') pointedAt += 1;
    }
    return { data, refers: new Set(Object.keys(targets)), isOf: new Set() };
  }

  function other(record: Fields, place: Place): void {
    const { replies, subject, subjects: _none, ...rest } = record;
    if (record['record'] !== 'sweep') cited(replies, place);
    if (subject !== undefined && !isSubject(subject, place)) throw wrong(place, 'a gap of no subject');
    const told = subject === undefined ? rest : { ...rest, subject: SOME };
    const fact = parseFact(record['record'] === 'sweep' ? { ...told, subjects: 0 } : { ...told, replies: [] }, place);
    if (fact.record === 'observation') throw wrong(place, 'an observation that stands whole');
    samePlace(fact, task, place);
  }

  function cited(replies: unknown, place: Place): void {
    if (!Array.isArray(replies) || !replies.every((token) => typeof token === 'string' && isCited(token)))
      throw wrong(place, 'a reply cited that is not there');
  }

  function isSubject(value: unknown, place: Place): boolean {
    const { service, type, ...name } = fields(value, place);
    named(name, place);
    return typeof service === 'string' && typeof type === 'string';
  }

  function named(name: Fields, place: Place): void {
    parseName({ record: 'name', target: task.target, subject: SOME, ...name }, place);
  }
}

/** It is of the kind, and points at something exactly where the kind has references. */
function checkData({ data, refers }: KnownData, kind: Kind, place: Place): void {
  try {
    kind.parse(data);
  } catch (cause) {
    throw new BundleError('wrong-shape', `${place.file}:${place.line}: data that is not of the kind ${kind.id}`, { cause });
  }
  const paths = pathsOf(data).filter((path) => kind.references.includes(path.filter((step) => !/^\d+$/.test(step)).join('.')));
  if (paths.length !== refers.size || !paths.every((path) => refers.has(path.join('.'))))
    throw wrong(place, 'data whose references are not told');
}

/** The path of every text in the data. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([step, inner]) => pathsOf(inner, [...path, step]));
}

function samePlace(
  record: { readonly target?: string; readonly collector?: string; readonly region?: string },
  task: Task,
  place: Place,
): void {
  if (record.target !== task.target || record.collector !== task.collector || record.region !== task.region)
    throw wrong(place, 'a record of another task');
}

function fields(value: unknown, place: Place): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'no object');
  return Object.fromEntries(Object.entries(value));
}

function parse(bytes: Buffer, place: Place): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new BundleError('not-json', `${place.file}:${place.line}: no JSON in UTF-8`, { cause });
  }
}

function wrong({ file, line }: Place, what: string): BundleError {
  return new BundleError('wrong-shape', `${shown(file)}:${line}: ${what}`);
}
