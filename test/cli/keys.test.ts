import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { publicKeyIn } from '../../src/bundle/dsse.ts';
import { followerOf } from '../../src/bundle/rotation.ts';
import { keygen } from '../../src/commands/keygen.ts';
import { openSigning } from '../../src/commands/signing.ts';
import { readTrust } from '../../src/commands/trust.ts';
import { UserError } from '../../src/errors.ts';
import { type Authority, makeAuthority, type Stamping, stamp } from '../bundle/tiny-authority.ts';
import { inDirectory } from './claimcheck.ts';
import { heardIo } from './heard-io.ts';

describe('keygen', () => {
  test('encrypts the private key with the first line of a file', async () => {
    await inDirectory(async (directory) => {
      await writeFile(join(directory, 'pass'), 'open sesame\nnot this\n');
      const { io, stdout } = heardIo(directory);
      await keygen({ out: 'a.key', passphraseFile: 'pass' }, io);
      expect(await readFile(join(directory, 'a.key'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
      expect((await stat(join(directory, 'a.key'))).mode & 0o777).toBe(0o600);
      expect(stdout()).toBe(`${join(directory, 'a.key')}\n${join(directory, 'a.pub')}\n`);
      const options = { key: 'a.key', passphraseFile: 'pass' };
      expect((await openSigning(options, {}, directory, io)).publicKey).toBe(join(directory, 'a.pub'));
      await expect(openSigning({ key: 'a.key' }, {}, directory, io)).rejects.toMatchObject({ code: 'key-wrong' });
    });
  });

  test('encrypts it with the passphrase of the environment too, and refuses a file without one', async () => {
    await inDirectory(async (directory) => {
      await writeFile(join(directory, 'empty'), '\n');
      const { io } = heardIo(directory);
      await keygen({ out: 'a.key' }, { ...io, env: { CLAIMCHECK_KEY_PASSPHRASE: 'sesame' } });
      expect(await readFile(join(directory, 'a.key'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
      await expect(keygen({ out: 'b.key', passphraseFile: 'empty' }, io)).rejects.toMatchObject({ code: 'key-wrong' });
      expect(await readdir(directory)).not.toContain('b.key');
    });
  });

  test('--rotate: the old key names the new one, and a trust file follows it', async () => {
    await inDirectory(async (directory) => {
      const { io } = heardIo(directory);
      await keygen({ out: 'old.key' }, io);
      await keygen({ out: 'new.key', rotate: 'old.key' }, io);
      await keygen({ out: 'newer.key', rotate: 'new.key' }, io);
      const pem = await readFile(join(directory, 'new.pub'), 'utf8');
      const old = await openSigning({ key: 'old.key' }, {}, directory, io);
      const statement = await readFile(join(directory, 'new.rotation.json'));
      expect(followerOf('f', statement, { pem: old.signer.publicKeyPem, keyid: old.signer.keyid }).pem).toBe(pem);
      const key = { name: 'Example Ltd', key: 'old.pub', rotations: ['new.rotation.json', 'newer.rotation.json'] };
      await writeFile(join(directory, 'trust.json'), JSON.stringify({ version: 1, keys: [key] }));
      const trusted = await readTrust({ trust: 'trust.json' }, io);
      expect(trusted).toMatchObject([{ name: 'Example Ltd' }, { name: 'Example Ltd', pem }, { from: expect.any(String) }]);
    });
  });

  test('--rotate leaves nothing where a statement is there already, or the old key is not', async () => {
    await inDirectory(async (directory) => {
      const { io } = heardIo(directory);
      await keygen({ out: 'old.key' }, io);
      await writeFile(join(directory, 'new.rotation.json'), 'mine');
      await expect(keygen({ out: 'new.key', rotate: 'old.key' }, io)).rejects.toMatchObject({ code: 'not-writable' });
      await expect(keygen({ out: 'other.key', rotate: 'gone.key' }, io)).rejects.toMatchObject({ code: 'key-missing' });
      expect((await readdir(directory)).sort()).toEqual(['new.rotation.json', 'old.key', 'old.pub']);
    });
  });
});

describe('a trust file', () => {
  test.each<[string, string, string]>([
    ['a key that is not there', '{ name: a, key: none.pub }', '3:21'],
    ['a private key', '{ name: a, key: k.key }', '3:21'],
    ['no key', '{ name: a, key: text.pub }', '3:21'],
    ['a rotation of nobody', '{ name: a, key: k.pub, rotations: [text.pub] }', '3:40'],
    ['a key twice', '{ name: a, key: k.pub }\n  - { name: b, key: k.pub }', '3:3'],
    ['an authority without certificates', '{ name: a, key: k.pub }\ntimestampAuthorities: [{ name: t, roots: k.pub }]', '4:42'],
  ])('with %s is refused at its place', async (_, entry, place) => {
    await inDirectory(async (directory) => {
      const { io } = heardIo(directory);
      await keygen({ out: 'k.key' }, io);
      await writeFile(join(directory, 'text.pub'), 'text');
      await writeFile(join(directory, 'trust.yaml'), `version: 1\nkeys:\n  - ${entry}\n`);
      const error: unknown = await readTrust({ trust: 'trust.yaml' }, io).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect(error instanceof UserError && error.faults.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
    });
  });

  test('may hold the PEM texts themselves, and stands beside --key', async () => {
    await inDirectory(async (directory) => {
      const { io } = heardIo(directory);
      await keygen({ out: 'k.key' }, io);
      await keygen({ out: 'l.key' }, io);
      const pem = await readFile(join(directory, 'k.pub'), 'utf8');
      const roots = makeAuthority().root.certificate.toString();
      const trust = { version: 1, keys: [{ name: 'a', key: pem }], timestampAuthorities: [{ name: 't', roots }] };
      await writeFile(join(directory, 'trust.json'), JSON.stringify(trust));
      const trusted = await readTrust({ key: ['l.pub'], trust: 'trust.json' }, io);
      expect(trusted).toMatchObject([{ keyid: expect.any(String) }, { name: 'a', pem }, { authority: 't' }]);
      expect(publicKeyIn(pem)).toBeDefined();
    });
  });
});

describe('a timestamp', () => {
  const authority = makeAuthority();

  async function asked(answer: (query: Buffer) => { status?: number; type?: string; body: Buffer }): Promise<unknown> {
    const server = createServer((request, response) => {
      buffer(request).then((query) => {
        const { status = 200, type = 'application/timestamp-reply', body } = answer(query);
        response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' }).end(body);
      }, response.destroy);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      return await inDirectory(async (directory) => {
        const { io } = heardIo(directory);
        await keygen({ out: 'k.key' }, io);
        const { signer } = await openSigning({ key: 'k.key', timestamp: `http://127.0.0.1:${port}/` }, {}, directory, io);
        return await signer.timestamp?.(SIGNATURE);
      });
    } finally {
      server.close();
    }
  }

  const SIGNATURE = Buffer.from('a signature');
  /** The nonce stands before certReq, at the end of a query. */
  const nonceOf = (query: Buffer) => query.subarray(query.indexOf(Buffer.from('0420', 'hex')) + 36, -3);
  const stamped = (query: Buffer, how: Stamping = {}, by: Authority = authority) => ({
    body: stamp(by, SIGNATURE, { nonce: nonceOf(query), ...how }),
  });

  test('is taken where it answers the request', async () => {
    expect(await asked((query) => stamped(query))).toBeInstanceOf(Buffer);
  });

  test.each<[string, Parameters<typeof asked>[0], RegExp]>([
    ['has another nonce', (query) => stamped(query, { nonce: Buffer.of(1) }), /nonce/],
    ['was refused', (query) => stamped(query, { status: 2 }), /not today/],
    ['is broken', (query) => stamped(query, { changed: 'signature' }), /changed/],
    ['is for nothing of the sort', (query) => stamped(query, {}, makeAuthority('ec', [])), /time stamping/],
    ['comes as a page', () => ({ type: 'text/html', body: Buffer.from('hello') }), /text\/html/],
    ['is an error', () => ({ status: 503, body: Buffer.alloc(0) }), /503/],
    ['leads elsewhere', () => ({ status: 302, body: Buffer.alloc(0) }), /redirect/],
    ['is too large', () => ({ body: Buffer.alloc(300_000) }), /larger/],
  ])('that %s is no timestamp', async (_, answer, says) => {
    await expect(asked(answer)).rejects.toMatchObject({ code: 'not-signed', message: expect.stringMatching(says) });
  });

  test('of an authority that cannot be reached is none', async () => {
    await inDirectory(async (directory) => {
      const { io } = heardIo(directory);
      await keygen({ out: 'k.key' }, io);
      const { signer } = await openSigning({ key: 'k.key', timestamp: 'http://127.0.0.1:1/' }, {}, directory, io);
      await expect(signer.timestamp?.(SIGNATURE)).rejects.toMatchObject({ code: 'not-signed' });
      await expect(openSigning({ key: 'k.key', timestamp: 'tsa' }, {}, directory, io)).rejects.toMatchObject({ code: 'usage' });
    });
  });
});
