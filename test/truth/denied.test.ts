import { expect, test } from 'vitest';
import { scanAwsHere } from './scan-here.ts';
import { CLAIMS, causesOf, count, inRegions, openWorld, outcome, proofOf } from './world.ts';

const rotating = { rotation: { days: 365 } };
const threeKeys = { kms: { keys: { 'alias/a': rotating, 'alias/b': rotating, 'alias/c': rotating } } };
const encrypted = { ec2: { volumes: [{ count: 3 }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const bare = { ec2: { volumes: [{ id: 'vol-0a1b2c3d4e5f60001', encrypted: false }] } };

test('a denied ListKeys leaves the keys unproven, and names the call and the permission', async () => {
  const scenario = inRegions({ 'eu-west-1': threeKeys }, { fault: 'deny', on: { action: 'ListKeys' } });
  await using world = await openWorld(scenario, [CLAIMS.keys]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { keys: 'unproven' } });
  expect(causesOf(scanned, 'keys')).toEqual([
    {
      reason: 'denied',
      collector: 'aws.kms-keys',
      call: 'kms:ListKeys',
      permissions: ['kms:ListKeys'],
      code: 'AccessDeniedException',
      where: ['t0001/eu-west-1'],
      count: 1,
    },
  ]);
});

test('a denied ListKeys beside an unencrypted volume is exit 3: what was seen outweighs what was not', async () => {
  const scenario = inRegions({ 'eu-west-1': threeKeys, 'eu-west-2': bare }, { fault: 'deny', on: { action: 'ListKeys' } });
  await using world = await openWorld(scenario, [CLAIMS.keys, CLAIMS.volumes]);
  expect(outcome(await scanAwsHere(world))).toEqual({ code: 3, verified: 0, verdicts: { keys: 'unproven', volumes: 'contradicted' } });
});

test("one key's denied rotation status leaves the claim unproven, and the other keys are observed", async () => {
  const scenario = inRegions({ 'eu-west-1': threeKeys }, { fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/b' } });
  await using world = await openWorld(scenario, [CLAIMS.keys]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { keys: 'unproven' } });
  expect(proofOf(scanned, 'keys').counts).toMatchObject({ observations: 3, holds: 2, unseen: 1, gaps: 1, tasks: 1, swept: 1 });
  expect(causesOf(scanned, 'keys')).toContainEqual(
    expect.objectContaining({
      reason: 'denied',
      call: 'kms:GetKeyRotationStatus',
      permissions: ['kms:GetKeyRotationStatus'],
      fields: expect.arrayContaining(['rotationEnabled']),
    }),
  );
});

test("one key's denied rotation status hides no other key that is not rotated", async () => {
  const keys = { ...threeKeys.kms.keys, 'alias/c': {} };
  const scenario = inRegions(
    { 'eu-west-1': { kms: { keys } } },
    { fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/b' } },
  );
  await using world = await openWorld(scenario, [CLAIMS.keys]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 3, verified: 0, verdicts: { keys: 'contradicted' } });
  expect(proofOf(scanned, 'keys').counts).toMatchObject({ holds: 1, contradicts: 1, gaps: 1 });
});

test('a denied description of a key leaves only what hangs on the key unproven', async () => {
  const managed = '{ id: managed, quote: q, proof: [{ check: keys-managed-by, with: { services: [ebs], manager: provider } }] }';
  const scenario = inRegions({ 'eu-west-1': encrypted }, { fault: 'deny', on: { action: 'DescribeKey' } });
  await using world = await openWorld(scenario, [CLAIMS.volumes, managed]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'verified', managed: 'unproven' } });
  expect(causesOf(scanned, 'managed')).toContainEqual(
    expect.objectContaining({ reason: 'denied', call: 'kms:DescribeKey', permissions: ['kms:DescribeKey'] }),
  );
});

test('a denied DescribeRegions leaves everything unproven: no region is taken for all of them', async () => {
  const scenario = inRegions({ 'eu-west-1': encrypted, 'eu-west-2': encrypted }, { fault: 'deny', on: { action: 'DescribeRegions' } });
  await using world = await openWorld(scenario, [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([
    { reason: 'denied', call: 'ec2:DescribeRegions', permissions: ['ec2:DescribeRegions'], where: ['t0001/*'] },
  ]);
});

test('a denied listing in one region leaves the others observed', async () => {
  const scenario = inRegions(
    { 'eu-west-1': encrypted, 'eu-west-2': encrypted },
    { fault: 'deny', on: { action: 'DescribeVolumes', region: 'eu-west-2' } },
  );
  await using world = await openWorld(scenario, [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([
    {
      reason: 'denied',
      call: 'ec2:DescribeVolumes',
      permissions: ['ec2:DescribeVolumes'],
      code: 'UnauthorizedOperation',
      where: ['t0001/eu-west-2'],
    },
  ]);
  expect([count(scanned, 'observation', 'eu-west-1'), count(scanned, 'sweep', 'eu-west-1'), count(scanned, 'sweep', 'eu-west-2')]).toEqual([
    3, 1, 0,
  ]);
});
