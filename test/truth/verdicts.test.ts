import { expect, test } from 'vitest';
import { scanAwsHere } from './scan-here.ts';
import { CLAIMS, inRegions, openWorld, outcome, proofOf } from './world.ts';

const key = { kms: { keys: { 'alias/aws/ebs': {} } } };
const VOLUME = 'vol-0a1b2c3d4e5f60001';
const mixed = { ec2: { volumes: [{ count: 4 }, { id: VOLUME, encrypted: false, tags: { env: 'lab' } }] }, ...key };
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const excepting = (subject: string, expires = day(30)) =>
  `{ id: volumes, quote: q, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }], exceptions: [{ subject: "${subject}", reason: swap, owner: infra, approvedBy: ciso, expires: ${expires} }] }`;

test('an unencrypted volume contradicts the claim, and is named', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': mixed }), [CLAIMS.volumes]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 3, verified: 0, verdicts: { volumes: 'contradicted' } });
  const [finding] = proofOf(scanned, 'volumes').contradictions;
  expect(scanned.view.names[`${finding?.target}/${finding?.subject}`]).toMatchObject({ id: expect.stringContaining(VOLUME) });
  expect(proofOf(scanned, 'volumes').counts).toMatchObject({ observations: 5, holds: 4, contradicts: 1 });
});

test('encryption by default that is off contradicts the claim where no volume is', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': key, 'eu-west-2': { ec2: { encryptionByDefault: false }, ...key } }), [
    CLAIMS.default,
    CLAIMS.volumes,
  ]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 3, verified: 0, verdicts: { default: 'contradicted', volumes: 'vacuous' } });
  expect(proofOf(scanned, 'default').contradictions).toMatchObject([{ region: 'eu-west-2' }]);
});

test('an exception is counted, and the verdict says so', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': mixed }), [excepting(`arn:aws:ec2:*:volume/${VOLUME}`)]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(scanned.manifest.claims[0]?.counts).toMatchObject({ observations: 5, holds: 4, contradicts: 0, excepted: 1 });
  expect(scanned.stdout).toMatch(/verified except 1 of 5/);
});

test('an exception for another volume covers nothing', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': mixed }), [excepting('arn:aws:ec2:*:volume/vol-0a1b2c3d4e5f60002')]);
  expect(outcome(await scanAwsHere(world))).toEqual({ code: 3, verified: 0, verdicts: { volumes: 'contradicted' } });
});

test('an exception for everything leaves nothing to judge', async () => {
  await using world = await openWorld(inRegions({ 'eu-west-1': { ec2: { volumes: [{ count: 2, encrypted: false }] } } }), [excepting('*')]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'vacuous' } });
});

test('an exception never covers a gap', async () => {
  const scenario = inRegions(
    { 'eu-west-1': mixed },
    { fault: 'malformed', field: 'encrypted', item: VOLUME, on: { action: 'DescribeVolumes' } },
  );
  await using world = await openWorld(scenario, [excepting('*')]);
  expect(outcome(await scanAwsHere(world))).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven' } });
});

test.each([
  { args: [], code: 0 },
  { args: ['--strict'], code: 4 },
])('a claim with nothing to judge, and one that nothing could show: scan $args ends with $code', async ({ args, code }) => {
  const claims = [CLAIMS.volumes, '{ id: best, quote: We do our best, proof: none, because: nothing could show it }'];
  await using world = await openWorld(inRegions({ 'eu-west-1': key }), claims);
  expect(outcome(await world.scan(args))).toEqual({ code, verified: 0, verdicts: { volumes: 'vacuous', best: 'unjudged' } });
});

test('a scope leaves out what its tags say, and counts it', async () => {
  const claim = `{ id: volumes, quote: q, scope: { where: 'subject.tags.env != "lab"' }, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }`;
  const tagged = {
    ec2: {
      volumes: [
        { count: 4, tags: { env: 'prod' } },
        { id: VOLUME, encrypted: false, tags: { env: 'lab' } },
      ],
    },
    ...key,
  };
  await using world = await openWorld(inRegions({ 'eu-west-1': tagged }), [claim]);
  const scanned = await scanAwsHere(world);
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(scanned.manifest.claims[0]?.counts).toMatchObject({ observations: 4, outOfScope: 1 });
});
