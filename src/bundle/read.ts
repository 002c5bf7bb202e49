import { BundleError } from '../errors.ts';
import type { LeafHash, ManifestStream } from '../model.ts';
import { createLineChecker } from './check-line.ts';
import { RECORD_START, SALT_END, SALT_START } from './line.ts';
import { type LineBlock, SHOWN, sealedLines } from './sealed-lines.ts';
import type { Stub } from './stub.ts';

/** Where a line stands, for messages. `line` counts from 1. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

/** One line of a stream, its salt taken off the record. */
export interface SealedRecord {
  readonly line: number;
  readonly leaf: LeafHash;
  readonly salt: string;
  /** Not parsed: `parseFact`, `parseName`, `parseReply` and `parseRunRecord` say what it is. */
  readonly record: unknown;
}

/** A line as it goes by: what is not asked for is not read. It is only good until the next one comes. */
export interface PassingLine extends LinePlace {
  readonly leaf: () => LeafHash;
  /** The same as 32 bytes in latin1. */
  readonly leafBytes: string;
  readonly salt: () => string;
  /** Its JSON without the salt, not parsed further. BundleError wrong-shape, not-json. */
  readonly record: () => unknown;
  /** The members that stand before the first that is no plain text; enough for who only wants to know what the line is about. */
  readonly head: () => Readonly<Record<string, string>>;
  /** Its bytes, without LF. */
  readonly bytes: () => Uint8Array;
}

/** Gets each line that is shown, and what stands for those that are not. */
export interface LineReader {
  readonly line: (line: PassingLine) => void;
  readonly stub?: (stub: Stub) => void;
}

/**
 * Reads a stream to its end and gives the number of withheld lines. What was read is the sealed stream only once this has come back;
 * where it is not, it throws a BundleError (see `sealedLines`).
 */
export async function readLines(directory: string, stream: ManifestStream, reader: LineReader): Promise<number> {
  let withheld = 0;
  const check = createLineChecker(stream.file);
  for await (const block of sealedLines(directory, stream)) {
    for (const [index, level] of block.levels.entries()) {
      if (level === SHOWN) reader.line(passing(block, index, stream.file, check));
      else {
        withheld += 2 ** level;
        reader.stub?.({ level, hash: block.hashes[index] ?? '' });
      }
    }
  }
  return withheld;
}

function passing(block: LineBlock, index: number, file: string, check: ReturnType<typeof createLineChecker>): PassingLine {
  const { first, bytes, starts, ends, hashes } = block;
  const start = starts[index] ?? 0;
  const end = ends[index] ?? 0;
  const line = first + index;
  const leafBytes = hashes[index] ?? '';
  let head: Readonly<Record<string, string>> | undefined;
  return {
    file,
    line,
    leafBytes,
    leaf: () => Buffer.from(leafBytes, 'latin1').toString('hex'),
    salt: () => bytes.toString('latin1', start + SALT_START, start + SALT_END),
    record: () => {
      check(bytes, start, end, line);
      return parse(`{${bytes.toString('utf8', start + RECORD_START, end)}`, { file, line });
    },
    head: () => {
      head ??= headOf(bytes.toString('latin1', start + RECORD_START, Math.min(end, start + HEAD)));
      return head;
    },
    bytes: () => bytes.subarray(start, end),
  };
}

const HEAD = 600;
/** A member whose key and value are ASCII without escapes. */
const MEMBER = /"([!#-[\]-~]+)":"([ !#-[\]-~]*)",/y;

function headOf(text: string): Readonly<Record<string, string>> {
  const head: Record<string, string> = Object.create(null);
  MEMBER.lastIndex = 0;
  for (let member = MEMBER.exec(text); member !== null; member = MEMBER.exec(text)) head[member[1] ?? ''] = member[2] ?? '';
  return head;
}

/** The records of a stream that are shown, in their order, some hundred at a time. A reader that stops early has verified nothing. */
export async function* openStream(directory: string, stream: ManifestStream): AsyncGenerator<readonly SealedRecord[], void, undefined> {
  const check = createLineChecker(stream.file);
  for await (const block of sealedLines(directory, stream)) {
    const records: SealedRecord[] = [];
    for (const [index, level] of block.levels.entries()) {
      if (level !== SHOWN) continue;
      const { line, leaf, salt, record } = passing(block, index, stream.file, check);
      records.push({ line, leaf: leaf(), salt: salt(), record: record() });
    }
    yield records;
  }
}

function parse(text: string, { file, line }: LinePlace): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BundleError('not-json', `${file}:${line}: the line is not JSON`, { cause });
  }
}
