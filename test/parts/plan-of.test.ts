import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diff } from '../../src/commands/diff.ts';
import { heardIo } from '../cli/heard-io.ts';
import { CLAIMS, configOf, evidence, inRegions, OWN_ACCOUNT, openWorld, type Scanned, type World } from '../truth/world.ts';

const region = { ec2: { volumes: [{ count: 3 }, { encrypted: false }] }, kms: { keys: { 'alias/a': { rotation: {} } } } };
const DOCUMENT = '{ id: paper, quote: We are certified, proof: [{ document: ./iso.txt, validUntil: 2027-06-30 }] }';
const VENDOR = 'prod: { aws: { regions: { only: [eu-west-1], because: "nothing else is used" } } }';

/** A vendor's bundle that leaves a region out, and an auditor with a config, a key and credentials of their own. */
let world: World;
let vendor: Scanned;
beforeAll(async () => {
  world = await openWorld(inRegions({ 'eu-west-1': region, 'eu-west-2': region }), [CLAIMS.volumes, CLAIMS.keys, DOCUMENT], [VENDOR]);
  await writeFile(join(world.directory, 'iso.txt'), 'a certificate\n');
  vendor = await world.scan();
  await world.run(['keygen', '--out', 'auditor.key']);
  const other = '{ id: other, quote: Something else, proof: [{ check: encrypted-by-default }] }';
  await writeFile(join(world.directory, 'auditor.yaml'), configOf([other], [VENDOR]));
  await writeFile(join(world.directory, 'wide.yaml'), configOf([other], [OWN_ACCOUNT]));
  await writeFile(join(world.directory, 'elsewhere.yaml'), configOf([other], ['staging: { aws: { regions: all } }']));
});
afterAll(async () => world[Symbol.asyncDispose]());

test('the auditor’s own run has the claims, documents, targets and tasks of the bundle, and verifies with the auditor’s key', async () => {
  const again = await world.scan(['--plan-of', vendor.bundle, '--config', 'auditor.yaml', '--key', 'auditor.key', '--out', 'audit']);
  expect([again.code, (await world.run(['verify', again.bundle, '--key', 'auditor.pub'])).code]).toEqual([vendor.code, 0]);
  expect(again.manifest.claims).toEqual(vendor.manifest.claims);
  expect(again.view.tasks).toEqual(vendor.view.tasks);
  const { io, stdout } = heardIo(world.directory);
  await diff(vendor.bundle, again.bundle, { json: true }, io);
  const { claims, subjects, targets } = JSON.parse(stdout());
  expect([claims, subjects.list, targets]).toEqual([[], [], { in: [], out: [] }]);
});

test('what the bundle left out is told, and keeps the run from reading as complete', async () => {
  const { stderr, manifest } = await world.scan([
    '--plan-of',
    vendor.bundle,
    '--config',
    'wide.yaml',
    '--key',
    'auditor.key',
    '--out',
    'audit',
  ]);
  expect([stderr.includes('eu-west-2'), manifest.run.complete]).toEqual([true, false]);
});

test('a config that does not reach the targets, a bundle that withholds its run, and chosen claims are refused', async () => {
  await world.run(['redact', vendor.bundle, '--profile', 'public', '--out', 'public']);
  const before = await evidence(world);
  const scans = [
    ['--plan-of', vendor.bundle, '--config', 'elsewhere.yaml'],
    ['--plan-of', 'public', '--config', 'auditor.yaml'],
    ['--plan-of', vendor.bundle, '--config', 'auditor.yaml', '--claims', 'volumes'],
  ];
  const codes: (number | null)[] = [];
  for (const words of scans) codes.push((await world.run(['scan', ...words])).code);
  expect([codes, await evidence(world)]).toEqual([[2, 5, 2], before]);
});
