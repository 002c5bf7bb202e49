import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLines } from '../../src/bundle/read.ts';
import { createBundle } from '../../src/bundle/write.ts';
import type { ManifestStream } from '../../src/model.ts';
import { inTemporaryDirectory, seededRandom } from './small-bundle.ts';

interface Read {
  readonly line: number;
  readonly salt: string;
  readonly record: unknown;
}

async function readAll(directory: string, stream: ManifestStream): Promise<Read[]> {
  const all: Read[] = [];
  await readLines(directory, stream, { line: ({ line, salt, record }) => all.push({ line, salt: salt(), record: record() }) });
  return all;
}

async function withStream(work: (directory: string, stream: ManifestStream) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
    const stream = bundle.stream('t0001');
    for (let line = 1; line <= 20_000; line++) stream.write({ record: 'gap', line, text: 'ü' });
    await work(bundle.directory, await stream.end());
  });
}

test('a reader gets every record, its line number and its salt', async () => {
  await withStream(async (directory, stream) => {
    const records = await readAll(directory, stream);
    expect(records).toHaveLength(20_000);
    expect(records.map(({ line, record }) => [line, record])).toEqual(
      records.map((_, index) => [index + 1, { record: 'gap', line: index + 1, text: 'ü' }]),
    );
    expect(new Set(records.map(({ salt }) => salt)).size).toBe(20_000);
  });
});

test.each<[string, (stream: ManifestStream) => ManifestStream, string]>([
  ['root', (stream) => ({ ...stream, root: 'ab'.repeat(32) }), 'root'],
  ['number of lines', (stream) => ({ ...stream, size: stream.size - 1 }), 'root'],
  ['SHA-256', (stream) => ({ ...stream, sha256: 'ab'.repeat(32) }), 'digest'],
  ['number of bytes', (stream) => ({ ...stream, bytes: stream.bytes - 1 }), 'digest'],
])('a reader that reads to the end learns that the %s is not the sealed one', async (_, change, code) => {
  await withStream(async (directory, stream) => {
    await expect(readAll(directory, change(stream))).rejects.toMatchObject({ code });
  });
});

test('a reader learns that lines were added', async () => {
  await withStream(async (directory, stream) => {
    await appendFile(join(directory, stream.file), '{}\n');
    await expect(readAll(directory, stream)).rejects.toMatchObject({ code: 'digest' });
  });
});
