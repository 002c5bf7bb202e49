import { BundleError } from '../errors.ts';
import type { LeafHash, ManifestStream } from '../model.ts';
import { createLineChecker } from './check-line.ts';
import { RECORD_START, SALT_END, SALT_START } from './line.ts';
import { findEarly, isBetween, numberIn, type Span } from './line-members.ts';
import type { Tree } from './merkle.ts';
import { type Compared, type LineSink, readSealed } from './sealed-lines.ts';
import type { Stub } from './stub.ts';

/** Where a line stands, for messages. `line` counts from 1. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

/** A line as it goes by: what is not asked for is not read. It is only good until the next one comes. */
export interface PassingLine extends LinePlace {
  /** Where it begins in its file, in bytes. */
  readonly offset: number;
  readonly leaf: () => LeafHash;
  /** The same as 32 bytes in latin1. */
  readonly leafBytes: string;
  readonly salt: () => string;
  /** Its JSON without the salt, not parsed further: `parseFact`, `parseName`, `parseReply` and `parseRunRecord` say what it is. BundleError wrong-shape, not-json. */
  readonly record: () => unknown;
  /** The record without that member, which must be text: checked like all the rest, but no string is made of it. BundleError as of `record`. */
  readonly recordBut: (key: string) => unknown;
  /** A member of the record that is text; "" where there is none. Enough for who only wants to know what the line is about. BundleError as of `record`. */
  readonly text: (key: string) => string;
  /** False where the text certainly does not begin and end like that; no string is made. BundleError as of `record`. */
  readonly mayFit: (key: string, begins: Uint8Array, ends: Uint8Array) => boolean;
  /** The number of the subject that it names, 17 for "s000017"; NaN where it names none. BundleError as of `record`. */
  readonly subject: () => number;
  /** Its bytes, without LF. */
  readonly bytes: () => Uint8Array;
}

/** Gets each line that is shown, and what stands for those that are not. `completed`: as of the stream's tree. */
export interface LineReader {
  readonly line: (line: PassingLine, completed: Tree['completed']) => void;
  readonly stub?: (stub: Stub, completed: Tree['completed']) => void;
}

/**
 * Reads a stream to its end and gives the number of withheld lines. What was read is the sealed stream only once this has come back;
 * where it is not, it throws a BundleError (see `readSealed`).
 */
export async function readLines(
  directory: string,
  stream: ManifestStream,
  reader: LineReader,
  compared: Compared = 'file',
): Promise<number> {
  let withheld = 0;
  const { line, pass } = createPassing(stream.file);
  const sink: LineSink = {
    shown: (block, start, end, number, base, hash, completed) => {
      pass(block, start, end, number, base, hash);
      reader.line(line, completed);
    },
    stub: (stub, completed) => {
      withheld += 2 ** stub.level;
      reader.stub?.(stub, completed);
    },
  };
  await readSealed(directory, stream, sink, compared);
  return withheld;
}

/** One line for all that pass: a million of them would be a million objects. */
function createPassing(file: string): {
  readonly line: PassingLine;
  readonly pass: (block: Buffer, start: number, end: number, number: number, base: number, hash: string) => void;
} {
  const { check, lastText } = createLineChecker(file);
  const keys = new Map<string, Buffer>();
  const texts = new Map<string, string>();
  const found = { start: 0, end: 0 };
  let bytes: Buffer = Buffer.alloc(0);
  let start = 0;
  let end = 0;
  let number = 0;
  let base = 0;
  let leafBytes = '';
  let record: { readonly parsed: unknown } | undefined;

  return {
    line: {
      file,
      get line() {
        return number;
      },
      get offset() {
        return base + start;
      },
      get leafBytes() {
        return leafBytes;
      },
      leaf: () => Buffer.from(leafBytes, 'latin1').toString('hex'),
      salt: () => bytes.toString('latin1', start + SALT_START, start + SALT_END),
      record: parsed,
      recordBut,
      text,
      mayFit: (key, begins, ends) => !isEarly(key) || isBetween(bytes, found, begins, ends),
      subject: () => (isEarly('subject') ? numberIn(bytes, found) : numberOf(textIn(parsed(), 'subject'))),
      bytes: () => bytes.subarray(start, end),
    },
    pass: (block, from, to, its, at, hash) => {
      bytes = block;
      start = from;
      end = to;
      number = its;
      base = at;
      leafBytes = hash;
      record = undefined;
    },
  };

  function isEarly(key: string): boolean {
    return findEarly(bytes, start + RECORD_START, end, keyBytes(key), found);
  }

  /** Lines side by side often say the same: then the same string does. */
  function text(key: string): string {
    if (!isEarly(key)) return textIn(parsed(), key);
    const last = texts.get(key);
    if (last !== undefined && isText(bytes, found, last)) return last;
    const made = bytes.toString('latin1', found.start, found.end);
    texts.set(key, made);
    return made;
  }

  function parsed(): unknown {
    record ??= { parsed: parse() };
    return record.parsed;
  }

  function parse(): unknown {
    check(bytes, start, end, number);
    return jsonUpTo(end);
  }

  /** The text is the last member's: what stands before it is parsed, what it is has been scanned. */
  function recordBut(key: string): unknown {
    check(bytes, start, end, number);
    const [text, textEnd] = lastText();
    const comma = text - 4 - keyBytes(key).length;
    const isLast = textEnd === end - 2 && comma > start + RECORD_START && bytes.toString('latin1', comma, text) === `,"${key}":`;
    if (!isLast) return withoutText(jsonUpTo(end), key);
    bytes[comma] = CLOSING;
    const json = jsonUpTo(comma + 1);
    bytes[comma] = COMMA;
    return json;
  }

  function jsonUpTo(to: number): unknown {
    // The comma after the salt becomes the brace that opens the record.
    const opening = start + RECORD_START - 1;
    bytes[opening] = OPENING;
    const text = bytes.toString('utf8', opening, to);
    bytes[opening] = COMMA;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new BundleError('not-json', `${file}:${number}: the line is not JSON`, { cause });
    }
  }

  function withoutText(json: unknown, key: string): unknown {
    if (typeof json !== 'object' || json === null || typeof Reflect.get(json, key) !== 'string')
      throw new BundleError('wrong-shape', `${file}:${number}: ${key} is no text`);
    return Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
  }

  function keyBytes(key: string): Buffer {
    const known = keys.get(key);
    if (known !== undefined) return known;
    const made = Buffer.from(key);
    keys.set(key, made);
    return made;
  }
}

const OPENING = 0x7b;
const CLOSING = 0x7d;
const COMMA = 0x2c;

function isText(bytes: Uint8Array, { start, end }: Span, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

function numberOf(text: string): number {
  const bytes = Buffer.from(text);
  return numberIn(bytes, { start: 0, end: bytes.length });
}

function textIn(record: unknown, key: string): string {
  const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, key) : undefined;
  return typeof value === 'string' ? value : '';
}
