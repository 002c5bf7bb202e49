import { expect, test } from 'vitest';
import { CLAIMS, evidence, inRegions, openWorld, PROD, type World } from '../truth/world.ts';

const busy = { ec2: { volumes: [{ count: 1200 }] }, kms: { generate: { count: 50, key: { rotation: {} } } } };
const regions = { 'eu-west-1': busy, 'eu-west-2': busy, 'us-east-1': busy };
const claims = [CLAIMS.volumes, CLAIMS.keys];

/** Interrupts a scan once the practice cloud has heard that call, and says how it ended and what is left. */
async function interrupted(world: World, signal: 'SIGINT' | 'SIGTERM', call: string) {
  const when = () => (world.practice.stats().calls[call] ?? 0) > 0;
  const { code, stdout, stderr } = await world.run(['scan', '--call-timeout', '10m'], { interrupt: { with: signal, when } });
  return { code, stdout, lines: stderr.trimEnd().split('\n').length, stack: /^ {4}at /m.test(stderr), left: await evidence(world) };
}

const CLEAN = { code: 130, stdout: '', lines: 1, stack: false, left: [] };

test.concurrent.each([
  ['SIGINT', 'sts:GetCallerIdentity'],
  ['SIGINT', 'ec2:DescribeVolumes'],
  ['SIGTERM', 'ec2:DescribeVolumes'],
  ['SIGINT', 'kms:ListKeyRotations'],
] as const)('%s once %s was called is 130, one line and nothing left', async (signal, call) => {
  await using world = await openWorld(inRegions(regions), claims);
  expect(await interrupted(world, signal, call)).toEqual(CLEAN);
});

test.concurrent.each([
  ['a call that hangs', { fault: 'hang', on: { action: 'DescribeVolumes' } }],
  ['the pause before a retry', { fault: 'throttle', on: { action: 'DescribeVolumes' }, retryAfter: 600 }],
] as const)('SIGINT ends %s at once', async (_, fault) => {
  await using world = await openWorld(inRegions(regions, fault), claims);
  expect(await interrupted(world, 'SIGINT', 'ec2:DescribeVolumes')).toEqual(CLEAN);
});

test.concurrent('SIGINT ends a role that is not given at once', async () => {
  const accounts = { prod: { id: PROD, regions, roles: { evidence: { trusts: [PROD] } } } };
  const target = `prod: { aws: { accounts: [{ role: "arn:aws:iam::${PROD}:role/evidence" }], regions: all } }`;
  await using world = await openWorld({ accounts, faults: [{ fault: 'hang', on: { action: 'AssumeRole' } }] }, claims, [target]);
  expect(await interrupted(world, 'SIGINT', 'sts:AssumeRole')).toEqual(CLEAN);
});

test('a disk that is full in mid-scan is exit 2, one line and nothing left', async () => {
  await using world = await openWorld(inRegions(regions), claims);
  const { code, stdout, stderr } = await world.run(['scan'], { largestFile: 64, env: { NODE_COMPILE_CACHE: '' } });
  expect({ code, stdout, left: await evidence(world) }).toEqual({ code: 2, stdout: '', left: [] });
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/spool.*EFBIG/)]);
});
