import { beforeAll, expect, test } from 'vitest';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { jumpingClock, scanAwsHere } from './scan-here.ts';
import { CLAIMS, causesOf, count, inRegions, openWorld, outcome, proofOf, type Scanned } from './world.ts';

type Fault = NonNullable<Scenario['faults']>[number];

const key = { kms: { keys: { 'alias/aws/ebs': {} } } };
const some = { ec2: { volumes: [{ count: 3 }] }, ...key };
/** Two pages of 500 and one of 100. */
const many = { ec2: { volumes: [{ count: 1100 }] }, ...key };
const bare = { ec2: { volumes: [{ id: 'vol-0a1b2c3d4e5f60001', encrypted: false }] } };

const cut: Fault = { fault: 'cut', on: { action: 'DescribeVolumes', region: 'eu-west-2', page: 2 } };
const hang: Fault = { fault: 'hang', on: { region: 'eu-west-2' } };
const throttle: Fault = { fault: 'throttle', on: { action: 'DescribeVolumes', region: 'eu-west-2' } };
/** Every attempt at a call that hangs takes 0.3 seconds, and there are four. */
const soon = () => jumpingClock(50);

/** The command line waits for its four time-outs while the others look. */
let waited: Promise<Scanned>;
beforeAll(() => {
  waited = unanswered();
  waited.catch(() => {}); // told by the test that awaits it
});

async function unanswered(): Promise<Scanned> {
  await using world = await openWorld(inRegions({ 'eu-west-1': some, 'eu-west-2': some }, hang), [CLAIMS.volumes]);
  return await world.scan(['--call-timeout', '1s']);
}

test('a call that is throttled to exhaustion is throttled, and the others are seen', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': some, 'eu-west-2': some }, throttle), [CLAIMS.volumes, CLAIMS.default]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven', default: 'verified' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([
    { reason: 'throttled', call: 'ec2:DescribeVolumes', code: 'RequestLimitExceeded', where: ['t0001/eu-west-2'] },
  ]);
  expect([count(scanned, 'observation', 'eu-west-1'), proofOf(scanned, 'default').counts.swept]).toEqual([4, 2]);
});

test('a listing that is cut on its second page is no sweep, and its first page is kept', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': some, 'eu-west-2': many }, cut), [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([{ reason: 'unreachable', call: 'ec2:DescribeVolumes', where: ['t0001/eu-west-2'] }]);
  expect([count(scanned, 'observation', 'eu-west-2'), count(scanned, 'sweep', 'eu-west-2')]).toEqual([500, 0]);
});

test('a listing that is cut once is whole at the next try', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': some, 'eu-west-2': many }, { ...cut, times: 1 }), [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(count(scanned, 'observation', 'eu-west-2')).toBe(1100);
});

test.each<[string, Fault, string]>([
  ['that leads back to itself', { fault: 'truncate', as: 'same-marker', on: { action: 'DescribeVolumes' } }, 'RepeatedToken'],
  ['that says it goes on, and not where', { fault: 'truncate', as: 'no-marker', on: { action: 'ListKeys' } }, 'TruncatedWithoutMarker'],
])('a listing %s is malformed, never whole', async (_, fault, code) => {
  const scenario = inRegions({ 'eu-west-1': { ...many, kms: { generate: { count: 1100, key: { spec: 'RSA_4096' } } } } }, fault);
  await using world = await openWorld(scenario, fault.on?.action === 'ListKeys' ? [CLAIMS.keys] : [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world);
  expect([scanned.code, scanned.verified, count(scanned, 'sweep', 'eu-west-1')]).toEqual([4, 0, 0]);
  expect(scanned.view.judgements[0]?.proofs[0]?.causes).toContainEqual(expect.objectContaining({ reason: 'malformed', code }));
});

test('an empty page that leads on is followed to the end', async () => {
  const fault: Fault = { fault: 'truncate', as: 'empty-page', on: { action: 'DescribeVolumes', page: 2 } };
  await using world = await openWorld(inRegions({ 'eu-west-1': many }, fault), [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(count(scanned, 'observation', 'eu-west-1')).toBe(1100);
});

test.each<[string, Fault]>([
  ['a region that answers nothing', hang],
  ['throttling to exhaustion', throttle],
  ['a listing that is cut', cut],
])('%s beside an unencrypted volume is exit 3, and what was not seen is still said', async (_, fault) => {
  await using world = await openWorld(inRegions({ 'eu-west-1': bare, 'eu-west-2': many }, fault), [CLAIMS.volumes]);
  const scanned = await scanAwsHere(world, soon());
  expect(outcome(scanned)).toEqual({ code: 3, verified: 0, verdicts: { volumes: 'contradicted' } });
  expect([proofOf(scanned, 'volumes').counts.contradicts, causesOf(scanned, 'volumes')[0]?.where]).toEqual([1, ['t0001/eu-west-2']]);
});

test('a region that answers nothing is unreachable, and the others are seen', async () => {
  const scanned = await waited;
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([{ reason: 'unreachable', call: 'ec2:DescribeVolumes', where: ['t0001/eu-west-2'] }]);
  expect([count(scanned, 'observation', 'eu-west-1'), count(scanned, 'sweep', 'eu-west-1'), count(scanned, 'sweep', 'eu-west-2')]).toEqual([
    3, 1, 0,
  ]);
});
