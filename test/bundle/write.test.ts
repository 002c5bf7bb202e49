import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leafHash } from '../../src/bundle/merkle.ts';
import { readLines } from '../../src/bundle/read.ts';
import { createBundle } from '../../src/bundle/write.ts';
import { BundleError } from '../../src/errors.ts';
import { generateKey } from '../../src/signers/keygen.ts';
import fc from '../property.ts';
import { describeStream } from './resign.ts';
import { inTemporaryDirectory, manifestOfRun, sealSmallBundle, seededRandom, signerOf } from './small-bundle.ts';

const record = fc.dictionary(
  fc.string({ unit: 'binary' }).filter((key) => key !== 'salt'),
  fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constant('\ud800'),
    fc.integer({ min: 0, max: 300_000 }).map((length) => 'ü'.repeat(length)),
  ),
  { minKeys: 1, maxKeys: 5 },
);

describe('a stream', () => {
  test('gives back, through the reader, what was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), async (records) => {
        await inTemporaryDirectory(async (directory) => {
          const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
          const stream = bundle.stream('t0001');
          const leaves = records.map((each) => stream.write(each));
          const sealed = await stream.end();
          expect(sealed).toEqual(await describeStream(bundle.directory, 't0001'));
          const read: unknown[] = [];
          const cited: string[] = [];
          await readLines(bundle.directory, sealed, {
            line: (line) => {
              read.push(line.record());
              cited.push(line.leaf());
              expect(line.line).toBe(read.length);
            },
          });
          expect(JSON.stringify(read)).toBe(JSON.stringify(records));
          expect(cited).toEqual(leaves);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('cites a line by the hash of what stands in the file', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      const stream = bundle.stream('t0001.replies');
      const leaves = Array.from({ length: 2000 }, (_, index) => stream.write({ record: 'reply', body: 'é'.repeat(index) }));
      await stream.end();
      const lines = (await readFile(join(bundle.directory, 'streams/t0001.replies.jsonl'), 'utf8')).split('\n').slice(0, -1);
      expect(lines.map(leafHash)).toEqual(leaves);
    });
  });

  test('waits to be drained, and is then in the file', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      const stream = bundle.stream('run');
      stream.write({ record: 'run' });
      const { pending } = stream;
      await stream.drain();
      expect(stream.pending).toBe(0);
      expect((await readFile(join(bundle.directory, 'streams/run.jsonl'))).length).toBe(pending);
    });
  });

  test('may have the longest line that readers take', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      const facts = bundle.stream('t0001');
      const longest = (8 << 20) - '{"salt":"","data":""}'.length - 32;
      facts.write({ data: 'x'.repeat(longest) });
      expect(() => facts.write({ data: 'x'.repeat(longest + 1) })).toThrow(BundleError);
      facts.write({ data: 'y' });
      const sealed = await facts.end();
      let lines = 0;
      await readLines(bundle.directory, sealed, {
        line: () => {
          lines += 1;
        },
      });
      expect(lines).toBe(2);
    });
  });

  test('takes no line that readers refuse', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      const facts = bundle.stream('t0001');
      const many = Array.from({ length: (1 << 18) + 1 }, () => 0);
      expect(() => facts.write({ data: 'x'.repeat(8 << 20) })).toThrow(BundleError);
      expect(() => facts.write({ data: many })).toThrow(/t0001\.jsonl:1: .* values/);
      expect(() => facts.writePieces([`"data":${JSON.stringify(many)}`, Buffer.from('}')])).toThrow(BundleError);
      expect(() => facts.write({ data: '['.repeat(1 << 19), deep: JSON.parse('['.repeat(200) + ']'.repeat(200)) })).toThrow(BundleError);
      expect(() => facts.writeLine('{"salt":\n}')).toThrow(TypeError);
      const replies = bundle.stream('t0001.replies');
      expect(() => replies.writeReply({ record: 'reply', input: many }, Buffer.from('x'))).toThrow(BundleError);
      replies.write({ body: 'x'.repeat(9 << 20) });
      replies.writeReply({ record: 'reply' }, Buffer.from(JSON.stringify(many)));
      expect([(await replies.end()).size, (await facts.end()).size]).toEqual([2, 0]);
      await bundle.discard();
    });
  });
});

describe('a bundle', () => {
  test('has, whole and under its final name, these files', async () => {
    await inTemporaryDirectory(async (directory) => {
      await sealSmallBundle(join(directory, 'bundle'));
      const policy = (await readdir(join(directory, 'bundle/documents')))[0] ?? '';
      expect(await readdir(directory)).toEqual(['bundle']);
      expect((await readdir(join(directory, 'bundle'), { recursive: true })).sort()).toEqual([
        'VERIFY.md',
        'attestation.sigstore.json',
        'claimcheck.pub',
        'documents',
        `documents/${policy}`,
        'manifest.json',
        'streams',
        'streams/run.jsonl',
        'streams/t0001.jsonl',
        'streams/t0001.names.jsonl',
        'streams/t0001.replies.jsonl',
      ]);
    });
  });

  test('is the same, signature apart, for the same seed', async () => {
    await inTemporaryDirectory(async (directory) => {
      const key = generateKey();
      await sealSmallBundle(join(directory, 'a'), key);
      await sealSmallBundle(join(directory, 'b'), key);
      expect(await readFile(join(directory, 'a/manifest.json'))).toEqual(await readFile(join(directory, 'b/manifest.json')));
    });
  });

  test('calls a document by the salted digest of its bytes', async () => {
    await inTemporaryDirectory(async (directory) => {
      await sealSmallBundle(join(directory, 'bundle'));
      const lines = (await readFile(join(directory, 'bundle/streams/run.jsonl'), 'utf8')).split('\n');
      const { salt } = JSON.parse(lines.find((line) => line.includes('"document","file"')) ?? '');
      const name = createHash('sha256').update(`${salt}%PDF-1.7 policy`).digest('hex');
      expect(await readdir(join(directory, 'bundle/documents'))).toEqual([`${name}.pdf`]);
    });
  });

  test.each([
    ['a directory', (path: string) => mkdir(path)],
    ['a file', (path: string) => writeFile(path, '')],
    ['a dangling link', (path: string) => symlink('nowhere', path)],
  ])('does not overwrite %s', async (_, make) => {
    await inTemporaryDirectory(async (directory) => {
      const final = join(directory, 'bundle');
      await make(final);
      await expect(createBundle(final, seededRandom('a'))).rejects.toMatchObject({ code: 'not-writable' });
      expect(await readdir(directory)).toEqual(['bundle']);
    });
  });

  test('does not overwrite what came under its name in the meantime', async () => {
    await inTemporaryDirectory(async (directory) => {
      const final = join(directory, 'bundle');
      const bundle = await createBundle(final, seededRandom('a'));
      await bundle.stream('run').end();
      await bundle.seal(manifestOfRun, signerOf(generateKey()));
      await mkdir(final);
      await expect(bundle.commit()).rejects.toMatchObject({ code: 'not-writable' });
      await bundle.discard();
      expect(await readdir(directory)).toEqual(['bundle']);
    });
  });

  test('says what it could not write', async () => {
    await inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), '');
      await expect(createBundle(join(directory, 'file/bundle'), seededRandom('a'))).rejects.toMatchObject({ code: 'not-writable' });
    });
  });

  test('leaves nothing behind when it is discarded in the middle', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      const stream = bundle.stream('run');
      for (let line = 0; line < 10_000; line++) stream.write({ record: 'run', line });
      await bundle.discard();
      expect(await readdir(directory)).toEqual([]);
    });
  });

  test('is not sealed by a signer that answers with something else', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      await bundle.stream('run').end();
      const liar = { ...signerOf(generateKey()), sign: signerOf(generateKey()).sign };
      await expect(bundle.seal(manifestOfRun, liar)).rejects.toMatchObject({ code: 'key-wrong' });
      expect((await readdir(bundle.directory)).toSorted()).toEqual(['VERIFY.md', 'manifest.json', 'streams']);
      await bundle.discard();
    });
  });

  test('is not sealed while a stream is open, nor named before it is sealed', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      bundle.stream('run');
      await expect(bundle.seal(manifestOfRun, signerOf(generateKey()))).rejects.toThrow(TypeError);
      await expect(bundle.commit()).rejects.toThrow(TypeError);
      await bundle.discard();
    });
  });

  test.each(['../run', 't1', 't0000', 't0001.secrets', 'run.names', ''])('has no stream called "%s"', async (name) => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      expect(() => bundle.stream(name)).toThrow(TypeError);
      await bundle.discard();
    });
  });
});
