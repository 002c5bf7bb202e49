import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSigner, readPublicKey } from '../../src/signers/file.ts';
import { generateKey } from '../../src/signers/keygen.ts';

let directory: string;
const pair = generateKey();
const privateKey = createPrivateKey(pair.privatePem);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
});

afterAll(() => rm(directory, { recursive: true }));

async function file(content: string): Promise<string> {
  const path = join(directory, 'some.key');
  await writeFile(path, content);
  return path;
}

function pkcs8(key: KeyObject, passphrase?: string): string {
  const encrypted = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key.export({ type: 'pkcs8', format: 'pem', ...encrypted }).toString();
}

const strangers = {
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: generateKeyPairSync('ed25519'),
};

describe('a private key file', () => {
  test.each([
    ['PKCS#8', () => pair.privatePem],
    ['SEC 1', () => privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
  ])('of a P-256 key in %s signs, under the id of its public key', async (_, pem) => {
    const signer = await readFileSigner(await file(pem()));
    expect(signer.keyid).toBe(pair.keyid);
    expect(signer.publicKeyPem).toBe(pair.publicPem);
    const signature = await signer.sign(Buffer.from('bytes'));
    expect(verify('sha256', Buffer.from('bytes'), { key: createPublicKey(pair.publicPem), dsaEncoding: 'der' }, signature)).toBe(true);
  });

  test('that is encrypted opens with the passphrase', async () => {
    const path = await file(pkcs8(privateKey, 'open sesame'));
    const signer = await readFileSigner(path, { secret: 'open sesame', from: 'a variable' });
    expect(signer.keyid).toBe(pair.keyid);
  });

  test.each<[string, string, Parameters<typeof readFileSigner>[1], RegExp]>([
    ['is encrypted, where no place is named', pkcs8(privateKey, 'open sesame'), undefined, /passphrase/],
    [
      'is encrypted, where the variable is not set',
      pkcs8(privateKey, 'open sesame'),
      { secret: undefined, from: 'KEY_PASSPHRASE' },
      /KEY_PASSPHRASE/,
    ],
    [
      'is encrypted with another passphrase',
      pkcs8(privateKey, 'open sesame'),
      { secret: 'wrong one', from: 'KEY_PASSPHRASE' },
      /KEY_PASSPHRASE/,
    ],
    ['holds a public key', pair.publicPem, undefined, /public key/],
    ['holds a P-384 key', pkcs8(strangers['P-384'].privateKey), undefined, /P-384/],
    ['holds an RSA key', pkcs8(strangers.RSA.privateKey), undefined, /RSA key of 2048 bits/],
    ['holds an Ed25519 key', pkcs8(strangers.ed25519.privateKey), undefined, /Ed25519/],
    ['holds nothing', '', undefined, /no private key/],
    ['holds half a key', pair.privatePem.replace(/\n.*\n-----END/, '\n-----END'), undefined, /cannot be read/],
  ])('that %s is key-wrong, and the message names the file and nothing in it', async (_, content, passphrase, says) => {
    const path = await file(content);
    const error = await readFileSigner(path, passphrase).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'key-wrong', message: expect.stringMatching(says) });
    const said = `${String(error)}\n${error instanceof Error ? String(error.cause) : ''}`;
    expect(said).toContain(path);
    for (const secret of [
      ...content.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')),
      'open sesame',
      'wrong one',
    ]) {
      expect(said).not.toContain(secret);
    }
  });

  test('that is not there, or no file, is key-missing', async () => {
    await mkdir(join(directory, 'folder'), { recursive: true });
    for (const path of [join(directory, 'none.key'), join(directory, 'folder')]) {
      await expect(readFileSigner(path)).rejects.toMatchObject({ code: 'key-missing', message: expect.stringContaining(path) });
    }
  });
});

describe('a public key file', () => {
  test('of a P-256 key gives the key and its id', async () => {
    expect(await readPublicKey(await file(pair.publicPem))).toEqual({ pem: pair.publicPem, keyid: pair.keyid });
  });

  test.each<[string, string, RegExp]>([
    ['holds the private key', pair.privatePem, /private key/],
    ['holds a P-384 key', strangers['P-384'].publicKey.export({ type: 'spki', format: 'pem' }).toString(), /P-384/],
    ['holds an RSA key', strangers.RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString(), /RSA/],
    ['holds an X25519 key', generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(), /x25519/],
    ['holds nothing', '', /no public key/],
    ['holds half a key', pair.publicPem.replace(/\n.*\n-----END/, '\n-----END'), /cannot be read/],
  ])('that %s is key-wrong', async (_, content, says) => {
    await expect(readPublicKey(await file(content))).rejects.toMatchObject({ code: 'key-wrong', message: expect.stringMatching(says) });
  });

  test('that is not there is key-missing', async () => {
    await expect(readPublicKey(join(directory, 'none.pub'))).rejects.toMatchObject({ code: 'key-missing' });
  });
});
