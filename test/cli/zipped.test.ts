/** A bundle that is packed is read wherever one is read: each command says of it what it says of the directory. */
import { hash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resign } from '../bundle/resign.ts';
import { at, sealSmallBundle } from '../bundle/small-bundle.ts';
import { claimcheck } from './claimcheck.ts';
import { commandHere } from './command-here.ts';

const FROZEN = join(import.meta.dirname, '../../fixtures/bundles/v1');
const KEY = join(FROZEN, 'signer.pub');

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-zipped-'));
  await cp(join(FROZEN, 'full'), join(directory, 'full'), { recursive: true });
  const { code, stderr } = await claimcheck(['pack', 'full', '--out', 'full.zip', '--store'], { cwd: directory });
  if (code !== 0) throw new Error(stderr);
});
afterAll(async () => rm(directory, { recursive: true, force: true }));

/** What a command says of the packed bundle, which it calls as the other is called. Nothing is left where it was unpacked. */
async function saidOfPacked(args: (bundle: string) => readonly string[]) {
  const temporary = await mkdtemp(join(directory, 'temporary-'));
  const { code, stdout, stderr } = await claimcheck(args('full.zip'), { cwd: directory, env: { TMPDIR: temporary } });
  expect(await readdir(temporary)).toEqual([]);
  return { code, stdout: stdout.replaceAll('full.zip', 'full'), stderr: stderr.replaceAll('full.zip', 'full') };
}

const other = join(FROZEN, 'merged-and-stamped');

test.concurrent.each<[string, (bundle: string) => readonly string[]]>([
  ['verify', (bundle) => ['verify', bundle, '--key', KEY, '--as-of', '2090-01-01T00:00:00Z']],
  ['report', (bundle) => ['report', bundle, '--format', 'json']],
  ['diff, as the old one', (bundle) => ['diff', bundle, other]],
  ['diff, as the new one', (bundle) => ['diff', other, bundle]],
  ['sample', (bundle) => ['sample', bundle, '--size', '5', '--seed', 'a']],
])('%s', async (_, args) => {
  expect(await saidOfPacked(args)).toEqual(await commandHere(args('full'), directory));
});

test('verify --previous: the run before may be packed', async () => {
  const [before, after] = ['before', 'after'].map((name) => join(directory, name));
  if (before === undefined || after === undefined) throw new TypeError('two names, two paths');
  await resign(before, await sealSmallBundle(before), { manifest: (one) => ({ ...one, run: { ...one.run, judgedAt: at } }) });
  await commandHere(['pack', 'before'], directory);
  const digest = hash('sha256', await readFile(join(before, 'manifest.json')), 'hex');
  await resign(after, await sealSmallBundle(after), { manifest: (one) => ({ ...one, previous: { digest, sequence: 1 } }) });
  const args = ['verify', 'after', '--key', 'after/claimcheck.pub', '--json', '--previous'];
  const { code, stdout } = await claimcheck([...args, 'before.zip'], { cwd: directory });
  expect([code, JSON.parse(stdout).chain]).toEqual([0, 'yes']);
  const other = await commandHere([...args, 'full.zip'], directory);
  expect([other.code, JSON.parse(other.stdout)]).toEqual([5, expect.objectContaining({ holds: false, verdicts: 'yes', chain: 'no' })]);
});

test('redact: the same copy', async () => {
  for (const [bundle, out] of [['full.zip', 'of-zip'] as const, ['full', 'of-directory'] as const])
    expect(await commandHere(['redact', bundle, '--profile', 'public', '--out', out], directory)).toMatchObject({ code: 0 });
  for (const entry of await readdir(join(directory, 'of-directory'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    expect([entry.name, await readFile(path.replace('of-directory', 'of-zip'))]).toEqual([entry.name, await readFile(path)]);
  }
});

test.each([
  ['redact', ['redact', 'full', '--profile', 'public', '--out', 'full/copy']],
  ['redact, by a link', ['redact', 'full', '--profile', 'public', '--out', 'link/documents/copy']],
  ['pack', ['pack', 'full', '--out', 'full/full.zip']],
  ['report', ['report', 'full', '--format', 'html', '--out', 'full']],
  ['report, in a folder', ['report', 'full', '--format', 'html', '--out', 'full/reports']],
])('%s: not into the bundle itself', async (_, args) => {
  await symlink('full', join(directory, 'link')).catch(() => undefined);
  const before = await readdir(join(directory, 'full'), { recursive: true });
  expect(await commandHere(args, directory)).toMatchObject({ code: 2, stdout: '' });
  expect(await readdir(join(directory, 'full'), { recursive: true })).toEqual(before);
});

test('pack: again, to where it is told, and not beside itself', async () => {
  expect(await commandHere(['pack', 'full.zip'], directory)).toMatchObject({ code: 2, stdout: '' });
  expect(await claimcheck(['pack', 'full.zip', '--out', 'again.zip', '--store'], { cwd: directory })).toMatchObject({ code: 0 });
  expect((await readFile(join(directory, 'again.zip'))).equals(await readFile(join(directory, 'full.zip')))).toBe(true);
});
