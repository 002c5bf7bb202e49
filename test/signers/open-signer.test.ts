import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/parse.ts';
import { UserError } from '../../src/errors.ts';
import { commandWords, hidesSecrets } from '../../src/signers/command-words.ts';
import { crc32c } from '../../src/signers/crc32c.ts';
import { generateKey } from '../../src/signers/keygen.ts';
import { openSigner, signerSchemes } from '../../src/signers/open-signer.ts';
import { derOfRaw } from '../../src/signers/raw-signature.ts';

const pair = generateKey();
let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
  await writeFile(join(base, 'k.key'), pair.privatePem);
  await writeFile(join(base, 'k.pub'), pair.publicPem);
  await writeFile(join(base, 'other.pub'), generateKey().publicPem);
  await writeFile(join(base, 'sign.mjs'), PROGRAM);
});

afterAll(() => rm(base, { recursive: true }));

/** Signs a digest as a token does: with the raw operation, which Node has only for a message; so it is told the message's file. */
const PROGRAM = `
import { createPrivateKey, sign, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
const digest = await buffer(process.stdin);
const [key, message] = process.argv.slice(2).map((file) => readFileSync(file));
if (!digest.equals(hash('sha256', message, 'buffer'))) throw new Error('not the digest of the message');
process.stdout.write(sign('sha256', message, createPrivateKey(key)));
`;

function open(reference: string, more: { publicKeyFile?: string; passphraseFile?: string; env?: Record<string, string> } = {}) {
  return openSigner(reference, { base, env: { PATH: process.env['PATH'] }, signal: new AbortController().signal, ...more });
}

const node = (script: string) => `exec:${process.execPath} -e '${script}'`;

describe('a reference', () => {
  test('without a scheme is a file, from where paths begin', async () => {
    expect((await open('k.key')).keyid).toBe(pair.keyid);
  });

  test('of an unknown scheme is refused, and the ones that there are are told', async () => {
    await expect(open('vault:x')).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('awskms:') });
    await expect(open('constructor:x')).rejects.toMatchObject({ code: 'usage' });
  });

  test('must be the public key that was given', async () => {
    expect((await open('k.key', { publicKeyFile: 'k.pub' })).keyid).toBe(pair.keyid);
    await expect(open('k.key', { publicKeyFile: 'other.pub' })).rejects.toMatchObject({ code: 'key-wrong' });
  });

  test.each(['awskms://x', 'azurekms://vault', 'gcpkms://projects/p', 'exec:'])(
    'that is not whole is a matter of usage: %s',
    async (reference) => {
      await expect(open(reference, { publicKeyFile: 'k.pub' })).rejects.toMatchObject({ code: 'usage' });
    },
  );

  test('to a host that is no vault is refused before anything is asked', async () => {
    await expect(open('azurekms://vault.example.com/key')).rejects.toMatchObject({ code: 'usage' });
  });

  test('of every scheme that there is can stand in a config', () => {
    const known = { sources: [], collectors: [], kinds: [], checks: [], expression: () => undefined };
    for (const scheme of signerSchemes) {
      const text = `version: 1\nclaims: [{ id: a, quote: b, proof: none, because: c }]\nsign: { with: "${scheme}:x", publicKey: k.pub }`;
      expect(checkConfig(text, 'c.yaml', known, () => undefined, '2026-07-01')).not.toHaveProperty('faults');
    }
  });
});

describe('exec:', () => {
  test('gives the digest on standard input and takes the signature from standard output', async () => {
    await writeFile(join(base, 'message'), 'bytes');
    const signer = await open(`exec:${process.execPath} '${join(base, 'sign.mjs')}' ${join(base, 'k.key')} "${join(base, 'message')}"`, {
      publicKeyFile: 'k.pub',
    });
    const signature = await signer.sign(Buffer.from('bytes'));
    expect(verify('sha256', Buffer.from('bytes'), { key: createPublicKey(pair.publicPem), dsaEncoding: 'der' }, signature)).toBe(true);
  });

  test('needs its public key', async () => {
    await expect(open('exec:true')).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('--public-key') });
  });

  test.each<[string, string, RegExp]>([
    ['is not there', 'exec:claimcheck-no-such-program x', /no such program/],
    ['fails', node('console.error("the token is locked"); process.exit(3)'), /ended with 3; it said: the token is locked/],
    ['writes nothing', node(''), /nothing/],
    ['writes too much', node('process.stdout.write("x".repeat(1e6))'), /1000000 bytes/],
    ['is ended', node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'), /SIGTERM/],
  ])('a program that %s has not signed', async (_, reference, says) => {
    const signer = await open(reference, { publicKeyFile: 'k.pub' });
    await expect(signer.sign(Buffer.from('bytes'))).rejects.toMatchObject({ code: 'not-signed', message: expect.stringMatching(says) });
  });

  test('what the program complains about is shown without what its options and variables keep secret', async () => {
    const script = 'console.error(process.argv.join(" "), process.env.HSM_PIN); process.exit(1)';
    const signer = await open(`${node(script)} -- --pin 314159 --password=hunter22`, {
      publicKeyFile: 'k.pub',
      env: { HSM_PIN: '271828' },
    });
    const error: unknown = await signer.sign(Buffer.from('bytes')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain('[hidden]');
    for (const secret of ['314159', 'hunter22', '271828']) expect(String(error)).not.toContain(secret);
  });

  test('ends with the run', async () => {
    const controller = new AbortController();
    const setting = { base, env: { PATH: process.env['PATH'] }, publicKeyFile: 'k.pub', signal: controller.signal };
    const signer = await openSigner(node('setInterval(() => {}, 1000)'), setting);
    const signing = signer.sign(Buffer.from('bytes'));
    controller.abort(new Error('the run has ended'));
    await expect(signing).rejects.toThrow('the run has ended');
  });
});

test.each<[string, readonly string[]]>([
  ['pkcs11-tool --sign  -m ECDSA', ['pkcs11-tool', '--sign', '-m', 'ECDSA']],
  [`sh -c "a \\"b\\" 'c'" 'd "e"'`, ['sh', '-c', `a "b" 'c'`, 'd "e"']],
  ['a\\ b c"d e"f \'\' g', ['a b', 'cd ef', '', 'g']],
  ['', []],
])('the words of %s', (line, words) => {
  expect(commandWords(line)).toEqual(words);
});

test.each(['a "b', "a 'b", 'a \\'])('a quote that does not end is refused: %s', (line) => {
  expect(() => commandWords(line)).toThrow(UserError);
});

test('an option whose name tells no secret keeps its value', () => {
  expect(hidesSecrets(['tool', '--label', 'evidence', '--module=/lib/x.so'], {})('evidence in /lib/x.so')).toBe('evidence in /lib/x.so');
});

test('CRC-32C of the examples of RFC 3720, appendix B.4', () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, index) => index)))).toBe(0x46dd794e);
});

describe('a raw signature in DER', () => {
  test.each([
    [`${'00'.repeat(31)}01${'7f'.repeat(32)}`, `302502010102${'20'}${'7f'.repeat(32)}`],
    [`${'ff'.repeat(32)}${'00'.repeat(31)}80`, `3027022100${'ff'.repeat(32)}02020080`],
  ])('has no needless zeros, and no signs', (raw, der) => {
    expect(derOfRaw(Buffer.from(raw, 'hex'))?.toString('hex')).toBe(der);
  });

  test.each([0, 63, 65, 96])('is none where it has %i bytes', (length) => {
    expect(derOfRaw(Buffer.alloc(length))).toBeUndefined();
  });
});
