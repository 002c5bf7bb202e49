/** Reads spools while they are being written: never beyond what is said to be on disk. */
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { Subject } from '../plugin.ts';
import {
  type DataLine,
  KEPT,
  LINE,
  type ReplyLine,
  type Shared,
  type Spooled,
  type SpooledObservation,
  type SpoolFiles,
  type Written,
} from './spool.ts';
import type { Watermarks } from './watermarks.ts';

/** The data of observations. */
export interface SpooledData {
  readonly data: unknown;
  readonly refers?: Readonly<Record<string, Subject>>;
}

/** What a reader does with a task's spool. Bytes are only good until the function that was given them returns. */
export interface SpoolReader {
  readonly reply: (head: ReplyLine['head'], body: Uint8Array) => void;
  /** `shared` and `data` are one object each for all that have the same. `name`: JSON of what names the subject, its id first. */
  readonly observation: (shared: Shared, data: SpooledData, name: Buffer) => void;
  readonly other: (record: Exclude<Spooled, SpooledObservation>) => void;
}

const LF = 0x0a;
const SPACE = 0x20;
const BLOCK = 256 * 1024;

/** Reads the whole spool of one task, from its first byte until the task has ended, and removes it unless it is to be kept. A record comes after every reply that it cites. */
export async function readSpool(files: SpoolFiles, task: number, marks: Pick<Watermarks, 'beyond'>, reader: SpoolReader): Promise<void> {
  const replies = openTail(files.replies, replyParser(reader));
  const records = openTail(files.records, recordParser(reader));
  let read: Written = { records: 0, replies: 0 };
  try {
    for (;;) {
      const { written, all } = await marks.beyond(task, read);
      await replies.readTo(written.replies);
      await records.readTo(written.records);
      read = written;
      if (all) break;
    }
  } finally {
    replies.close();
    records.close();
  }
  if (files.kept === true) return;
  for (const path of [files.replies, files.records]) rmSync(path, { force: true }); // a task that brought nothing of the sort has no such file
}

/** Takes what it can of the bytes; gives how many it took, and how many it needs to take more where it knows. */
type Parser = (bytes: Buffer) => { readonly took: number; readonly needs: number };

function replyParser({ reply }: SpoolReader): Parser {
  return (bytes) => {
    let took = 0;
    for (;;) {
      const end = bytes.indexOf(LF, took);
      if (end < 0) return { took, needs: 0 };
      const line: ReplyLine = JSON.parse(bytes.toString('utf8', took, end));
      const next = end + 1 + line.bytes + 1;
      if (next > bytes.length) return { took, needs: next - took };
      reply(line.head, bytes.subarray(end + 1, next - 1));
      took = next;
    }
  };
}

function recordParser({ observation, other }: SpoolReader): Parser {
  const pointedAt: Subject[] = [];
  const known: SpooledData[] = [];
  const shares: Shared[] = [];
  let learnt = 0;
  let shared = 0;
  return (bytes) => {
    let took = 0;
    for (;;) {
      const end = bytes.indexOf(LF, took);
      if (end < 0) return { took, needs: 0 };
      see(bytes, took, end);
      took = end + 1;
    }
  };

  function see(bytes: Buffer, start: number, end: number): void {
    const sort = bytes[start];
    if (sort === LINE.observation) {
      const space = bytes.indexOf(SPACE, start);
      const second = bytes.indexOf(SPACE, space + 1);
      const share = shares[decimal(bytes, start + 1, space)];
      const data = known[decimal(bytes, space + 1, second)];
      if (share === undefined || data === undefined)
        throw new TypeError('an observation stands in its spool before what it shares with others');
      observation(share, data, bytes.subarray(second + 1, end));
    } else if (sort === LINE.shared) shares[shared++ % KEPT] = JSON.parse(bytes.toString('utf8', start + 1, end));
    else if (sort === LINE.data) learn(JSON.parse(bytes.toString('utf8', start + 1, end)));
    else other(JSON.parse(bytes.toString('utf8', start, end)));
  }

  function learn({ data, refers }: DataLine): void {
    const subjects = Object.entries(refers ?? {}).map(([path, target]) => [path, subjectOf(target)] as const);
    known[learnt++ % KEPT] = subjects.length === 0 ? { data } : { data, refers: Object.fromEntries(subjects) };
  }

  function subjectOf(target: Subject | number): Subject {
    if (typeof target !== 'number') {
      pointedAt.push(target);
      return target;
    }
    const subject = pointedAt[target];
    if (subject === undefined) throw new TypeError(`an observation points at a subject ${target} that no line told`);
    return subject;
  }
}

function decimal(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + (bytes[at] ?? 0) - 0x30;
  return number;
}

interface Tail {
  readonly readTo: (bytes: number) => Promise<void>;
  readonly close: () => void;
}

/** One buffer, as large as the longest line or reply; a task that left nothing has no file. */
function openTail(path: string, parse: Parser): Tail {
  let handle: number | undefined;
  let buffer = Buffer.alloc(0);
  let filled = 0;
  let offset = 0; // of the file
  return {
    readTo: async (bytes) => {
      while (offset < bytes) {
        handle ??= openSync(path, 'r');
        if (filled === buffer.length) enlarge(buffer.length + BLOCK);
        const count = readSync(handle, buffer, filled, Math.min(buffer.length - filled, bytes - offset), offset);
        if (count === 0) throw new TypeError(`${path} is shorter than was said`);
        offset += count;
        filled += count;
        const { took, needs } = parse(buffer.subarray(0, filled));
        buffer.copyWithin(0, took, filled);
        filled -= took;
        if (needs > buffer.length) enlarge(needs);
        await turn(); // what else goes on in this thread, Ctrl-C among it, has its turn
      }
    },
    close: () => {
      if (handle !== undefined) closeSync(handle);
    },
  };

  function enlarge(size: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(size, BLOCK));
    buffer.copy(larger, 0, 0, filled);
    buffer = larger;
  }
}
