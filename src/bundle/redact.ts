/** Writes a copy of a bundle that withholds lines and keeps the seal: manifest and attestation stay as they are, byte for byte. */
import { closeSync, createWriteStream, fsyncSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Manifest, ManifestStream } from '../model.ts';
import { checkDocuments, type DocumentLine } from './documents.ts';
import { makeDirectory, makeWorkingDirectory, notWritable, refuseExisting, refuseInside, renameForGood, writeNew } from './durable.ts';
import { openRegular, readSmall } from './hostile.ts';
import {
  ATTESTATION,
  DOCUMENTS,
  inReadingOrder,
  MANIFEST,
  MANIFEST_LIMIT,
  PUBLIC_KEY,
  SMALL_FILE_LIMIT,
  STREAMS,
  VERIFY_MD,
} from './layout.ts';
import { listDocuments } from './list.ts';
import { parseManifest } from './manifest.ts';
import { parseRunRecord } from './parse-run.ts';
import { type LineReader, type PassingLine, readLines } from './read.ts';
import { gatherStubs, stubLine } from './stub.ts';
import { verifyIntegrity } from './verify.ts';
import { verifyMd } from './verify-md.ts';

/** What stays of a stream: everything, nothing, or the lines of which that is true. */
export type Keep = 'all' | 'none' | ((line: PassingLine) => boolean);

/** What stays of each stream; they are asked for in the order in which they are best read. */
export interface Profile {
  readonly keep: (stream: ManifestStream) => Keep;
  /** The source withholds so many lines of the stream. */
  readonly ended?: (stream: ManifestStream, withheld: number) => void;
}

/** What a redaction left. */
export interface Redacted {
  readonly manifest: Manifest;
  /** Lines that are shown and withheld, of each stream, those that the source had withheld already among them. */
  readonly streams: readonly { readonly name: string; readonly shown: number; readonly withheld: number }[];
  readonly documents: number;
}

const BUFFER = 256 * 1024;

/**
 * Writes the redaction under `final`, once it has been read again and found to be of the same seal. A document stays where its line in
 * run.jsonl does. BundleError: the source is not what it says; UserError not-writable.
 */
export async function redactBundle(source: string, final: string, { keep, ended }: Profile): Promise<Redacted> {
  const target = resolve(final);
  await refuseExisting(target);
  await refuseInside(source, target);
  const manifestFile = await readSmall(source, MANIFEST, MANIFEST_LIMIT);
  const manifest = parseManifest(manifestFile);
  const stored = await listDocuments(source, manifest);
  const directory = await makeWorkingDirectory(target);
  const inner = [join(directory, STREAMS)];
  try {
    await makeDirectory(join(directory, STREAMS));
    const counts = new Map<string, { shown: number; withheld: number }>();
    let documents: readonly string[] = [];
    for (const stream of inReadingOrder(manifest.streams)) {
      const lines: DocumentLine[] = [];
      const shown: DocumentLine[] = [];
      const { before, ...count } = await redactStream(source, directory, stream, keep(stream), (line, stays) => {
        if (stream.name !== 'run') return;
        const fact = parseRunRecord(line.record(), line);
        if (fact.record !== 'document') return;
        const entry = { salt: line.salt(), fact };
        lines.push(entry);
        if (stays) shown.push(entry);
      });
      counts.set(stream.name, count);
      ended?.(stream, before);
      if (stream.name !== 'run') continue;
      const files = await checkDocuments(source, stored, lines);
      documents = shown.map((entry) => files[lines.indexOf(entry)] ?? '');
    }
    if (documents.length > 0) inner.push(join(directory, DOCUMENTS));
    for (const path of inner) await makeDirectory(path);
    for (const file of documents) await copy(source, directory, file);
    await writeNew(join(directory, PUBLIC_KEY), await readSmall(source, PUBLIC_KEY, SMALL_FILE_LIMIT));
    await writeNew(join(directory, VERIFY_MD), Buffer.from(verifyMd));
    await writeNew(join(directory, MANIFEST), manifestFile);
    await writeNew(join(directory, ATTESTATION), await readSmall(source, ATTESTATION, SMALL_FILE_LIMIT));
    await verifyAgain(directory);
    await renameForGood(directory, inner, target);
    const streams = manifest.streams.map(({ name }) => ({ name, ...(counts.get(name) ?? { shown: 0, withheld: 0 }) }));
    return { manifest, streams, documents: documents.length };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Whose seal it is, is not asked: that is for those who read it. */
async function verifyAgain(directory: string): Promise<void> {
  const { failures } = await verifyIntegrity(directory, []);
  const broken = failures.find(({ code }) => code !== 'signer');
  if (broken !== undefined) throw broken;
}

async function redactStream(
  source: string,
  directory: string,
  stream: ManifestStream,
  keep: Keep,
  see: (line: PassingLine, stays: boolean) => void,
): Promise<{ shown: number; withheld: number; before: number }> {
  const path = join(directory, stream.file);
  const out = openOutput(path);
  const stubs = gatherStubs();
  let at = 0;
  let shown = 0;
  let before = 0;
  try {
    const reader: LineReader = {
      line: (line, completed) => {
        const stays = keep === 'all' || (keep !== 'none' && keep(line));
        see(line, stays);
        if (stays) {
          for (const stub of stubs.take()) out.write(Buffer.from(stubLine(stub)));
          out.write(line.bytes());
          out.write(LINE_FEED);
          shown += 1;
        } else stubs.add(at, 0, line.leafBytes, completed);
        at += 1;
      },
      stub: (stub, completed) => {
        stubs.add(at, stub.level, stub.hash, completed);
        at += 2 ** stub.level;
      },
    };
    // The root says which lines these are; the file's SHA-256 is for files that stay as they are.
    before = await readLines(source, stream, reader, keep === 'all' ? 'file' : 'lines');
    for (const stub of stubs.take()) out.write(Buffer.from(stubLine(stub)));
  } finally {
    out.end();
  }
  return { shown, withheld: at - shown, before };
}

const LINE_FEED = Buffer.from('\n');

/** A new file that is written in large pieces, and is on disk when it has ended. UserError not-writable. */
function openOutput(path: string): { readonly write: (bytes: Uint8Array) => void; readonly end: () => void } {
  const buffer = Buffer.allocUnsafeSlow(BUFFER);
  let filled = 0;
  const handle = writing(() => openSync(path, 'wx'));

  function put(bytes: Uint8Array): void {
    writing(() => {
      for (let from = 0; from < bytes.length; ) from += writeSync(handle, bytes, from);
    });
  }

  function flush(): void {
    put(buffer.subarray(0, filled));
    filled = 0;
  }

  function writing<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw notWritable(path, cause);
    }
  }

  return {
    write: (bytes) => {
      if (filled + bytes.length > BUFFER) flush();
      if (bytes.length > BUFFER) return put(bytes);
      buffer.set(bytes, filled);
      filled += bytes.length;
    },
    end: () => {
      try {
        flush();
        writing(() => fsyncSync(handle));
      } finally {
        closeSync(handle);
      }
    },
  };
}

async function copy(source: string, directory: string, file: string): Promise<void> {
  const { handle } = await openRegular(source, file);
  const path = join(directory, file);
  try {
    await pipeline(handle.createReadStream(), createWriteStream(path, { flags: 'wx', flush: true }));
  } catch (cause) {
    throw notWritable(path, cause);
  }
}
