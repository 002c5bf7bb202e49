/** Writes one stream: lines are hashed as they come, gathered in chunks and written behind the caller's back. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeafHash, ManifestStream } from '../model.ts';
import { notWritable } from './durable.ts';
import { lineLimit, streamFile } from './layout.ts';
import { type Random, saltedLine } from './line.ts';
import { createTree, hashPrefixedLine } from './merkle.ts';

const LF = 0x0a;
const CHUNK = 256 * 1024;
/** UTF-8 bytes that one UTF-16 unit can become. */
const WIDEST = 3;

export interface StreamWriter {
  /** Adds a record under a new salt; its line's leaf hash is what cites it. RangeError: the line is longer than readers accept. */
  readonly write: (record: object) => LeafHash;
  /** Adds a line that has its salt already; no LF. */
  readonly writeLine: (line: string) => LeafHash;
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
    if (full.length === CHUNK && spare.length < 4) spare.push(full);
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

  /** A chunk with room for that many bytes. */
  function roomFor(bytes: number): Buffer {
    if (chunk !== undefined && chunk.length - filled >= bytes) return chunk;
    flush();
    chunk = bytes + 1 > CHUNK ? Buffer.allocUnsafeSlow(bytes + 1) : (spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK));
    return chunk;
  }

  function writeLine(line: string): LeafHash {
    if (closed) throw new TypeError(`stream ${name} has ended`);
    if (line.includes('\n')) throw new TypeError('a line has no line feed inside');
    const widest = line.length * WIDEST;
    const bytes = widest < CHUNK - 1 ? widest : Buffer.byteLength(line);
    if (bytes > limit) throw new RangeError(`a line of ${bytes} bytes in ${file}: at most ${limit} are allowed`);
    const into = roomFor(bytes + 1);
    const end = filled + into.write(line, filled);
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
    write: (record) => writeLine(saltedLine(record, random)),
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
