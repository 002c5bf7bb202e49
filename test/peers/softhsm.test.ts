/** `exec:` with a key that never leaves a token: SoftHSM through pkcs11-tool. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSigner } from '../../src/signers/open-signer.ts';
import { peer } from './peer.ts';

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
];
const PIN = '271828';
let folder: string;
let env: Record<string, string | undefined>;
let module: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-token-'));
  await mkdir(join(folder, 'tokens'));
  await writeFile(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
  env = { PATH: process.env['PATH'], SOFTHSM2_CONF: join(folder, 'softhsm2.conf'), HSM_PIN: PIN };
  module = MODULES.find((file) => existsSync(file)) ?? 'no libsofthsm2.so: bash scripts/peers.sh';
  run('softhsm', ['--init-token', '--free', '--label', 'evidence', '--pin', PIN, '--so-pin', '314159']);
  run('pkcs11', [
    '--module',
    module,
    '--login',
    '--pin',
    PIN,
    '--keypairgen',
    '--key-type',
    'EC:prime256v1',
    '--label',
    'seal',
    '--id',
    '01',
  ]);
  run('pkcs11', ['--module', module, '--read-object', '--type', 'pubkey', '--label', 'seal', '--output-file', join(folder, 'seal.der')]);
  run('openssl', ['pkey', '-pubin', '-inform', 'DER', '-in', join(folder, 'seal.der'), '-out', join(folder, 'seal.pub')]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function run(name: 'softhsm' | 'pkcs11' | 'openssl', args: readonly string[]): void {
  const { status, stderr } = spawnSync(peer(name), args, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
}

function open(pin: string) {
  // As docs/signing.md has it.
  const words = `--module ${module} --token-label evidence --login --pin ${pin} --label seal --sign -m ECDSA --signature-format openssl`;
  const signal = new AbortController().signal;
  return openSigner(`exec:${peer('pkcs11')} ${words}`, { base: folder, env, signal, publicKeyFile: 'seal.pub' });
}

test('a token signs, and openssl verifies', async () => {
  await writeFile(join(folder, 'bytes'), 'what is sealed');
  await writeFile(join(folder, 'sig'), await (await open('env:HSM_PIN')).sign(await readFile(join(folder, 'bytes'))));
  const args = ['dgst', '-sha256', '-verify', join(folder, 'seal.pub'), '-signature', join(folder, 'sig'), join(folder, 'bytes')];
  expect(spawnSync(peer('openssl'), args, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'Verified OK\n' });
});

test('a wrong PIN is told in the words of the program, without the PIN', async () => {
  const error: unknown = await (await open('161803')).sign(Buffer.from('bytes')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'not-signed', message: expect.stringContaining('PIN') });
  expect(String(error)).not.toContain('161803');
});
