/** What one task brought, on disk until it is sealed: memory holds pages, never resources. */
import type { Exclusion, Gap, Observation, Sweep } from '../model.ts';
import type { Subject } from '../plugin.ts';
import { openBufferedFile } from './buffered-file.ts';
import type { KeptReply } from './reply.ts';

/**
 * Subjects stand whole in a spool, and replies are cited by token: their numbers, the sweep's count of them and the leaf hashes are given in
 * plan order when the bundle is written. `refers`: path in data to what it points at.
 */
export type Spooled = SpooledObservation | (Omit<Gap, 'subject'> & { readonly subject?: Subject }) | Exclusion | Omit<Sweep, 'subjects'>;
export type SpooledObservation = Omit<Observation, 'subject' | 'service' | 'type'> & {
  readonly subject: Subject;
  readonly refers?: Readonly<Record<string, Subject>>;
};

/** What observations have in common that came one after the other, the sort of their subjects included. */
export type Shared = Omit<SpooledObservation, 'data' | 'subject' | 'refers'> & Pick<Subject, 'service' | 'type'>;

/** The data of many observations. What it points at stands whole where it is pointed at first in a spool, and is then called by its number. */
export interface DataLine {
  readonly data: unknown;
  readonly refers?: Readonly<Record<string, Subject | number>>;
}

/**
 * The lines of a records spool, by their first character. What repeats is written once, so that neither side handles it for each thing:
 * - `s` and a `Shared`, which gets the next number among these, and `d` and a `DataLine`, which gets the next among those; after `KEPT` of
 *   them numbers begin again from 0;
 * - `o`, such a number of each sort, each with a space after it, and what names the subject: a `Subject` without service and type, as it
 *   will stand in its name line;
 * - any other record, whole.
 */
export const LINE = { shared: 0x73, data: 0x64, observation: 0x6f } as const;
export const KEPT = 1024;

/** The line before a reply's bytes; an LF follows them. */
export interface ReplyLine {
  readonly bytes: number;
  readonly head: KeptReply['head'];
}

/** Bytes of a spool that are on disk: whole lines, and every reply that one of the records cites. */
export interface Written {
  readonly records: number;
  readonly replies: number;
}

export interface Spool {
  readonly add: (record: Spooled) => void;
  /** The reply's number in its spool, from 1. Its bytes are given away: TypeError where they are gone already. */
  readonly keep: (reply: KeptReply) => number;
  /** Writes what was added. UserError not-writable, as of `end`. */
  readonly drained: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Where a task's records and replies lie. */
export interface SpoolFiles {
  readonly records: string;
  readonly replies: string;
  /** Reading does not use them up: they are a part's own. */
  readonly kept?: true;
}

const CHUNK = 256 * 1024;

/** `told` hears how far the files are written. */
export function openSpool(files: SpoolFiles, told: (written: Written) => void): Spool {
  const records = openBufferedFile(files.records);
  const replies = openBufferedFile(files.replies);
  const pointedAt = new Map<Subject, number>();
  const shares = new Map<readonly string[], { readonly shared: Shared; readonly number: number }>(); // by the replies that are cited
  const known = new Map<unknown, number>(); // data to its number
  let sharesTold = 0;
  let kept = 0;
  return {
    add: (record) => {
      if (record.record === 'observation') addObservation(record);
      else records.push(`${JSON.stringify(record)}\n`);
      if (records.waiting() >= CHUNK) flush();
    },
    keep: ({ head, body }) => {
      if (body.buffer instanceof ArrayBuffer && body.buffer.detached) throw new TypeError(`a reply of ${head.call} is kept twice`);
      const line: ReplyLine = { bytes: body.byteLength, head };
      replies.push(`${JSON.stringify(line)}\n`);
      replies.push(body);
      replies.push('\n');
      if (replies.waiting() >= CHUNK) flush();
      kept += 1;
      return kept;
    },
    drained: async () => flushed(),
    end: async () => {
      try {
        flushed();
      } finally {
        records.close();
        replies.close();
      }
    },
  };

  function addObservation(record: SpooledObservation): void {
    records.push(`o${shareOf(record)} ${numberOf(record.data, record.refers)} ${nameText(record.subject)}\n`);
  }

  /** The replies are the same list where they are the same: an observer of many things of one page makes it once. */
  function shareOf(record: SpooledObservation): number {
    const last = shares.get(record.replies);
    if (last !== undefined && isSame(last.shared, record)) return last.number;
    const number = sharesTold % KEPT;
    if (number === 0) shares.clear();
    sharesTold += 1;
    const { data: _data, refers: _refers, subject, ...rest } = record;
    const shared = { ...rest, service: subject.service, type: subject.type };
    shares.set(record.replies, { shared, number });
    records.push(`s${JSON.stringify(shared)}\n`);
    return number;
  }

  /** The same object is the same data, and points at the same things: a look checks it once. */
  function numberOf(data: unknown, refers: SpooledObservation['refers']): number {
    const number = known.get(data);
    if (number !== undefined) return number;
    if (known.size === KEPT) known.clear();
    known.set(data, known.size);
    const line: DataLine = { data, ...(refers === undefined ? {} : { refers: numbered(refers) }) };
    records.push(`d${JSON.stringify(line)}\n`);
    return known.size - 1;
  }

  function numbered(refers: Readonly<Record<string, Subject>>): Record<string, Subject | number> {
    const numbers: Record<string, Subject | number> = {};
    for (const [path, subject] of Object.entries(refers)) {
      const number = pointedAt.get(subject);
      numbers[path] = number ?? subject;
      if (number === undefined) pointedAt.set(subject, pointedAt.size);
    }
    return numbers;
  }

  /** Replies first: a record on disk never cites one that is not. */
  function flush(): void {
    replies.flush();
    if (replies.failed() !== undefined) return;
    records.flush();
    if (records.failed() !== undefined) return;
    told({ records: records.size(), replies: replies.size() });
  }

  function flushed(): void {
    flush();
    const failed = replies.failed() ?? records.failed();
    if (failed !== undefined) throw failed;
  }
}

/** What JSON has to escape: all but these ranges. */
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** The JSON of what names a subject; most have an id and an account and nothing to escape, for which JSON.stringify is slow. */
function nameText({ id, account, name, owner, tags }: Subject): string {
  const isShort = account !== undefined && name === undefined && owner === undefined && tags === undefined;
  if (isShort && !ESCAPED.test(id) && !ESCAPED.test(account)) return `{"id":"${id}","account":"${account}"}`;
  return JSON.stringify({ id, account, name, owner, tags });
}

function isSame(a: Shared, b: SpooledObservation): boolean {
  if (a.at !== b.at || a.replies !== b.replies || a.kind !== b.kind || a.basis !== b.basis) return false;
  if (a.service !== b.subject.service || a.type !== b.subject.type) return false;
  return a.target === b.target && a.collector === b.collector && a.region === b.region && a.cloud === b.cloud;
}
