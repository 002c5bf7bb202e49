/** The names of one stream by subject. Memory holds where each stands, and not what: a name is read from the stream's file again when it is asked for. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { BundleError } from '../errors.ts';
import type { ManifestStream, SubjectId, SubjectName } from '../model.ts';
import { lineLimit } from './layout.ts';
import { RECORD_START } from './line.ts';
import { hashPrefixedLineBytes } from './merkle.ts';
import { parseName } from './parse-fact.ts';
import type { PassingLine } from './read.ts';
import { createSubjectTable } from './subject-table.ts';

export interface NameIndex {
  /** Remembers where the name stands, in place of one of the same subject. */
  readonly add: (name: SubjectName, line: Pick<PassingLine, 'offset' | 'leafBytes'>) => void;
  /** Undefined where there is none. BundleError digest: the file is not any more what it was. */
  readonly of: (target: string, subject: SubjectId) => SubjectName | undefined;
}

const BLOCK = 64 * 1024;
const LF = 0x0a;
/** Bytes of the leaf hash that are kept: who changes a file under the eyes of a reader has no time to find two lines that share them. */
const KEPT = 8;
const BRACE = 0x7b;

export function createNameIndex(directory: string, { name, file }: Pick<ManifestStream, 'name' | 'file'>): NameIndex {
  const path = join(directory, file);
  const table = createSubjectTable();
  let offsets = new Float64Array(64);
  let hashes = Buffer.alloc(64 * KEPT);
  let count = 0;
  // Byte 0 is spare, so that every line has a byte before it; `begin` is where the byte after it stands in the file.
  let block = Buffer.alloc(0);
  let begin = 0;

  function add({ target, subject }: SubjectName, { offset, leafBytes }: Pick<PassingLine, 'offset' | 'leafBytes'>): void {
    if (count === offsets.length) {
      const larger = new Float64Array(2 * count);
      larger.set(offsets);
      offsets = larger;
      hashes = Buffer.concat([hashes], 2 * hashes.length);
    }
    offsets[count] = offset;
    hashes.write(leafBytes.slice(0, KEPT), count * KEPT, 'latin1');
    count += 1;
    table.set(target, subject, count);
  }

  function of(target: string, subject: SubjectId): SubjectName | undefined {
    const nth = table.get(target, subject);
    if (nth === 0) return undefined;
    const [start, end] = find(offsets[nth - 1] ?? 0);
    const leaf = hashPrefixedLineBytes(block.subarray(start - 1, end));
    block[start - 1] = LF;
    if (leaf.slice(0, KEPT) !== hashes.toString('latin1', (nth - 1) * KEPT, nth * KEPT)) throw changed();
    const opening = start + RECORD_START - 1;
    const comma = block[opening] ?? 0;
    block[opening] = BRACE;
    const text = block.toString('utf8', opening, end);
    block[opening] = comma;
    return parseName(JSON.parse(text), { file, line: nth });
  }

  /** Where the line that begins at that offset stands in the block. Neighbours are asked for one after the other. */
  function find(offset: number): readonly [start: number, end: number] {
    for (let size = BLOCK; ; size *= 2) {
      const start = 1 + offset - begin;
      const end = start >= 1 && start < block.length ? block.indexOf(LF, start) : -1;
      if (end >= 0) return [start, end];
      if (size > 2 * lineLimit(name)) throw changed();
      read(offset, size);
    }
  }

  function read(offset: number, size: number): void {
    if (block.length < size + 1) block = Buffer.alloc(size + 1);
    begin = offset;
    // No file is held open: nobody says when the last name was asked for.
    const handle = open();
    try {
      let filled = 1;
      for (let more = 1; more > 0 && filled < block.length; filled += more)
        more = readSync(handle, block, filled, block.length - filled, begin + filled - 1);
      block.fill(0, filled);
    } finally {
      closeSync(handle);
    }
  }

  function open(): number {
    try {
      return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    } catch (cause) {
      throw changed(cause);
    }
  }

  function changed(cause?: unknown): BundleError {
    return new BundleError('digest', `${file} was changed while it was read`, { cause });
  }

  return { add, of };
}
