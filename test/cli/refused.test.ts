import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CollectorThread } from '../../src/commands/collector-thread.ts';
import { scan } from '../../src/commands/scan.ts';
import type { ScanOptions } from '../../src/commands/scan-options.ts';
import { generateKey, writeKeyPair } from '../../src/signers/keygen.ts';
import { CLAIMS, configOf, OWN_ACCOUNT } from '../truth/world.ts';
import { claimcheck, inDirectory, type Ran } from './claimcheck.ts';
import { commandHere, heardHere } from './command-here.ts';

const good = configOf([CLAIMS.volumes], [OWN_ACCOUNT]);
const wrong = `version: 1
targets:
  prod: { aws: { regions: all } }
claims:
  - id: Volumes
    quote: q
    proof: [{ check: encryptd-at-rest }]
    extra: 1
`;
const NO_KEY = 'version: 1\nclaims: [{ id: a, quote: q, proof: none, because: nothing could }]\n';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const ourKey = generateKey();
const { privateKey: locked } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** What a test finds in the directory: a good config, a bad one, one without a key, keys of many sorts, a file and a bundle's ghost. */
const furniture: Readonly<Record<string, string | Buffer>> = {
  'claimcheck.yaml': good,
  'wrong.yaml': wrong,
  'no-key.yaml': NO_KEY,
  'gone-key.yaml': good.replace('claimcheck.key', 'gone.key'),
  'rsa.key': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem),
  'p384.key': generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem),
  'locked.key': locked.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'swordfish' }),
  'noise.key': 'not a key at all\n',
  file: '',
};

async function furnish(directory: string): Promise<void> {
  await writeKeyPair(ourKey, { privateFile: join(directory, 'claimcheck.key'), publicFile: join(directory, 'claimcheck.pub') });
  for (const [name, text] of Object.entries(furniture)) await writeFile(join(directory, name), text);
  await mkdir(join(directory, 'empty'));
}

interface Refusal extends Ran {
  readonly left: readonly string[];
}

/** Runs a command in a furnished directory; what it left there is told. */
async function inFurnished(work: (directory: string) => Promise<Ran>): Promise<Refusal> {
  return inDirectory(async (directory) => {
    await furnish(directory);
    const before = await readdir(directory, { recursive: true });
    const ran = await work(directory);
    const left = (await readdir(directory, { recursive: true })).filter((name) => !before.includes(name));
    return { ...ran, left };
  });
}

/** As a process of its own. */
async function refusal(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Refusal> {
  return inFurnished((directory) => claimcheck(args, { cwd: directory, env }));
}

/** What is refused before anything is collected needs no thread that would. */
function openNoThread(): CollectorThread {
  return {
    expect: () => {},
    collect: () => {
      throw new Error('nothing is to be collected');
    },
    end: async () => {},
  };
}

function expectRefused({ code, stdout, stderr, left }: Refusal): void {
  expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: [] });
  expect(stderr).toMatch(/\S/);
  expect(stderr).not.toMatch(/^ {4}at |node:internal|a bug:/m);
  expect(stderr).not.toContain('\u001b');
}

test.concurrent.each<[string, readonly string[]]>([
  ['an unknown command', ['scam']],
  ['a config that is wrong', ['scan', '--config', 'wrong.yaml']],
  ['a config that is wrong, for plan', ['plan', '--config', 'wrong.yaml']],
  ['a key file that is not there', ['scan', '--key', 'gone.key']],
  ['a demo below a file', ['demo', '--out', 'file/demo']],
  ['verify without a key', ['verify', 'empty']],
  ['a report in an unknown format', ['report', 'empty', '--format', 'pdf']],
  ['a policy for nothing', ['permissions', '--config', 'no-key.yaml']],
  ['a key below a file', ['keygen', '--out', 'file/claimcheck.key']],
  ['an explanation of nothing', ['explain', 'nothing-of-that-name']],
])('%s is exit 2, one message and nothing else', async (_, args) => {
  expectRefused(await refusal(args));
});

test.each<[string, readonly string[]]>([
  ['no command', []],
  ['an unknown option', ['scan', '--frobnicate']],
  ['an argument too many', ['scan', 'claimcheck.yaml']],
  ['a bundle left out', ['verify']],
  ['a demo page that is not there', ['demo', '--page', 'nothing']],
  ['verify with a key that is not there', ['verify', 'empty', '--key', 'gone.pub']],
  ['verify with a private key', ['verify', 'empty', '--key', 'claimcheck.key']],
  ['verify of nothing', ['verify', 'nowhere', '--key', 'claimcheck.pub']],
  ['verify as of no time', ['verify', 'empty', '--key', 'claimcheck.pub', '--as-of', 'yesterday']],
  ['verify as of no day', ['verify', 'empty', '--key', 'claimcheck.pub', '--as-of', '2026-02-30T00:00:00Z']],
  ['a report of nothing', ['report', 'nowhere']],
  ['reports in two formats to stdout', ['report', 'empty', '--format', 'html,json']],
  ['a policy in an unknown format', ['permissions', '--format', 'poem']],
])('%s, told in one process with others, is exit 2, one message and nothing else', async (_, args) => {
  expectRefused(await inFurnished((directory) => commandHere(args, directory)));
});

test.each<[string, Partial<ScanOptions>]>([
  ['a config that is not there', { config: 'nowhere.yaml' }],
  ['a config that is a directory', { config: 'empty' }],
  ['no key', { config: 'no-key.yaml' }],
  ['a key file that is not there, by the config', { config: 'gone-key.yaml' }],
  ['a public key to sign with', { key: 'claimcheck.pub' }],
  ['an RSA key to sign with', { key: 'rsa.key' }],
  ['a key on another curve to sign with', { key: 'p384.key' }],
  ['a locked key without its passphrase', { key: 'locked.key' }],
  ['noise to sign with', { key: 'noise.key' }],
  ['an unknown claim', { claims: ['volumes', 'volume'] }],
  ['an unknown target', { targets: ['production'] }],
  ['a time-out that is none', { callTimeout: 'soon' }],
  ['a concurrency of none', { concurrency: '0' }],
  ['a share above the whole', { share: '101' }],
  ['an output below a file', { out: 'file/evidence' }],
  ['an output that is a file', { out: 'file' }],
])('a scan with %s is exit 2, one message and nothing else', async (_, options) => {
  const usual = { config: 'claimcheck.yaml', callTimeout: '15s', concurrency: '50', share: '50' };
  expectRefused(await inFurnished((directory) => heardHere((io) => scan({ ...usual, ...options }, io, openNoThread), directory)));
});

test.concurrent.each<[string, readonly string[]]>([
  ['verify', ['verify', 'file', '--key', 'claimcheck.pub']],
  ['report', ['report', 'file']],
  ['unpack', ['unpack', 'file', '--out', 'bundle']],
])('%s of a file that is no zip is exit 5: there is something, and it is no bundle', async (_, args) => {
  const { code, stdout, stderr, left } = await refusal(args);
  expect({ code, stdout, left, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 5, stdout: '', left: [], lines: 1 });
});

test('a wrong config is told fault by fault, each with its place', async () => {
  const { code, stderr } = await refusal(['scan', '--config', 'wrong.yaml']);
  const places = stderr
    .trimEnd()
    .split('\n')
    .map((line) => /^(\/.*wrong\.yaml):(\d+):(\d+): \S/.exec(line)?.slice(2, 4).join(':'));
  expect([code, places]).toEqual([2, ['5:9', '7:22', '8:5']]);
});

test('a passphrase in the environment opens a locked key; a wrong one is exit 2', async () => {
  const wrongOne = await refusal(['scan', '--key', 'locked.key'], { CLAIMCHECK_KEY_PASSPHRASE: 'marlin' });
  expect([wrongOne.code, wrongOne.left, wrongOne.stderr.includes('marlin')]).toEqual([2, [], false]);
  const right = await refusal(['scan', '--config', 'no-key.yaml', '--key', 'locked.key'], { CLAIMCHECK_KEY_PASSPHRASE: 'swordfish' });
  expect([right.code, right.stdout.includes('swordfish')]).toEqual([0, false]);
});

test('no credentials for any target are exit 2, and no bundle', async () => {
  const { code, stdout, stderr, left } = await refusal(['scan']);
  expect({ code, stdout, left }).toEqual({ code: 2, stdout: '', left: ['evidence'] });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toContain('prod');
});

test('keygen never overwrites a key, of either file', async () => {
  await inDirectory(async (directory) => {
    const keygen = () => claimcheck(['keygen'], { cwd: directory });
    expect((await keygen()).code).toBe(0);
    const before = await readFile(join(directory, 'claimcheck.key'), 'utf8');
    const again = await keygen();
    expect([again.code, again.stdout, await readFile(join(directory, 'claimcheck.key'), 'utf8')]).toEqual([2, '', before]);
  });
});

test('keygen leaves no private key beside a public one that was there', async () => {
  await inDirectory(async (directory) => {
    await writeFile(join(directory, 'claimcheck.pub'), 'mine\n');
    const { code } = await claimcheck(['keygen'], { cwd: directory });
    expect([code, await readdir(directory), await readFile(join(directory, 'claimcheck.pub'), 'utf8')]).toEqual([
      2,
      ['claimcheck.pub'],
      'mine\n',
    ]);
  });
});
