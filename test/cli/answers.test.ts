import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKey, writeKeyPair } from '../../src/signers/keygen.ts';
import { VERSION } from '../../src/version.ts';
import { CLAIMS, evidence, inRegions, OWN_ACCOUNT, openWorld, readBundle, type Scanned, type World } from '../truth/world.ts';
import { claimcheck, type Ran } from './claimcheck.ts';
import { commandHere } from './command-here.ts';

const region = { ec2: { volumes: [{ count: 3 }, { encrypted: false }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const STAGING = 'staging: { aws: { regions: all } }';

/** One cloud, one bundle with a contradiction in it, and many questions. */
let world: World;
let scanned: Scanned;
beforeAll(async () => {
  world = await openWorld(
    inRegions({ 'eu-west-1': region, 'eu-west-2': region }),
    [CLAIMS.volumes, CLAIMS.default],
    [OWN_ACCOUNT, STAGING],
  );
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

test('--version says the version and nothing else', async () => {
  const { code, stdout, stderr } = await world.run(['--version']);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

test('the last line of scan is the path of a bundle that is there', async () => {
  expect([scanned.code, (await stat(join(scanned.bundle, 'manifest.json'))).isFile()]).toEqual([3, true]);
});

test('a scan leaves bundles under their final names and nothing beside them', async () => {
  expect(await evidence(world)).toEqual([expect.stringMatching(/^claimcheck-\d{8}T\d{6}Z-[0-9a-f]{8}$/)]);
});

const commands: readonly (readonly string[])[] = [
  ['scan'],
  ['verify', 'BUNDLE', '--key', 'claimcheck.pub'],
  ['report', 'BUNDLE'],
  ['plan'],
  ['plan', '--resolve'],
  ['permissions'],
  ['checks'],
  ['explain', 'volumes'],
  ['explain', 'keys-rotate'],
  ['keygen', '--out', 'NEW.key'],
];

/** Each command is run once, plain and with --json, for all who ask. */
const ran = new Map<string, Promise<Ran>>();
function runOnce(...words: readonly string[]): Promise<Ran> {
  const key = words.join(' ');
  const fresh = words.includes('--json') ? 'json' : 'plain';
  const known = ran.get(key) ?? world.run(words.map((word) => word.replace('BUNDLE', scanned.bundle).replace('NEW', fresh)));
  ran.set(key, known);
  return known;
}

test.concurrent.each(commands)(
  '%s %s: --json is one JSON document on stdout, with the exit code of the plain command',
  async (...words) => {
    const json = await runOnce(...words, '--json');
    expect(json.code).toBe((await runOnce(...words)).code);
    expect(JSON.parse(json.stdout)).toEqual(expect.any(Object));
  },
);

test.concurrent.each(commands)('%s %s: off a terminal there is neither colour nor animation', async (...words) => {
  const { stdout, stderr } = await runOnce(...words);
  const escapes = [...`${stdout}${stderr}`].filter((letter) => letter === '\u001b' || letter === '\r');
  expect(escapes).toEqual([]);
});

test('scan --json names the bundle, which is there', async () => {
  const { code, stdout } = await runOnce('scan', '--json');
  const document = JSON.parse(stdout);
  expect([code, document.claims[0].verdict, (await stat(document.bundle)).isDirectory()]).toEqual([3, 'contradicted', true]);
});

describe('a chosen subset', () => {
  test.each([
    ['claims', ['--claims', 'default'], ['default']],
    ['targets', ['--targets', 'staging'], ['volumes', 'default']],
    ['every claim and target by name', ['--claims', 'volumes,default', '--targets', 'prod,staging'], ['volumes', 'default']],
  ])('of %s never reads as complete', async (_, args, claims) => {
    const part = await world.scan(args);
    expect([part.manifest.run.complete, part.view.run?.subset, part.manifest.claims.map(({ id }) => id), part.verified]).toEqual([
      false,
      true,
      claims,
      0,
    ]);
    expect(part.stdout).toContain('chosen subset');
    const html = await commandHere(['report', part.bundle, '--format', 'html'], world.directory);
    expect([html.code, html.stdout.includes('chosen subset'), scanned.stdout.includes('chosen subset')]).toEqual([0, true, false]);
  });
});

describe('verify', () => {
  const verify = async (...args: string[]) => commandHere(['verify', scanned.bundle, ...args], world.directory);
  const generate = async (name: string) =>
    writeKeyPair(generateKey(), {
      privateFile: join(world.directory, `${name}.key`),
      publicFile: join(world.directory, `${name}.pub`),
    });

  test('says yes to an untouched bundle, whatever its verdicts', async () => {
    expect((await runOnce('verify', 'BUNDLE', '--key', 'claimcheck.pub')).code).toBe(0);
  });

  test('--gate passes the contradiction on', async () => {
    expect((await world.run(['verify', scanned.bundle, '--key', 'claimcheck.pub', '--gate'])).code).toBe(3);
  });

  test('with the key of somebody else is exit 5, and says that it is the signer', async () => {
    await generate('other');
    const { code, stdout } = await verify('--key', 'other.pub', '--json');
    expect([code, JSON.parse(stdout).answers.filter(({ answer }: { answer: string }) => answer === 'no')]).toEqual([
      5,
      [expect.objectContaining({ question: 'signer' })],
    ]);
  });

  test('with one right key among several is 0', async () => {
    await generate('second');
    expect((await verify('--key', 'second.pub', 'claimcheck.pub')).code).toBe(0);
  });

  test('of a directory that is no bundle is exit 5', async () => {
    await mkdir(join(world.directory, 'nothing'), { recursive: true });
    expect((await world.run(['verify', 'nothing', '--key', 'claimcheck.pub'])).code).toBe(5);
    expect((await world.run(['report', 'nothing'])).code).toBe(5);
  });
});

test('report writes every format that is asked for, and names each file', async () => {
  const { code, stdout } = await world.run(['report', scanned.bundle, '--format', 'html,json,terminal', '--out', 'reports']);
  const files = stdout.trimEnd().split('\n');
  expect([code, files, (await readdir(join(world.directory, 'reports'))).toSorted()]).toEqual([
    0,
    ['html', 'json', 'txt'].map((extension) => join(world.directory, 'reports', `report.${extension}`)),
    ['report.html', 'report.json', 'report.txt'],
  ]);
});

test('report below a file is exit 2', async () => {
  await writeFile(join(world.directory, 'file'), '');
  const { code, stderr } = await world.run(['report', scanned.bundle, '--format', 'html', '--out', 'file/reports']);
  expect([code, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
});

test('plan asks nobody, and lists every call', async () => {
  const before = world.practice.stats().requests;
  const { code, stdout } = await world.run(['plan', '--json'], { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } });
  const calls = JSON.parse(stdout).tasks.flatMap((task: { calls: object }) => Object.keys(task.calls));
  expect([code, [...new Set(calls)].toSorted(), world.practice.stats().requests - before]).toEqual([
    0,
    ['ec2:DescribeVolumes', 'ec2:GetEbsDefaultKmsKeyId', 'ec2:GetEbsEncryptionByDefault', 'kms:DescribeKey'],
    0,
  ]);
});

test('a scan calls nothing that plan does not list', async () => {
  const { stdout } = await runOnce('plan', '--json');
  const listed = JSON.parse(stdout).tasks.flatMap((task: { calls: object }) => Object.keys(task.calls));
  const resolving = ['sts:GetCallerIdentity', 'ec2:DescribeRegions'];
  expect(Object.keys(world.practice.stats().calls).filter((call) => ![...listed, ...resolving].includes(call))).toEqual([]);
});

test('a bundle made elsewhere by --out is the same', async () => {
  const { code, stdout } = await world.run(['scan', '--out', 'elsewhere/deep']);
  const bundle = stdout.trimEnd().split('\n').at(-1) ?? '';
  expect([code, bundle.startsWith(join(world.directory, 'elsewhere', 'deep', 'claimcheck-'))]).toEqual([3, true]);
  expect((await readBundle(bundle)).manifest.claims.map(({ verdict }) => verdict)).toEqual(
    scanned.manifest.claims.map(({ verdict }) => verdict),
  );
});

test('output that nobody reads, and a full device, end without a stack trace', async () => {
  const cwd = world.directory;
  const [unread, full] = await Promise.all([
    claimcheck(['report', scanned.bundle, '--format', 'html'], { cwd, stdout: 'closed' }),
    claimcheck(['report', scanned.bundle, '--format', 'html'], { cwd, stdout: 'full' }),
  ]);
  expect([unread.stdout, unread.stderr]).toEqual(['0\n', '']);
  expect([full.code, full.stderr.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining('ENOSPC')]]);
});
