/** Writes one stream: lines are hashed as they come, gathered in chunks and written behind the caller's back. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeafHash, ManifestStream } from '../model.ts';
import { notWritable } from './durable.ts';
import { jsonTextLength, writeJsonText } from './json-text.ts';
import { lineLimit, streamFile } from './layout.ts';
import { newSalt, OPENING, type Random, saltedLine } from './line.ts';
import { createTree, hashPrefixedLine } from './merkle.ts';

const LF = 0x0a;
const CHUNK = 256 * 1024;
const LARGEST_SPARE = 16 * CHUNK;
/** UTF-8 bytes that one UTF-16 unit can become. */
const WIDEST = 3;

export interface StreamWriter {
  /** Adds a record under a new salt; its line's leaf hash is what cites it. RangeError: the line is longer than readers accept. */
  readonly write: (record: object) => LeafHash;
  /** Adds a line that has its salt already; no LF. */
  readonly writeLine: (line: string) => LeafHash;
  /** Adds a record whose JSON text, all but its opening brace, stands in pieces. RangeError as of `write`. */
  readonly writePieces: (pieces: readonly (string | Uint8Array)[]) => LeafHash;
  /** Adds a raw reply: `head` is all of its record but `encoding` and `body`. RangeError as of `write`. */
  readonly writeReply: (head: object, body: Uint8Array) => LeafHash;
  /** Bytes that wait to be written. The caller drains before they become many. */
  readonly pending: number;
  /** Waits until what was added is in the file. UserError not-writable. */
  readonly drain: () => Promise<void>;
  /** Ends the stream on disk and says what it is. UserError not-writable. */
  readonly end: () => Promise<ManifestStream>;
  /** What the stream is, once it has ended. */
  readonly ended: ManifestStream | undefined;
  /** Lets go of the file, whatever was written. */
  readonly abandon: () => Promise<void>;
}

/** Nothing is opened before the first line is due. */
export function createStreamWriter(directory: string, name: string, random: Random): StreamWriter {
  const file = streamFile(name);
  const path = join(directory, file);
  const limit = lineLimit(name);
  const whole = createHash('sha256');
  const tree = createTree();
  const spare: Buffer[] = [];
  // Byte 0 stays free, so that every line has a byte before it.
  let chunk: Buffer | undefined;
  let filled = 1;
  let waiting = 0;
  let total = 0;
  let handle: FileHandle | undefined;
  let failure: { readonly cause: unknown } | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;
  let ended: ManifestStream | undefined;

  async function put(full: Buffer, length: number): Promise<void> {
    if (failure !== undefined) return;
    try {
      handle ??= await open(path, 'wx');
      for (let from = 1; from < length; ) from += (await handle.write(full, from, length - from)).bytesWritten;
    } catch (cause) {
      failure = { cause };
    }
    waiting -= length - 1;
    if (spare.length < 4 && full.length <= LARGEST_SPARE) spare.push(full);
  }

  function flush(): void {
    if (chunk === undefined || filled === 1) return;
    const [full, length] = [chunk, filled];
    whole.update(full.subarray(1, length));
    total += length - 1;
    waiting += length - 1;
    chunk = undefined;
    filled = 1;
    writing = writing.then(() => put(full, length));
  }

  /** A chunk with room for that many bytes: a used one, where one is large enough. */
  function roomFor(bytes: number): Buffer {
    if (chunk !== undefined && chunk.length - filled >= bytes) return chunk;
    flush();
    const fit = spare.findIndex(({ length }) => length > bytes);
    chunk = fit >= 0 ? spare.splice(fit, 1)[0] : undefined;
    chunk ??= Buffer.allocUnsafeSlow(CHUNK * Math.ceil((bytes + 1) / CHUNK));
    return chunk;
  }

  function writeLine(line: string): LeafHash {
    if (line.includes('\n')) throw new TypeError('a line has no line feed inside');
    return append(line);
  }

  function append(line: string): LeafHash {
    const widest = line.length * WIDEST;
    const into = begin(widest < CHUNK - 1 ? widest : Buffer.byteLength(line));
    return close(into, filled + into.write(line, filled));
  }

  function writePieces(pieces: readonly (string | Uint8Array)[]): LeafHash {
    const start = `${OPENING}${newSalt(random)}",`;
    let bytes = start.length;
    for (const piece of pieces) bytes += typeof piece === 'string' ? piece.length * WIDEST : piece.length;
    const into = begin(bytes);
    let end = filled + into.write(start, filled, 'latin1');
    for (const piece of pieces) {
      if (typeof piece === 'string') end += into.write(piece, end);
      else {
        into.set(piece, end);
        end += piece.length;
      }
    }
    return close(into, end);
  }

  function writeReply(head: object, body: Uint8Array): LeafHash {
    const opening = saltedLine(head, random).slice(0, -1);
    if (!isUtf8(body)) {
      const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
      return append(`${opening},"encoding":"base64","body":"${base64}"}`);
    }
    const start = `${opening},"body":"`;
    const into = begin(start.length * WIDEST + jsonTextLength(body) + 2);
    const end = writeJsonText(into, filled + into.write(start, filled), body);
    return close(into, end + into.write('"}', end));
  }

  /** Room for a line of at most so many bytes. */
  function begin(bytes: number): Buffer {
    if (closed) throw new TypeError(`stream ${name} has ended`);
    if (bytes > limit) throw new RangeError(`a line of ${bytes} bytes in ${file}: at most ${limit} are allowed`);
    return roomFor(bytes + 1);
  }

  /** The line that stands from `filled` to `end`. */
  function close(into: Buffer, end: number): LeafHash {
    const before = into[filled - 1] ?? LF;
    const leaf = hashPrefixedLine(into.subarray(filled - 1, end));
    into[filled - 1] = before;
    into[end] = LF;
    filled = end + 1;
    tree.push(leaf);
    return leaf;
  }

  async function drain(): Promise<void> {
    flush();
    await writing;
    if (failure !== undefined) throw notWritable(path, failure.cause);
  }

  return {
    writeLine,
    write: (record) => append(saltedLine(record, random)),
    writePieces,
    writeReply,
    get pending() {
      return waiting + filled - 1;
    },
    get ended() {
      return ended;
    },
    drain,
    end: async () => {
      closed = true;
      try {
        await drain();
        // A stream without lines is a file too.
        handle ??= await open(path, 'wx');
        await handle.sync();
      } catch (cause) {
        throw notWritable(path, cause);
      } finally {
        await handle?.close();
        handle = undefined;
      }
      ended = { name, file, size: tree.size(), bytes: total, root: tree.root(), sha256: whole.digest('hex') };
      return ended;
    },
    abandon: async () => {
      closed = true;
      await writing;
      await handle?.close();
      handle = undefined;
    },
  };
}
