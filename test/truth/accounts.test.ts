import { expect, test } from 'vitest';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { CLAIMS, causesOf, openWorld, outcome, PROD, proofOf, STAGING } from './world.ts';

const region = { ec2: { volumes: [{ count: 2 }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const roleOf = (account: string) => `arn:aws:iam::${account}:role/evidence`;

/** Keys of "hub" open both accounts, each by its role and its own external id. */
const scenario: Scenario = {
  accounts: {
    hub: { id: '777788889999', regions: { 'eu-west-1': {} } },
    prod: { id: PROD, regions: { 'eu-west-1': region }, roles: { evidence: { trusts: ['777788889999'], externalId: 'id-of-prod' } } },
    staging: {
      id: STAGING,
      regions: { 'eu-west-1': region },
      roles: { evidence: { trusts: ['777788889999'], externalId: 'id-of-staging' } },
    },
  },
};
const account = (id: string, externalId?: string) =>
  `{ role: "${roleOf(id)}"${externalId === undefined ? '' : `, externalId: ${externalId}`} }`;
const target = (name: string, ...accounts: string[]) => `${name}: { aws: { accounts: [${accounts.join(', ')}], regions: all } }`;
const scoped = (id: string) =>
  `{ id: ${id}, quote: q, scope: { targets: [${id}] }, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }`;

test('two accounts are entered by their roles, each with its external id', async () => {
  const targets = [target('both', account(PROD, 'id-of-prod'), account(STAGING, 'id-of-staging'))];
  await using world = await openWorld(scenario, [CLAIMS.volumes], targets);
  const scanned = await world.scan([], { env: world.practice.env('hub') });
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { volumes: 'verified' } });
  expect(scanned.view.targets).toMatchObject([
    { name: PROD, identity: expect.stringContaining('assumed-role/evidence/') },
    { name: STAGING, identity: expect.stringContaining('assumed-role/evidence/') },
  ]);
  expect(proofOf(scanned, 'volumes').counts).toMatchObject({ observations: 4, holds: 4, tasks: 2, swept: 2 });
});

test.each<[string, string | undefined]>([
  ['a wrong', 'id-of-prod'],
  ['no', undefined],
])('%s external id is a gap of that account alone', async (_, externalId) => {
  const targets = [target('prod', account(PROD, 'id-of-prod')), target('staging', account(STAGING, externalId))];
  await using world = await openWorld(scenario, [CLAIMS.volumes, scoped('prod'), scoped('staging')], targets);
  const scanned = await world.scan([], { env: world.practice.env('hub') });
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven', prod: 'verified', staging: 'unproven' } });
  expect(causesOf(scanned, 'volumes')).toMatchObject([
    { reason: 'denied', call: 'sts:AssumeRole', permissions: ['sts:AssumeRole'], code: 'AccessDenied', where: ['t0002/*'] },
  ]);
});

test('a contradiction in one account counts, whatever is not seen of the other', async () => {
  const bare = { ec2: { volumes: [{ encrypted: false }] } };
  const { hub, prod, staging } = scenario.accounts;
  if (hub === undefined || prod === undefined || staging === undefined) throw new Error('three accounts were planned');
  const planted = { accounts: { hub, prod: { ...prod, regions: { 'eu-west-1': bare } }, staging } };
  const targets = [target('both', account(PROD, 'id-of-prod'), account(STAGING, 'wrong'))];
  await using world = await openWorld(planted, [CLAIMS.volumes], targets);
  const scanned = await world.scan([], { env: world.practice.env('hub') });
  expect(outcome(scanned)).toEqual({ code: 3, verified: 0, verdicts: { volumes: 'contradicted' } });
});
