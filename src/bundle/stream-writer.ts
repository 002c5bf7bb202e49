/** Writes one stream: lines are hashed as they come, gathered in one buffer and written whenever it is full. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, fsync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BundleError } from '../errors.ts';
import { type LeafHash, LINE_LIMITS, type ManifestStream } from '../model.ts';
import { createLineChecker } from './check-line.ts';
import { notWritable } from './durable.ts';
import { jsonTextLength, writeJsonText } from './json-text.ts';
import { lineLimit, streamFile } from './layout.ts';
import { lineWithSalt, OPENING, pooledSalts, type Random } from './line.ts';
import { createTree, hashPrefixedLineBytes } from './merkle.ts';

const LF = 0x0a;
const CHUNK = 256 * 1024;
const LARGEST_KEPT = 16 * CHUNK;
/** Bytes after which the disk is asked to keep up, so that the end of a long stream does not wait for all of it. */
const SYNC_EVERY = 16 * CHUNK;
/** UTF-8 bytes that one UTF-16 unit can become. */
const WIDEST = 3;
const synced = promisify(fsync);

/** What writes throws UserError not-writable. What few values and levels a short line has is for those to keep who make its records. */
export interface StreamWriter {
  /** Adds a record under a new salt; its line's leaf hash is what cites it. BundleError wrong-shape: readers would refuse the line, which is not written. */
  readonly write: (record: object) => LeafHash;
  /** Adds a line that has its salt already; no LF. */
  readonly writeLine: (line: string) => LeafHash;
  /** Adds a record whose JSON text, all but its opening brace, stands in pieces; nothing will cite it. BundleError as of `write`. */
  readonly writePieces: (pieces: readonly (string | Uint8Array)[]) => void;
  /** Adds a raw reply: `head` is all of its record but `encoding` and `body`. BundleError as of `write`. */
  readonly writeReply: (head: object, body: Uint8Array) => LeafHash;
  /** Bytes that wait to be written: less than the buffer. */
  readonly pending: number;
  /** Writes what was added. */
  readonly drain: () => Promise<void>;
  /** Ends the stream on disk and says what it is. */
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
  // Byte 0 stays free, so that every line has a byte before it.
  let chunk: Buffer | undefined;
  let filled = 1;
  let total = 0;
  let unsynced = 0;
  let syncing = Promise.resolve();
  let handle: number | undefined;
  let closed = false;
  let ended: ManifestStream | undefined;
  const { check } = createLineChecker(file);
  const newSalt = pooledSalts(random);

  function flush(): void {
    if (chunk === undefined || filled === 1) return;
    const full = chunk.subarray(1, filled);
    filled = 1;
    whole.update(full);
    total += full.length;
    if (chunk.length > LARGEST_KEPT) chunk = undefined;
    try {
      handle ??= openSync(path, 'wx');
      for (let from = 0; from < full.length; ) from += writeSync(handle, full, from);
      unsynced += full.length;
      if (unsynced >= SYNC_EVERY) syncLater(handle);
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }

  /** What goes wrong is told by `end`: the disk tells it once, to whoever asks first. */
  function syncLater(open: number): void {
    unsynced = 0;
    syncing = syncing.then(() => synced(open));
    syncing.catch(() => {});
  }

  /** The buffer, with room for that many bytes. */
  function roomFor(bytes: number): Buffer {
    if (chunk !== undefined && chunk.length - filled >= bytes) return chunk;
    flush();
    if (chunk === undefined || chunk.length <= bytes) chunk = Buffer.allocUnsafeSlow(CHUNK * Math.ceil((bytes + 1) / CHUNK));
    return chunk;
  }

  function writeLine(line: string): LeafHash {
    if (line.includes('\n')) throw new TypeError('a line has no line feed inside');
    return append(line);
  }

  function append(line: string): LeafHash {
    const widest = line.length * WIDEST;
    const into = begin(widest < CHUNK - 1 ? widest : Buffer.byteLength(line));
    return hex(close(into, filled + into.write(line, filled)));
  }

  function writePieces(pieces: readonly (string | Uint8Array)[]): void {
    const start = `${OPENING}${newSalt()}",`;
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
    close(into, end);
  }

  function writeReply(head: object, body: Uint8Array): LeafHash {
    const opening = lineWithSalt(head, newSalt()).slice(0, -1);
    if (!isUtf8(body)) {
      const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
      return append(`${opening},"encoding":"base64","body":"${base64}"}`);
    }
    const start = `${opening},"body":"`;
    const into = begin(start.length * WIDEST + jsonTextLength(body) + 2);
    const end = writeJsonText(into, filled + into.write(start, filled), body);
    return hex(close(into, end + into.write('"}', end), opening.length > LINE_LIMITS.commas));
  }

  /** Room for a line of at most so many bytes. */
  function begin(bytes: number): Buffer {
    if (closed) throw new TypeError(`stream ${name} has ended`);
    if (bytes > limit)
      throw new BundleError('wrong-shape', `${file}:${tree.size() + 1}: a line of ${bytes} bytes; at most ${limit} are allowed`);
    return roomFor(bytes + 1);
  }

  /** Takes the line that stands from `filled` to `end`; gives its leaf hash, 32 bytes in latin1. */
  function close(into: Buffer, end: number, mayBeRefused = end - filled > LINE_LIMITS.commas): string {
    into[end] = LF;
    if (mayBeRefused) check(into, filled, end, tree.size() + 1);
    const before = into[filled - 1] ?? LF;
    const leaf = hashPrefixedLineBytes(into.subarray(filled - 1, end));
    into[filled - 1] = before;
    filled = end + 1;
    tree.pushBytes(leaf, 0);
    return leaf;
  }

  async function drain(): Promise<void> {
    flush();
  }

  /** Nobody closes a file that is being synced. */
  async function letGo(): Promise<void> {
    await syncing.catch(() => {}); // told by `end`
    if (handle !== undefined) closeSync(handle);
    handle = undefined;
    chunk = undefined;
  }

  return {
    writeLine,
    write: (record) => append(lineWithSalt(record, newSalt())),
    writePieces,
    writeReply,
    get pending() {
      return filled - 1;
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
        handle ??= openSync(path, 'wx');
        await syncing;
        await synced(handle);
      } catch (cause) {
        throw notWritable(path, cause);
      } finally {
        await letGo();
      }
      ended = { name, file, size: tree.size(), bytes: total, root: tree.root(), sha256: whole.digest('hex') };
      return ended;
    },
    abandon: async () => {
      closed = true;
      await letGo();
    },
  };
}

function hex(leaf: string): LeafHash {
  return Buffer.from(leaf, 'latin1').toString('hex');
}
