/** Unpacks a .zip from a stranger: nothing is written that does not belong to a bundle, nor more than its manifest and run say. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { BundleError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import { makeDirectory, notWritable } from './durable.ts';
import { readSmall, shown } from './hostile.ts';
import {
  ATTESTATION,
  DOCUMENTS,
  isStreamName,
  MANIFEST,
  MANIFEST_LIMIT,
  PUBLIC_KEY,
  SMALL_FILE_LIMIT,
  STREAMS,
  VERIFY_MD,
  ZIP_RATIO,
} from './layout.ts';
import { parseManifest } from './manifest.ts';
import { parseRunRecord } from './parse-run.ts';
import { readLines } from './read.ts';

const SMALL_FILES: readonly string[] = [MANIFEST, ATTESTATION, PUBLIC_KEY, VERIFY_MD];
const STREAM_FILE = /^streams\/([a-z0-9.]{3,24})\.jsonl$/;
const DOCUMENT_FILE = /^documents\/[0-9a-f]{64}(?:\.[a-z0-9]{1,16})?$/;
const ENTRIES_LIMIT = 110_000;
const STORED = 0;
const DEFLATE = 8;
const ENCRYPTED = 0x1 | 0x40 | 0x2000;
const UNICODE_PATH = 0x7075;
const END_OF_DIRECTORY = 22;
const ZIP64_END = 56 + 20;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

/** Unpacks into a directory that is there and empty. BundleError: it is no zip, or not one of a bundle; UserError not-writable. */
export async function unpackZip(file: string, directory: string): Promise<void> {
  try {
    const zip = await openPromise(file, { decodeStrings: false, validateEntrySizes: true, autoClose: false });
    try {
      await unpackEntries(zip, await listEntries(zip), directory);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw notWritable(directory, error);
    if (error instanceof Error && error.constructor !== BundleError && isForeign(error))
      throw new BundleError('wrong-shape', `this is no zip that can be read: ${shown(error.message)}`, { cause: error });
    throw error;
  }
}

/** Errors of the zip reader are plain ones, those of zlib have its codes. */
function isForeign(error: Error): boolean {
  return error.constructor === Error || ('code' in error && /^(?:Z_|ERR_)/.test(String(error.code)));
}

/** Every entry by its name, each found to be one that a bundle may have. */
async function listEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > ENTRIES_LIMIT) throw refusal(`it has ${zip.entryCount} entries, at most ${ENTRIES_LIMIT} are allowed`);
  const entries = new Map<string, Entry>();
  const ranges: { readonly start: number; readonly end: number }[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    refuseStrange(name, entry);
    if (entries.has(name)) throw refusal(`${shown(name)} is there twice`);
    const local = await zip.readLocalFileHeaderPromise(entry);
    if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod)
      throw refusal(`${shown(name)} is another file in its own header than in the central directory`);
    ranges.push({ start: entry.relativeOffsetOfLocalHeader, end: local.fileDataStart + entry.compressedSize });
    entries.set(name, entry);
  }
  refuseMore(zip);
  ranges.sort((a, b) => a.start - b.start);
  if (ranges.some(({ start }, index) => start < (ranges[index - 1]?.end ?? 0))) throw refusal('its entries overlap');
  return entries;
}

/** The directory ends where its own end says: another reader could see entries beyond what it counts. */
function refuseMore(zip: ZipFile): void {
  const cursor: unknown = Reflect.get(zip, 'readEntryCursor');
  if (typeof cursor !== 'number') throw new TypeError('yauzl does not tell where it has read to');
  const rest = zip.fileSize - END_OF_DIRECTORY - zip.comment.length - cursor;
  if (rest !== 0 && rest !== ZIP64_END) throw refusal('its central directory does not end where it says');
}

function nameOf({ fileNameRaw, extraFields }: Entry): string {
  const name = fileNameRaw.toString('latin1');
  if (extraFields.some(({ id }) => id === UNICODE_PATH)) throw refusal(`${shown(name)} has a second name`);
  const [, stream = ''] = STREAM_FILE.exec(name) ?? [];
  const isOurs =
    SMALL_FILES.includes(name) || isStreamName(stream) || DOCUMENT_FILE.test(name) || name === `${STREAMS}/` || name === `${DOCUMENTS}/`;
  if (isOurs) return name;
  throw refusal(`${shown(name)} does not belong to a bundle (the bundle’s own files stand at the top of the zip)`);
}

function refuseStrange(
  name: string,
  { generalPurposeBitFlag, compressionMethod, externalFileAttributes, compressedSize, uncompressedSize }: Entry,
): void {
  if ((generalPurposeBitFlag & ENCRYPTED) !== 0) throw refusal(`${shown(name)} is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATE)
    throw refusal(`${shown(name)} is compressed in a way (${compressionMethod}) that is not read here`);
  const type = (externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== (name.endsWith('/') ? DIRECTORY : REGULAR)) throw refusal(`${shown(name)} is a link or another special file`);
  if (name.endsWith('/') && uncompressedSize > 0) throw refusal(`${shown(name)} is a directory with content`);
  if (uncompressedSize > SMALL_FILE_LIMIT && uncompressedSize > ZIP_RATIO * compressedSize)
    throw refusal(`${shown(name)} would grow more than ${ZIP_RATIO} times`);
}

async function unpackEntries(zip: ZipFile, entries: ReadonlyMap<string, Entry>, directory: string): Promise<void> {
  const write = async (name: string, limit: number): Promise<void> => {
    const entry = entries.get(name);
    if (entry !== undefined) await writeEntry(zip, entry, directory, name, limit);
  };
  if (!entries.has(MANIFEST)) throw new BundleError('missing-file', `${MANIFEST} is missing`);
  await write(MANIFEST, MANIFEST_LIMIT);
  const manifest = parseManifest(await readSmall(directory, MANIFEST, MANIFEST_LIMIT));
  await makeDirectory(join(directory, STREAMS));
  const known = new Set([...SMALL_FILES, ...manifest.streams.map((stream) => stream.file)]);
  const documents = [...entries.keys()].filter((name) => !known.has(name) && !name.endsWith('/'));
  const foreign = documents.find((name) => !name.startsWith(`${DOCUMENTS}/`));
  if (foreign !== undefined) throw refusal(`${shown(foreign)} is no stream of its manifest`);
  for (const name of SMALL_FILES.slice(1)) await write(name, SMALL_FILE_LIMIT);
  for (const stream of manifest.streams) await write(stream.file, stream.bytes);
  if (documents.length === 0) return;
  await mkdir(join(directory, DOCUMENTS));
  let left = await documentBytes(directory, manifest);
  for (const name of documents.sort()) {
    await write(name, left);
    left -= entries.get(name)?.uncompressedSize ?? 0;
  }
}

/** How many bytes the documents of which run.jsonl speaks have together. */
async function documentBytes(directory: string, manifest: Manifest): Promise<number> {
  let sum = 0;
  for (const stream of manifest.streams.filter(({ name }) => name === 'run')) {
    await readLines(directory, stream, {
      line: (line) => {
        const fact = parseRunRecord(line.record(), line);
        if (fact.record === 'document') sum += fact.bytes;
      },
    });
  }
  return sum;
}

async function writeEntry(zip: ZipFile, entry: Entry, directory: string, name: string, limit: number): Promise<void> {
  if (entry.uncompressedSize > limit)
    throw refusal(`${shown(name)} has ${entry.uncompressedSize} bytes; ${limit} are what was sealed, or allowed`);
  const content = await zip.openReadStreamPromise(entry);
  let sum = 0;
  let bytes = 0;
  await pipeline(
    content,
    async function* checked(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        sum = crc32(chunk, sum);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(join(directory, name), { flags: 'wx', mode: 0o600 }),
  );
  if (sum !== entry.crc32 || bytes !== entry.uncompressedSize) throw refusal(`${shown(name)} is not what its checksum says`);
}

function refusal(why: string): BundleError {
  return new BundleError('wrong-shape', `the zip is refused: ${why}`);
}
