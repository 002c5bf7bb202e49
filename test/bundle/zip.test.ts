import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { parseManifest } from '../../src/bundle/manifest.ts';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { bundleFiles, packZip } from '../../src/bundle/zip-write.ts';
import { unpack } from '../../src/commands/unpack.ts';
import { BundleError, UserError } from '../../src/errors.ts';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import { heardIo } from '../cli/heard-io.ts';
import fc from '../property.ts';
import { inTemporaryDirectory, sealSmallBundle, seededRandom, trusted } from './small-bundle.ts';

/** One bundle with a document, packed once. */
let directory = '';
let done = (): void => {};
let key: KeyPair;
let zip: Buffer;
let files: readonly string[] = [];
beforeAll(async () => {
  const ready = Promise.withResolvers<string>();
  void inTemporaryDirectory(async (made) => {
    ready.resolve(made);
    await new Promise<void>((resolve) => {
      done = resolve;
    });
  });
  directory = await ready.promise;
  key = await sealSmallBundle(join(directory, 'bundle'), generateKey());
  files = await bundleFiles(join(directory, 'bundle'), parseManifest(await readFile(join(directory, 'bundle', 'manifest.json'))));
  await packZip(join(directory, 'bundle'), files, join(directory, 'bundle.zip'), false);
  zip = await readFile(join(directory, 'bundle.zip'));
});
afterAll(() => done());

let tried = 0;
/** Unpacks these bytes beside nothing else; tells what stands there afterwards. */
async function unpacked(bytes: Uint8Array) {
  tried += 1;
  const place = join(directory, `try-${tried}`, 'inner');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'it.zip'), bytes);
  const { io, stdout } = heardIo(place);
  const error: unknown = await unpack('it.zip', {}, io).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof BundleError)) throw error;
  const outside = (await readdir(join(place, '..'))).filter((name) => name !== 'inner');
  return { error, stdout: stdout(), bundle: join(place, 'it'), left: await readdir(place), outside };
}

/** The zip with one text for another of the same length, wherever it stands. */
function replaced(from: string, to: string, bytes: Buffer = zip): Buffer {
  if (from.length !== to.length) throw new Error('names are patched in place');
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

/** Changes one field of the central directory's entry of that name. */
function patched(name: string, change: (entry: Buffer) => void): Buffer {
  const bytes = Buffer.from(zip);
  for (let at = bytes.indexOf('PK\x01\x02', 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    if (bytes.toString('latin1', at + 46, at + 46 + bytes.readUInt16LE(at + 28)) === name) change(bytes.subarray(at));
  }
  return bytes;
}

async function zipped(entries: readonly { readonly name: string; readonly content: Buffer; readonly mode?: number }[]): Promise<Buffer> {
  const made = new ZipFile();
  for (const { name, content, mode } of entries)
    made.addBuffer(content, name, { mtime: new Date(0), ...(mode === undefined ? {} : { mode }) });
  made.end();
  const chunks: Buffer[] = [];
  for await (const chunk of made.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function ownEntries(): Promise<{ name: string; content: Buffer }[]> {
  return Promise.all(files.map(async (name) => ({ name, content: await readFile(join(directory, 'bundle', name)) })));
}

describe('a packed bundle', () => {
  test('is the same bundle once it is unpacked, byte for byte, and verifies', async () => {
    const { error, bundle, left } = await unpacked(zip);
    expect([error, left.toSorted()]).toEqual([undefined, ['it', 'it.zip']]);
    for (const file of files)
      expect((await readFile(join(bundle, file))).equals(await readFile(join(directory, 'bundle', file)))).toBe(true);
    expect((await verifyIntegrity(bundle, trusted(key))).failures).toEqual([]);
  });

  test('is the same bytes when it is packed again, and never overwritten', async () => {
    const again = join(directory, 'again.zip');
    await packZip(join(directory, 'bundle'), files, again, false);
    expect((await readFile(again)).equals(zip)).toBe(true);
    await expect(packZip(join(directory, 'bundle'), files, again, false)).rejects.toBeInstanceOf(UserError);
  });

  test('may be stored without compression, and packed in another order', async () => {
    const stored = join(directory, 'stored.zip');
    await packZip(join(directory, 'bundle'), files, stored, true);
    expect((await unpacked(await readFile(stored))).error).toBeUndefined();
    const other = await zipped([...(await ownEntries()).toReversed()]);
    expect((await unpacked(other)).error).toBeUndefined();
  });
});

test.each([
  ['more than any bomb may', 4 << 20, 0, 'stored'],
  ['just not too much', 4 << 20, 8 << 10, 'compressed'],
  ['more than any bomb may, and is small', 1 << 20, 0, 'compressed'],
])('a packed bundle whose document compresses %s can be unpacked', async (_, zeros, noise, way) => {
  await inTemporaryDirectory(async (place) => {
    const document = Buffer.concat([Buffer.alloc(zeros), seededRandom('noise')(noise)]);
    const sealed = await sealSmallBundle(join(place, 'bundle'), generateKey(), 'seed', document);
    const names = await bundleFiles(join(place, 'bundle'), parseManifest(await readFile(join(place, 'bundle', 'manifest.json'))));
    await packZip(join(place, 'bundle'), names, join(place, 'bundle.zip'), false);
    const bytes = await readFile(join(place, 'bundle.zip'));
    const { error, bundle } = await unpacked(bytes);
    expect([error, bytes.length > zeros ? 'stored' : 'compressed']).toEqual([undefined, way]);
    expect((await verifyIntegrity(bundle, trusted(sealed))).failures).toEqual([]);
  });
});

describe('a hostile zip is refused in one line, and leaves nothing', () => {
  const link = 0o120777;
  test.each<[string, () => Buffer | Promise<Buffer>]>([
    ['that climbs out', () => replaced('VERIFY.md', '../xxx.md')],
    ['with an absolute path', () => replaced('VERIFY.md', '/tmp/x.md')],
    ['with a backslash', () => replaced('VERIFY.md', '..\\xxx.md')],
    ['with a drive', () => replaced('VERIFY.md', 'C:RIFY.md')],
    ['with a NUL in a name', () => replaced('VERIFY.md', 'VERIFY\0md')],
    ['with a name that is not ASCII', () => replaced('VERIFY.md', 'V\xc9RIFY.md')],
    ['with two files of one name', async () => zipped([...(await ownEntries()), ...(await ownEntries()).slice(-1)])],
    ['with a link', async () => zipped((await ownEntries()).map((one) => (one.name === 'VERIFY.md' ? { ...one, mode: link } : one)))],
    [
      'with a file that belongs to no bundle',
      async () => zipped([...(await ownEntries()), { name: 'install.sh', content: Buffer.from('x') }]),
    ],
    [
      'with a stream that the manifest does not have',
      async () => zipped([...(await ownEntries()), { name: 'streams/t0009.jsonl', content: Buffer.from('x') }]),
    ],
    [
      'with a document more than was sealed',
      async () => zipped([...(await ownEntries()), { name: `documents/${'0'.repeat(64)}.pdf`, content: Buffer.alloc(1000) }]),
    ],
    ['whose bundle lies in a folder', async () => zipped((await ownEntries()).map((one) => ({ ...one, name: `bundle/${one.name}` })))],
    ['without a manifest', async () => zipped((await ownEntries()).filter(({ name }) => name !== 'manifest.json'))],
    ['of nothing', () => zipped([])],
    ['that is encrypted', () => patched('VERIFY.md', (entry) => entry.writeUInt16LE(entry.readUInt16LE(8) | 1, 8))],
    ['compressed in another way', () => patched('VERIFY.md', (entry) => entry.writeUInt16LE(12, 10))],
    ['whose checksum is wrong', () => patched('VERIFY.md', (entry) => entry.writeUInt32LE(1, 16))],
    ['whose size is a lie', () => patched('VERIFY.md', (entry) => entry.writeUInt32LE(entry.readUInt32LE(24) + 1, 24))],
    ['whose entry points at another', () => patched('VERIFY.md', (entry) => entry.writeUInt32LE(0, 42))],
    ['that is cut off', () => zip.subarray(0, zip.length - 30)],
    ['that is no zip', () => Buffer.from('no zip at all')],
    ['that is empty', () => Buffer.alloc(0)],
  ])('%s', async (_, make) => {
    const { error, stdout, left, outside } = await unpacked(await make());
    expect({ broken: error instanceof BundleError, stdout, left, outside }).toEqual({
      broken: true,
      stdout: '',
      left: ['it.zip'],
      outside: [],
    });
    expect(error instanceof Error && !error.message.includes('\n')).toBe(true);
  });

  test.each(['manifest.json', 'VERIFY.md', 'streams/run.jsonl'])('that is a bomb in the place of %s', async (name) => {
    const bomb = Buffer.alloc(64 << 20);
    const bytes = await zipped((await ownEntries()).map((one) => (one.name === name ? { name, content: bomb } : one)));
    expect(deflateRawSync(bomb).length).toBeLessThan(100_000);
    const { error, left } = await unpacked(bytes);
    expect([error instanceof BundleError, left]).toEqual([true, ['it.zip']]);
  });

  test('whatever bytes are flipped in it: a refusal, or the bundle as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const bytes = Buffer.from(zip);
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        const { error, bundle, outside } = await unpacked(bytes);
        expect(outside).toEqual([]);
        if (error !== undefined) return;
        for (const file of files)
          expect((await readFile(join(bundle, file))).equals(await readFile(join(directory, 'bundle', file)))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
