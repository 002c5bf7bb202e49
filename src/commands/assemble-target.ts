/** One target's spools as the lines of its streams: numbers its subjects, and puts names apart from facts. */
import type { StreamWriter } from '../bundle/stream-writer.ts';
import type { SpooledData, SpoolReader } from '../collect/read-spool.ts';
import type { Shared } from '../collect/spool.ts';
import { createMarks, createSubjectNumbers } from '../collect/subject-numbers.ts';
import type { Exclusion, Fact, LeafHash, Observation, SubjectName } from '../model.ts';
import type { Subject } from '../plugin.ts';
import type { Leaves } from './leaves.ts';

export interface TargetStreams {
  readonly facts: StreamWriter;
  readonly names: StreamWriter;
  readonly replies: StreamWriter;
}

export interface TargetWriter {
  readonly exclusion: (exclusion: Exclusion) => void;
  /** What reads the spool of one task; its number is any above 0, and its own. */
  readonly task: (number: number, leaves: Leaves) => SpoolReader;
  /** Names what was only pointed at. */
  readonly end: () => void;
}

/** What the lines of observations have in common that share place, time and replies: the text before the subject, before the data and after it. */
interface SharedText {
  readonly head: Buffer;
  readonly middle: Buffer;
  readonly tail: Buffer;
  readonly fact: Omit<Observation, 'subject' | 'data'>;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ID_START = '{"id":'.length;

/** `see` gets each fact as it was written, with its subject's name where names are needed. */
export function writeTarget(
  target: string,
  { facts, names, replies }: TargetStreams,
  see: (fact: Fact, name: SubjectName | undefined) => void,
  needsNames: boolean,
): TargetWriter {
  const numbers = createSubjectNumbers();
  const onlyReferred = new Map<number, Subject>();
  const nameLines = new Map<string, SubjectName>(); // only where a claim asks for names
  const named = createMarks();
  const observed = createMarks();
  const nameHead = Buffer.from(`${JSON.stringify({ record: 'name', target }).slice(1, -1)},"subject":"`);

  return {
    exclusion: write,
    task,
    end: () => {
      for (const [number, subject] of [...onlyReferred].sort(([a], [b]) => a - b)) writeName(number, nameText(subject));
    },
  };

  function task(taskNumber: number, leaves: Leaves): SpoolReader {
    const shareOf = memo((shared: Shared) => sharedText(shared, leaves.all(shared.replies)));
    const textOf = memo(dataText);
    let subjects = 0;
    return {
      reply: (head, body) => leaves.add(replies.writeReply(head, body)),
      observation: (shared, data, name) => {
        const number = use(idOf(name), name);
        if (observed.mark(number, taskNumber) === 'first') subjects += 1;
        const subject = pseudonymOf(number);
        const { head, middle, tail, fact } = shareOf(shared);
        facts.writePieces([head, subject, middle, textOf(data), tail]);
        see({ ...fact, subject, data: data.data }, nameLines.get(subject));
      },
      other: (record) => {
        if (record.record === 'sweep') return write({ ...record, subjects });
        const cited = leaves.all(record.replies);
        if (record.record === 'exclusion') return write({ ...record, replies: cited });
        const { subject, ...gap } = record;
        write({ ...gap, replies: cited, ...(subject === undefined ? {} : { subject: pseudonymOf(useSubject(subject)) }) });
      },
    };
  }

  /** With pseudonyms in the place of placeholders. */
  function dataText({ data, refers }: SpooledData): Buffer {
    for (const [path, subject] of Object.entries(refers ?? {})) putReference(data, path.split('.'), point(subject));
    return Buffer.from(JSON.stringify(data));
  }

  /** A subject that a fact is about: its name line comes with its first fact. */
  function use(id: Uint8Array | string, name: Uint8Array | string): number {
    const number = numbers.of(id);
    if (named.last(number) === 0) writeName(number, name);
    return number;
  }

  function useSubject(subject: Subject): number {
    return use(JSON.stringify(subject.id), nameText(subject));
  }

  /** A subject that data points at: its name line comes last, unless a fact about it comes before. */
  function point(subject: Subject): string {
    const number = numbers.of(JSON.stringify(subject.id));
    if (named.last(number) === 0) onlyReferred.set(number, subject);
    return pseudonymOf(number);
  }

  /** `name`: JSON of an object. */
  function writeName(number: number, name: Uint8Array | string): void {
    named.mark(number, 1);
    onlyReferred.delete(number);
    const subject = pseudonymOf(number);
    names.writePieces([nameHead, subject, '",', typeof name === 'string' ? name.slice(1) : name.subarray(1)]);
    if (needsNames) nameLines.set(subject, { record: 'name', target, subject, ...JSON.parse(String(name)) });
  }

  function write(fact: Exclude<Fact, Observation>): void {
    facts.write(fact);
    see(fact, 'subject' in fact && fact.subject !== undefined ? nameLines.get(fact.subject) : undefined);
  }
}

function sharedText({ service, type, replies: _tokens, ...rest }: Shared, replies: readonly LeafHash[]): SharedText {
  return {
    head: Buffer.from(`${JSON.stringify(rest).slice(1, -1)},"subject":"`),
    middle: Buffer.from(`",${JSON.stringify({ service, type }).slice(1, -1)},"data":`),
    tail: Buffer.from(`,${JSON.stringify({ replies }).slice(1)}`),
    fact: { ...rest, service, type, replies },
  };
}

/** Makes a thing once for each key, as long as the key is there. */
function memo<Key extends object, Value extends object>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}

const pseudonymOf = (number: number): string => `s${String(number).padStart(6, '0')}`;

/** As a spool has it. */
const nameText = ({ id, account, name, owner, tags }: Subject): string => JSON.stringify({ id, account, name, owner, tags });

/** The id in the JSON of a name, as JSON. */
function idOf(name: Uint8Array): Uint8Array {
  let end = ID_START + 1;
  while (name[end] !== QUOTE && end < name.length) end += name[end] === BACKSLASH ? 2 : 1;
  return name.subarray(ID_START, end + 1);
}

/** Puts a pseudonym where the collector left a placeholder. */
function putReference(data: unknown, path: readonly string[], pseudonym: string): void {
  let holder: unknown = data;
  for (const step of path.slice(0, -1)) holder = typeof holder === 'object' && holder !== null ? Reflect.get(holder, step) : undefined;
  if (typeof holder === 'object' && holder !== null) Reflect.set(holder, path.at(-1) ?? '', pseudonym);
}
