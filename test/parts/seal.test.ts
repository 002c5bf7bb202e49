import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ran } from '../cli/claimcheck.ts';
import { CLAIMS, evidence, inRegions, openWorld, readBundle, type World } from '../truth/world.ts';

/** A scan whose signer does not sign, and what it left. */
let world: World;
let failed: Ran;
let left: readonly string[];
beforeAll(async () => {
  world = await openWorld(inRegions({ 'eu-west-1': { ec2: { volumes: [{ count: 3 }, { encrypted: false }] } } }), [CLAIMS.volumes]);
  failed = await world.run(['scan', '--key', 'exec:/bin/false', '--public-key', 'claimcheck.pub']);
  left = await evidence(world);
});
afterAll(async () => world[Symbol.asyncDispose]());

test('a scan that nobody signs is exit 2, keeps what it saw under a clear name, and says how it is finished', async () => {
  expect([failed.code, failed.stdout, left]).toEqual([2, '', [expect.stringMatching(/^claimcheck-.*\.unsealed$/)]]);
  expect(failed.stderr).toContain(`claimcheck seal ${join('evidence', left[0] ?? '')} --key`);
});

test('a scan whose timestamp nobody gives says so too, and that it has to be asked for again', async () => {
  await using other = await openWorld(inRegions({ 'eu-west-1': {} }), [CLAIMS.volumes]);
  const { code, stderr } = await other.run(['scan', '--timestamp', 'http://127.0.0.1:1/stamp']);
  const [name = ''] = await evidence(other);
  expect([code, stderr.includes(`claimcheck seal ${join('evidence', name)} --key KEY --timestamp http://127.0.0.1:1/stamp`)]).toEqual([
    2,
    true,
  ]);
});

test('seal refuses a run in which something was changed, and leaves it', async () => {
  const run = join(world.directory, 'changed.unsealed');
  await cp(join(world.directory, 'evidence', left[0] ?? ''), run, { recursive: true });
  const facts = join(run, 'streams', 't0001.jsonl');
  await writeFile(facts, (await readFile(facts, 'utf8')).replace('"encrypted":false', '"encrypted":true '));
  const { code, stderr } = await world.run(['seal', run, '--key', 'claimcheck.key']);
  expect([code, stderr.trimEnd().split('\n').length, (await stat(run)).isDirectory()]).toEqual([5, 1, true]);
});

test('seal finishes it without asking anybody, with the exit code of the scan, and the bundle verifies', async () => {
  const requests = world.practice.stats().requests;
  const sealed = await world.run(['seal', join('evidence', left[0] ?? ''), '--key', 'claimcheck.key']);
  const bundle = sealed.stdout.trimEnd().split('\n').at(-1) ?? '';
  const verified = await world.run(['verify', bundle, '--key', 'claimcheck.pub']);
  expect([sealed.code, (await readBundle(bundle)).manifest.claims[0]?.verdict, verified.code]).toEqual([3, 'contradicted', 0]);
  expect([await evidence(world), world.practice.stats().requests - requests]).toEqual([[left[0]?.replace('.unsealed', '')], 0]);
});

test('seal of a bundle that is sealed, and of something else, is exit 2', async () => {
  const [bundle = ''] = await evidence(world);
  const codes = [
    await world.run(['seal', join('evidence', bundle), '--key', 'claimcheck.key']),
    await world.run(['seal', 'evidence', '--key', 'claimcheck.key']),
  ];
  expect(codes.map(({ code }) => code)).toEqual([2, 2]);
});
