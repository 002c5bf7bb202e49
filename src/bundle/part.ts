/** A part: what one shard of a plan saw, not judged and not sealed. A directory of spools and part.json, which names every file with its digest. */
import { createHash } from 'node:crypto';
import type { Dir } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BundleError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import { errorCode, openRegular, readSmall } from './hostile.ts';
import { instant, parseCanonical, parseJson, toolShape } from './manifest.ts';

export const PART = 'part.json';
export const SPOOLS = 'spools';
const PART_LIMIT = 256 << 20;

/** A file that may be left out where it is empty. */
export interface PartFile {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Part {
  readonly formatVersion: 1;
  /** SHA-256 of the plan's file. */
  readonly plan: string;
  readonly shard: { readonly number: number; readonly of: number };
  readonly tool: Manifest['tool'];
  readonly startedAt: string;
  readonly endedAt: string;
  /** Who looked, by target. */
  readonly identities: Readonly<Record<string, string>>;
  /** The replies that told which targets there are: `spools/000000.replies.jsonl`. */
  readonly resolving: PartFile;
  /** Each task that ended, by its number in the plan, from 1 and rising; its records lie in `spools/<spool>.jsonl`, six digits. */
  readonly tasks: readonly PartTask[];
}

export interface PartTask {
  readonly task: number;
  readonly spool: number;
  readonly records: PartFile;
  readonly replies: PartFile;
}

/** The path of a spool below the part; number 0 is what resolving brought. */
export function spoolName(number: number, sort: 'records' | 'replies'): string {
  return `${SPOOLS}/${String(number).padStart(6, '0')}${sort === 'replies' ? '.replies' : ''}.jsonl`;
}

/** part.json, and that every file is there, of its size and digest, and none beside. BundleError. */
export async function readPart(directory: string): Promise<Part> {
  const bytes = await readSmall(directory, PART, PART_LIMIT);
  const part = parseCanonical(PART, bytes, parseJson(PART, bytes), partShape);
  const files = new Map<string, PartFile>([[spoolName(0, 'replies'), part.resolving]]);
  for (const { spool, records, replies } of part.tasks) {
    files.set(spoolName(spool, 'records'), records);
    files.set(spoolName(spool, 'replies'), replies);
  }
  if (files.size !== 1 + 2 * part.tasks.length) throw new BundleError('inconsistent', `${PART} names a spool twice`);
  await refuseOthers(directory, new Set(files.keys()));
  for (const [file, expected] of files) {
    if (expected.bytes === 0 && expected.sha256 === EMPTY) continue;
    const { bytes: size, sha256 } = await digestFile(directory, file);
    if (size !== expected.bytes || sha256 !== expected.sha256) throw new BundleError('digest', `${file} is not what ${PART} says`);
  }
  return part;
}

/** A file's size and digest; one that is not there is empty. */
export async function digestOf(directory: string, file: string): Promise<PartFile> {
  try {
    return await digestFile(directory, file);
  } catch (error) {
    if (error instanceof BundleError && error.code === 'missing-file') return { bytes: 0, sha256: EMPTY };
    throw error;
  }
}

async function digestFile(directory: string, file: string): Promise<PartFile> {
  const { handle, size } = await openRegular(directory, file);
  const digest = createHash('sha256');
  let bytes = 0;
  // The stream closes the handle.
  for await (const chunk of handle.createReadStream({ highWaterMark: Math.min(1 << 20, size + 1) })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream without encoding gives buffers');
    digest.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: digest.digest('hex') };
}

async function refuseOthers(directory: string, files: ReadonlySet<string>): Promise<void> {
  for await (const { name } of await openSpools(directory)) {
    if (!files.has(`${SPOOLS}/${name}`)) throw new BundleError('wrong-shape', `${SPOOLS} has a file that ${PART} does not name`);
  }
}

async function openSpools(directory: string): Promise<Dir> {
  try {
    return await opendir(join(directory, SPOOLS));
  } catch (cause) {
    throw new BundleError('missing-file', `the directory ${SPOOLS} cannot be read: ${errorCode(cause)}`, { cause });
  }
}

const EMPTY = createHash('sha256').digest('hex');
const count = z.int().nonnegative();
const fileShape = z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const partShape = z.strictObject({
  formatVersion: z.literal(1),
  plan: z.string().regex(/^[0-9a-f]{64}$/),
  shard: z.strictObject({ number: count, of: count }).refine(({ number, of }) => number >= 1 && number <= of, 'no shard has that number'),
  tool: toolShape,
  startedAt: instant,
  endedAt: instant,
  identities: z.record(z.string(), z.string()),
  resolving: fileShape,
  tasks: z
    .array(z.strictObject({ task: count.min(1), spool: count.min(1), records: fileShape, replies: fileShape }))
    .refine((tasks) => tasks.every(({ task }, index) => task > (tasks[index - 1]?.task ?? 0)), 'tasks rise, each once'),
}) satisfies z.ZodType<Part>;
