/**
 * The lines of one stream, checked against what the signed manifest says of it. Holds one block of lines in memory,
 * however long the stream is.
 */
import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { BundleError } from '../errors.ts';
import type { LeafHash, ManifestStream } from '../model.ts';
import { openRegular, shown } from './hostile.ts';
import { DEPTH_LIMIT, lineLimit } from './layout.ts';
import { RECORD_START, SALT_END, SALT_START } from './line.ts';
import { createTree, hashPrefixedLine } from './merkle.ts';
import { createLineScanner, isAmbiguous, type LineFault } from './scan-line.ts';

const LF = 0x0a;
const BLOCK = 256 * 1024;

/** Whole lines, one after the other. `bytes` is used again for the next block: what is kept must be copied. */
export interface LineBlock {
  /** The number of the first line, from 1. */
  readonly first: number;
  readonly bytes: Buffer;
  /** Where each line begins and ends, its LF not counted. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly leaves: readonly LeafHash[];
}

/**
 * Every line of the stream in its order. That the stream is the sealed one is only known when the iteration ends without a
 * BundleError: `wrong-shape` and `not-json` (with the line's number), `digest` (bytes, SHA-256) or `root` (lines, Merkle root).
 */
export async function* sealedLines(directory: string, stream: ManifestStream): AsyncGenerator<LineBlock, void, undefined> {
  const { handle, size } = await openRegular(directory, stream.file);
  try {
    if (size !== stream.bytes) {
      throw new BundleError('digest', `${stream.file} has ${size} bytes, the manifest says ${stream.bytes}`);
    }
    const whole = createHash('sha256');
    const tree = createTree();
    const check = lineChecker(stream);
    for await (const block of blocks(handle, stream)) {
      whole.update(block.subarray(1));
      const starts: number[] = [];
      const ends: number[] = [];
      const leaves: LeafHash[] = [];
      const first = tree.size() + 1;
      for (let start = 1; start < block.length; ) {
        const end = check(block, start, first + starts.length);
        const leaf = hashPrefixedLine(block.subarray(start - 1, end));
        tree.push(leaf);
        starts.push(start);
        ends.push(end);
        leaves.push(leaf);
        start = end + 1;
      }
      yield { first, bytes: block, starts, ends, leaves };
    }
    compare(stream, whole, tree.size(), tree.root());
  } finally {
    await handle.close();
  }
}

function compare(stream: ManifestStream, whole: Hash, size: number, root: string): void {
  if (size !== stream.size) throw new BundleError('root', `${stream.file} has ${size} lines, the manifest says ${stream.size}`);
  if (root !== stream.root) throw new BundleError('root', `${stream.file} was changed: the Merkle root of its lines is not the manifest's`);
  if (whole.digest('hex') !== stream.sha256)
    throw new BundleError('digest', `${stream.file} was changed: its SHA-256 is not the manifest's`);
}

/** Blocks of whole lines; the buffer never grows beyond the longest line that is allowed. Byte 0 of each is spare, so that every line has a byte before it. */
async function* blocks(handle: FileHandle, stream: ManifestStream): AsyncGenerator<Buffer, void, undefined> {
  const limit = lineLimit(stream.name);
  let buffer = Buffer.alloc(1 + Math.min(BLOCK, stream.bytes));
  let filled = 1;
  let read = 0;
  while (read < stream.bytes) {
    const room = Math.min(buffer.length - filled, stream.bytes - read);
    const { bytesRead } = await handle.read(buffer, filled, room);
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

/** Checks one line and gives the index of its LF. */
function lineChecker(stream: ManifestStream): (block: Buffer, start: number, line: number) => number {
  const scanner = createLineScanner();

  function refuse(line: number, why: string, code: 'wrong-shape' | 'not-json' = 'wrong-shape'): never {
    throw new BundleError(code, `${stream.file}:${line}: ${why}`);
  }

  return (block, start, line) => {
    const end = scanner.scan(block, start);
    if (!hasSalt(block, start, end))
      refuse(line, `the line begins with ${shown(block.toString('latin1', start, Math.min(end, start + 20)))}, not with a salt`);
    const fault = scanner.fault();
    if (fault === undefined) return end;
    const sure = fault === 'suspect' ? isAmbiguous(block.toString('utf8', start, end), scanner.keys()) : fault;
    if (sure !== undefined) refuse(line, SAYS[sure], sure === 'not-json' || sure === 'unclosed-string' ? 'not-json' : 'wrong-shape');
    return end;
  };
}

const SAYS: Readonly<Record<LineFault, string>> = {
  'control-character': 'the line has a control character',
  whitespace: 'the line has white space between its JSON tokens',
  'too-deep': `the line has more than ${DEPTH_LIMIT} levels`,
  'unclosed-string': 'the line is not JSON: a string does not end',
  'duplicate-key': 'the line has an object with two members of one name',
  'not-json': 'the line is not JSON',
};

/** `{"salt":"` 32 lower-case hex digits `","`. */
function hasSalt(bytes: Buffer, start: number, end: number): boolean {
  if (end - start <= RECORD_START || bytes[end - 1] !== 0x7d || bytes.toString('latin1', start, start + SALT_START) !== '{"salt":"')
    return false;
  for (let at = start + SALT_START; at < start + SALT_END; at++) {
    const byte = bytes[at] ?? 0;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return bytes[start + SALT_END] === 0x22 && bytes[start + SALT_END + 1] === 0x2c && bytes[start + RECORD_START] === 0x22;
}
