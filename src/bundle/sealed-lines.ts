/**
 * The lines of one stream, checked against what the signed manifest says of it. Holds one block of lines in memory,
 * however long the stream is.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { BundleError } from '../errors.ts';
import type { ManifestStream } from '../model.ts';
import { endOfLine } from './check-line.ts';
import { openRegular } from './hostile.ts';
import { lineLimit } from './layout.ts';
import { createTree, hashPrefixedLineBytes, type Tree } from './merkle.ts';
import { parseStub, STUB_LIMIT, STUB_MARK, type Stub } from './stub.ts';

const LF = 0x0a;
const BLOCK = 256 * 1024;
/** Gets every line and stub of a stream in its order. `line` is its number in its file, from 1; `base` is where byte 0 of the block stands in the file; `completed` is as of the tree to which it was just pushed. */
export interface LineSink {
  /** It stands in `block` from `start` to `end`, its LF not counted, until the next one comes. `hash`: its leaf hash, 32 bytes in latin1. */
  readonly shown: (
    block: Buffer,
    start: number,
    end: number,
    line: number,
    base: number,
    hash: string,
    completed: Tree['completed'],
  ) => void;
  readonly stub: (stub: Stub, completed: Tree['completed']) => void;
}

/** `lines`: that they are those of the manifest's root; `file`: also that the file, if nothing in it is withheld, has the manifest's SHA-256. */
export type Compared = 'file' | 'lines';

/**
 * Reads a stream to its end. That its lines are of the sealed one is only known when this has come back without a
 * BundleError: `wrong-shape` (with the line's number), `digest` (bytes, SHA-256) or `root` (lines, Merkle root). Of a line only its salt
 * is looked at; who reads what is in it checks it first (`createLineChecker`).
 */
export async function readSealed(directory: string, stream: ManifestStream, sink: LineSink, compared: Compared): Promise<void> {
  const { handle, size } = await openRegular(directory, stream.file);
  const whole = createHash('sha256');
  const tree = createTree();
  const stubs = createStubReader(stream);
  let base = -1;
  try {
    let line = 1;
    for (const block of blocks(handle, size, stream)) {
      if (compared === 'file' && !stubs.any()) whole.update(block.subarray(1));
      for (let start = 1; start < block.length; line++) start = readOne(block, start, line) + 1;
      base += block.length - 1;
    }
    compare(stream, tree.size(), tree.root());
  } catch (error) {
    // Whatever is wrong with its lines, a file that withholds nothing and has another size is not the sealed one.
    if (error instanceof BundleError && size !== stream.bytes && !stubs.any()) throw otherSize(stream, size);
    throw error;
  } finally {
    await handle.close();
  }
  if (stubs.any()) return;
  if (size !== stream.bytes) throw otherSize(stream, size);
  if (compared === 'file' && whole.digest('hex') !== stream.sha256)
    throw new BundleError('digest', `${stream.file} was changed: its SHA-256 is not the manifest's`);

  /** Gives where it ends. */
  function readOne(block: Buffer, start: number, line: number): number {
    if (block[start] === STUB_MARK) {
      const { end, ...stub } = stubs.read(block, start, line, tree.size());
      tree.pushBytes(stub.hash, stub.level);
      sink.stub(stub, tree.completed);
      return end;
    }
    const end = endOfLine(block, start, stream.file, line);
    const hash = hashPrefixedLineBytes(block.subarray(start - 1, end));
    block[start - 1] = LF;
    stubs.pass();
    tree.pushBytes(hash, 0);
    if (tree.size() > stream.size) throw moreLines(stream);
    sink.shown(block, start, end, line, base, hash, tree.completed);
    return end;
  }
}

function compare(stream: ManifestStream, size: number, root: string): void {
  if (size !== stream.size) throw new BundleError('root', `${stream.file} has ${size} lines, the manifest says ${stream.size}`);
  if (root !== stream.root) throw new BundleError('root', `${stream.file} was changed: the Merkle root of its lines is not the manifest's`);
}

function moreLines({ file, size }: ManifestStream): BundleError {
  return new BundleError('root', `${file} has more lines than the ${size} that the manifest says`);
}

function otherSize({ file, bytes }: ManifestStream, size: number): BundleError {
  return new BundleError('digest', `${file} has ${size} bytes, the manifest says ${bytes}`);
}

interface StubReader {
  /** The stub that begins there, where `at` lines stand before it. BundleError wrong-shape. */
  readonly read: (
    block: Buffer,
    start: number,
    line: number,
    at: number,
  ) => { readonly level: number; readonly hash: string; readonly end: number };
  /** A line that is no stub came by. */
  readonly pass: () => void;
  readonly any: () => boolean;
}

/** Accepts the one spelling of each redaction: every stub at a multiple of its size, no two that one could stand for. */
function createStubReader({ file, size }: ManifestStream): StubReader {
  let any = false;
  let before: number | undefined;
  return { read, pass, any: () => any };

  function pass(): void {
    before = undefined;
  }

  function read(block: Buffer, start: number, line: number, at: number) {
    any = true;
    const end = block.indexOf(LF, start);
    const refuse = (why: string) => new BundleError('wrong-shape', `${file}:${line}: ${why}`);
    const stub = end - start > STUB_LIMIT ? undefined : parseStub(block.toString('latin1', start, end));
    if (stub === undefined) throw refuse('the line begins with # and is not a stub: #<level> <hash>');
    const lines = 2 ** stub.level;
    if (at % lines !== 0) throw refuse(`a stub of ${lines} lines cannot stand after ${at} lines`);
    if (at + lines > size) throw refuse(`a stub of ${lines} lines after ${at} lines: the manifest says ${size} in all`);
    if (before === stub.level && (at / lines) % 2 === 1) throw refuse('two stubs stand where one would do');
    before = stub.level;
    return { ...stub, end };
  }
}

/** Blocks of whole lines; the buffer never grows beyond the longest line that is allowed. Byte 0 of each is spare, so that every line has a byte before it. */
function* blocks(handle: { readonly fd: number }, size: number, stream: ManifestStream): Generator<Buffer, void, undefined> {
  const limit = lineLimit(stream.name);
  let buffer = Buffer.alloc(1 + Math.min(BLOCK, size));
  let filled = 1;
  let read = 0;
  while (read < size) {
    const room = Math.min(buffer.length - filled, size - read);
    const bytesRead = readSync(handle.fd, buffer, filled, room, null);
    if (bytesRead === 0) throw new BundleError('digest', `${stream.file} became shorter while it was read`);
    const last = buffer.subarray(0, filled + bytesRead).lastIndexOf(LF);
    const fresh = last >= filled;
    filled += bytesRead;
    read += bytesRead;
    if (fresh) {
      const block = buffer.subarray(0, last + 1);
      if (!isUtf8(block.subarray(1))) throw new BundleError('wrong-shape', `${stream.file} is not UTF-8`);
      yield block;
      buffer.copyWithin(1, last + 1, filled);
      filled -= last;
    }
    if (filled - 1 > limit) throw new BundleError('wrong-shape', `${stream.file} has a line of more than ${limit} bytes`);
    if (filled === buffer.length) {
      const larger = Buffer.alloc(Math.min(2 * buffer.length, 2 + limit));
      buffer.copy(larger);
      buffer = larger;
    }
  }
  if (filled > 1) throw new BundleError('wrong-shape', `${stream.file} does not end with a line feed`);
}
