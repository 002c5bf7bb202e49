import { cp, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import fc from '../property.ts';
import { inTemporaryDirectory, sealSmallBundle, trusted } from './small-bundle.ts';

const files = [
  'manifest.json',
  'attestation.sigstore.json',
  'claimcheck.pub',
  'streams/run.jsonl',
  'streams/t0001.jsonl',
  'streams/t0001.names.jsonl',
  'streams/t0001.replies.jsonl',
];

let sealed: string;
let key: KeyPair;
beforeAll(async () => {
  sealed = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
  key = await sealSmallBundle(join(sealed, 'bundle'));
});
afterAll(async () => rm(sealed, { recursive: true }));

describe('an untouched bundle', () => {
  test('is answered yes three times', async () => {
    await inTemporaryDirectory(async (directory) => {
      const key = await sealSmallBundle(join(directory, 'bundle'));
      const { answers, failures, manifest, keyid } = await verifyIntegrity(join(directory, 'bundle'), trusted(key));
      expect(answers.map(({ question, answer }) => [question, answer])).toEqual([
        ['signature', 'yes'],
        ['timestamp', 'note'],
        ['signer', 'yes'],
        ['documents', 'yes'],
        ['integrity', 'yes'],
      ]);
      expect(failures).toEqual([]);
      expect(manifest?.run.id).toBe('run-1');
      expect(keyid).toBe(key.keyid);
    });
  });

  test('is well signed, but not by a key that we trust, where another was given', async () => {
    await inTemporaryDirectory(async (directory) => {
      await sealSmallBundle(join(directory, 'bundle'));
      const { answers, failures } = await verifyIntegrity(join(directory, 'bundle'), trusted(generateKey()));
      expect(answers.map(({ question, answer }) => [question, answer])).toEqual([
        ['signature', 'yes'],
        ['timestamp', 'note'],
        ['signer', 'no'],
        ['documents', 'yes'],
        ['integrity', 'yes'],
      ]);
      expect(failures.map(({ code }) => code)).toEqual(['signer']);
    });
  });

  test('is not checked for its signature where neither the key is given nor enclosed', async () => {
    await inTemporaryDirectory(async (directory) => {
      await sealSmallBundle(join(directory, 'bundle'));
      await rm(join(directory, 'bundle/claimcheck.pub'));
      const { answers } = await verifyIntegrity(join(directory, 'bundle'), []);
      expect(answers.map(({ question, answer }) => [question, answer])).toEqual([
        ['integrity', 'no'],
        ['signature', 'not-checked'],
        ['timestamp', 'note'],
        ['signer', 'no'],
        ['documents', 'yes'],
      ]);
    });
  });

  test('may come with several keys, of which one signed it', async () => {
    await inTemporaryDirectory(async (directory) => {
      const key = await sealSmallBundle(join(directory, 'bundle'));
      const { failures } = await verifyIntegrity(join(directory, 'bundle'), [...trusted(generateKey()), ...trusted(key)]);
      expect(failures).toEqual([]);
    });
  });
});

describe('one changed byte', () => {
  test.each(['manifest.json', 'attestation.sigstore.json', 'claimcheck.pub'])(
    'anywhere in %s is seen, and the file is named',
    async (file) => {
      await inTemporaryDirectory(async (directory) => {
        const bundle = join(directory, 'bundle');
        const keys = trusted(await sealSmallBundle(bundle));
        const bytes = await readFile(join(bundle, file));
        await sideBySide(bundle, async (copy, first) => {
          for (let at = first; at < bytes.length; at += SIDE_BY_SIDE) {
            await writeFile(join(copy, file), flipped(bytes, at, at % 8));
            const { failures } = await verifyIntegrity(copy, keys);
            expect(failures.map(({ message }) => message).join('\n'), `byte ${at}`).toContain(file);
          }
        });
      });
    },
  );

  test('anywhere in any file is seen, and the file is named', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const keys = trusted(await sealSmallBundle(bundle));
      const [document = ''] = await readdir(join(bundle, 'documents'));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...files, `documents/${document}`), fc.nat(), fc.nat({ max: 7 }), async (file, pick, bit) => {
          const bytes = await readFile(join(bundle, file));
          await writeFile(join(bundle, file), flipped(bytes, pick % bytes.length, bit));
          const { failures } = await verifyIntegrity(bundle, keys);
          await writeFile(join(bundle, file), bytes);
          expect(failures.map(({ message }) => message).join('\n')).toContain(file.split('/')[0] === 'documents' ? 'documents' : file);
        }),
        { numRuns: 500 },
      );
      expect((await verifyIntegrity(bundle, keys)).failures).toEqual([]);
    });
  });

  test('in VERIFY.md is noted: the signature does not cover it', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const keys = trusted(await sealSmallBundle(bundle));
      await writeFile(join(bundle, 'VERIFY.md'), 'Trust me.');
      const { answers, failures } = await verifyIntegrity(bundle, keys);
      expect(answers).toContainEqual(expect.objectContaining({ question: 'integrity', answer: 'note' }));
      expect(failures).toEqual([]);
    });
  });
});

describe('a directory that is not quite the bundle', () => {
  test.each(files)('is refused without %s', async (file) => {
    expect(await codesAfter((bundle) => rm(join(bundle, file)))).toContain('missing-file');
  });

  test('is refused without its document', async () => {
    expect(await codesAfter((bundle) => rm(join(bundle, 'documents'), { recursive: true }))).toEqual(['missing-file']);
  });

  test.each(['extra', 'streams/t0002.jsonl', 'streams/t0001.jsonl~', `documents/${'0'.repeat(64)}.pdf`, 'documents/note.txt'])(
    'is refused with %s',
    async (file) => {
      expect(await codesAfter((bundle) => writeFile(join(bundle, file), ''))).toHaveLength(1);
    },
  );

  test.each(files)('is refused where %s is a link, even to the same bytes', async (file) => {
    const codes = await codesAfter(async (bundle) => {
      await rename(join(bundle, file), join(bundle, '../elsewhere'));
      await symlink(join(bundle, '../elsewhere'), join(bundle, file));
    });
    expect(codes).toContain('wrong-shape');
  });

  test('is refused where its document has another extension', async () => {
    const codes = await codesAfter(async (bundle) => {
      const [name = ''] = await readdir(join(bundle, 'documents'));
      await rename(join(bundle, 'documents', name), join(bundle, 'documents', name.replace('.pdf', '.exe')));
    });
    expect(codes).toEqual(['digest']);
  });

  test('is refused where streams is a link', async () => {
    const codes = await codesAfter(async (bundle) => {
      await rename(join(bundle, 'streams'), join(bundle, '../elsewhere'));
      await symlink(join(bundle, '../elsewhere'), join(bundle, 'streams'));
    });
    expect(codes).toEqual(['wrong-shape']);
  });

  test.each(['streams/t0001.jsonl', 'manifest.json'])('is refused, without waiting, where %s is a socket', async (file) => {
    const server = createServer();
    const codes = await codesAfter(async (bundle) => {
      await rm(join(bundle, file));
      await new Promise<void>((done) => server.listen(join(bundle, file), done));
    });
    server.close();
    expect(codes).not.toEqual([]);
  });

  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['cut to nothing', () => Buffer.alloc(0)],
    ['one line longer', (bytes: Buffer) => Buffer.concat([bytes, bytes.subarray(0, bytes.indexOf(0x0a) + 1)])],
    ['with two lines swapped', swapFirstLines],
    [
      'of the same length with another content',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"denied"', '"deniec"'), 'latin1'),
    ],
  ])('is refused where a stream is %s', async (_, change) => {
    const codes = await codesAfter(async (bundle) => {
      const file = join(bundle, 'streams/t0001.jsonl');
      await writeFile(file, change(await readFile(file)));
    });
    expect(codes).toHaveLength(1);
    expect(['digest', 'root']).toContain(codes[0]);
  });

  test('names every stream that was changed', async () => {
    const codes = await codesAfter(async (bundle) => {
      for (const name of ['t0001', 't0001.names']) await writeFile(join(bundle, `streams/${name}.jsonl`), '');
    });
    expect(codes).toEqual(['digest', 'digest']);
  });
});

/** Reading a small bundle is mostly waiting for its files. */
const SIDE_BY_SIDE = 4;

/** Does the work with several copies of a bundle at a time; `first` is which of them. */
async function sideBySide(bundle: string, work: (copy: string, first: number) => Promise<void>): Promise<void> {
  const copies = Array.from({ length: SIDE_BY_SIDE }, (_, number) => `${bundle}-${number}`);
  for (const copy of copies) await cp(bundle, copy, { recursive: true });
  await Promise.all(copies.map(work));
}

/** The codes of what verify finds after the change to a copy of the sealed bundle. */
async function codesAfter(change: (bundle: string) => Promise<unknown>): Promise<string[]> {
  return inTemporaryDirectory(async (directory) => {
    const bundle = join(directory, 'bundle');
    await cp(join(sealed, 'bundle'), bundle, { recursive: true });
    await change(bundle);
    return (await verifyIntegrity(bundle, trusted(key))).failures.map(({ code }) => code);
  });
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

function swapFirstLines(bytes: Buffer): Buffer {
  const [first = '', second = '', ...rest] = bytes.toString().split('\n');
  return Buffer.from([second, first, ...rest].join('\n'));
}
