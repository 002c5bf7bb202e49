import { expect, test } from 'vitest';
import { CLAIMS, causesOf, count, inRegions, openWorld, outcome, proofOf } from './world.ts';

const region = { ec2: { volumes: [{ count: 2 }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const disabled = { status: 'not-opted-in' };
const ONLY = 'prod: { aws: { regions: { only: [eu-west-1], because: a policy of the organization denies the rest } } }';

test('a disabled region is an exclusion, not a gap', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': region, 'af-south-1': disabled, 'me-south-1': disabled }), [CLAIMS.volumes]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(scanned.facts.filter(({ record }) => record === 'exclusion')).toMatchObject([
    { region: 'af-south-1', reason: 'region-disabled', collector: '*' },
    { region: 'me-south-1', reason: 'region-disabled', collector: '*' },
  ]);
  expect([scanned.manifest.records.gap, scanned.manifest.run.complete]).toEqual([0, true]);
});

test("a disabled region's exclusion cites the provider's own answer", async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': region, 'af-south-1': disabled }), [CLAIMS.volumes]);
  const { facts } = await world.scan();
  expect(facts.filter(({ record }) => record === 'exclusion')).toMatchObject([{ replies: [expect.stringMatching(/^[0-9a-f]{64}$/)] }]);
});

test('regions that a policy denies are left out by config, and the rest is verified', async () => {
  const regions = { 'eu-west-1': region, 'us-east-1': region, 'us-west-2': region };
  const deny = ['us-east-1', 'us-west-2'].map((denied) => ({ fault: 'deny' as const, on: { region: denied } }));
  await using world = await openWorld(inRegions(regions, ...deny), [CLAIMS.volumes], [ONLY]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(scanned.facts.filter(({ record }) => record === 'exclusion')).toMatchObject([
    { region: 'us-east-1', reason: 'by-config' },
    { region: 'us-west-2', reason: 'by-config' },
  ]);
  expect(scanned.view.targets[0]?.because).toBe('a policy of the organization denies the rest');
  expect(proofOf(scanned, 'volumes').counts).toMatchObject({ observations: 2, exclusions: 2, gaps: 0, tasks: 1, swept: 1 });
});

test('without a word in the config the same regions are gaps', async () => {
  const regions = { 'eu-west-1': region, 'us-east-1': region };
  await using world = await openWorld(inRegions(regions, { fault: 'deny', on: { region: 'us-east-1' } }), [CLAIMS.volumes]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([{ reason: 'denied', where: ['t0001/us-east-1'] }]);
  expect([count(scanned, 'exclusion', 'us-east-1'), count(scanned, 'gap', 'us-east-1')]).toEqual([0, 1]);
});

test('where regions cannot be listed, those that the config names are walked and the rest is left out by it', async () => {
  const scenario = inRegions({ 'eu-west-1': region, 'us-east-1': region }, { fault: 'deny', on: { action: 'DescribeRegions' } });
  await using world = await openWorld(scenario, [CLAIMS.volumes], [ONLY]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(scanned.facts.filter(({ record }) => record === 'exclusion')).toMatchObject([{ region: '*', reason: 'by-config' }]);
});

test('where the config names disabled regions alone, nothing is verified', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': disabled, 'us-east-1': region }), [CLAIMS.volumes], [ONLY]);
  const scanned = await world.scan([], { env: { AWS_REGION: 'us-east-1' } });
  expect([scanned.code, scanned.verified, scanned.manifest.claims[0]?.verdict]).toEqual([4, 0, 'unproven']);
});
