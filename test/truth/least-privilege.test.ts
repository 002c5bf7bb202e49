import { afterAll, beforeAll, expect, test } from 'vitest';
import { causesOf, openWorld, outcome, PROD, type Scanned, type World } from './world.ts';

/** What a claim about the keys of volumes needs, by the providers' references. */
const needed = ['ec2:DescribeRegions', 'ec2:DescribeVolumes', 'kms:DescribeKey'];
const lesser = needed.map((left, index) => ({ name: `without-${index + 1}`, left, allow: needed.filter((action) => action !== left) }));
const roles = [{ name: 'all', allow: needed }, ...lesser];

const scenario = {
  accounts: {
    prod: {
      id: PROD,
      regions: { 'eu-west-1': { ec2: { volumes: [{ count: 3 }] }, kms: { keys: { 'alias/aws/ebs': {} } } } },
      roles: Object.fromEntries(roles.map(({ name, allow }) => [name, { trusts: [PROD], allow }])),
    },
  },
};
const targets = roles.map(({ name }) => `${name}: { aws: { accounts: [{ role: "arn:aws:iam::${PROD}:role/${name}" }], regions: all } }`);
const claims = roles.map(
  ({ name }) =>
    `{ id: ${name}, quote: q, scope: { targets: [${name}] }, proof: [{ check: keys-managed-by, with: { services: [ebs], manager: provider } }] }`,
);

let world: World;
let scanned: Scanned;
beforeAll(async () => {
  world = await openWorld(scenario, claims, targets);
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

test('the policy that permissions prints has exactly the actions that are needed', async () => {
  const { code, stdout } = await world.run(['permissions', '--format', 'aws-policy']);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { Version: '2012-10-17', Statement: [{ Sid: expect.any(String), Effect: 'Allow', Action: needed, Resource: '*' }] },
  ]);
});

test('with these permissions and no other the claim is verified', () => {
  expect(outcome(scanned).verdicts).toMatchObject({ all: 'verified' });
});

test.each(lesser)('without $left the claim is unproven, and the gap names it', ({ name, left }) => {
  expect(outcome(scanned)).toMatchObject({ code: 4, verified: 0, verdicts: { [name]: 'unproven' } });
  expect(causesOf(scanned, name)).toContainEqual(expect.objectContaining({ reason: 'denied', permissions: [left] }));
});
