import { createHash, createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFileSigner, readPublicKey } from '../../src/signers/file.ts';
import { generateKey, writeKeyPair } from '../../src/signers/keygen.ts';

let directory: string;
let files: { privateFile: string; publicFile: string };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
  files = { privateFile: join(directory, 'claimcheck.key'), publicFile: join(directory, 'claimcheck.pub') };
});

afterEach(() => rm(directory, { recursive: true }));

test('a new key is a P-256 key, another one each time, called by the digest of its public half', () => {
  const pair = generateKey();
  const key = createPublicKey(pair.publicPem);
  expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  expect(pair.keyid).toBe(
    createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
  );
  expect(generateKey().keyid).not.toBe(pair.keyid);
});

test('a written key can be read again, and only its owner can read the private half', async () => {
  const pair = generateKey();
  await writeKeyPair(pair, files);
  expect((await readFileSigner(files.privateFile)).keyid).toBe(pair.keyid);
  expect((await readPublicKey(files.publicFile)).keyid).toBe(pair.keyid);
  expect((await stat(files.privateFile)).mode & 0o777).toBe(0o600);
});

test.each(['privateFile', 'publicFile'] as const)('an existing %s is never overwritten, and nothing new stays behind', async (which) => {
  await writeFile(files[which], 'mine');
  await expect(writeKeyPair(generateKey(), files)).rejects.toMatchObject({
    code: 'not-writable',
    message: expect.stringContaining(files[which]),
  });
  expect(await readdir(directory)).toHaveLength(1);
  expect(await readFile(files[which], 'utf8')).toBe('mine');
});

test('a directory that is not there is said', async () => {
  await mkdir(join(directory, 'there'));
  const wrong = { ...files, privateFile: join(directory, 'not-there/claimcheck.key') };
  await expect(writeKeyPair(generateKey(), wrong)).rejects.toMatchObject({ code: 'not-writable' });
  expect(await readdir(directory)).toEqual(['there']);
});
