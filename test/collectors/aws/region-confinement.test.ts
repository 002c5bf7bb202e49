import { describe, expect, test } from 'vitest';
import { regionConfinement } from '../../../collectors/aws/region-confinement.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { onlyIn, seenBy } from './practice-account.ts';

const MANAGEMENT = '999988887777';
const HIDDEN = ['confined', 'confinedTo'];

interface Planted {
  /** Statements by what they stand on. */
  readonly on?: Readonly<Record<string, readonly object[]>>;
  readonly organization?: object;
  readonly faults?: Scenario['faults'];
}

/** The account in a unit in a unit. */
async function seen({ on = {}, organization = {}, faults = [] }: Planted) {
  const policies = Object.entries(on).map(([target, Statement], index) => ({ id: `p-${index}`, on: [target], document: { Statement } }));
  const units = [{ id: 'ou-inner', under: 'ou-outer' }, { id: 'ou-outer' }];
  const members = [{ id: ACCOUNT, under: 'ou-inner' }];
  const organizations = { managedBy: MANAGEMENT, delegated: [ACCOUNT], members, units, policies, ...organization };
  const { observed, gaps } = await seenBy(regionConfinement, { regions: { [REGION]: {}, 'us-east-1': { organizations } }, faults });
  const { holdsData, ...told } = Object(observed[0]?.data);
  expect([observed.length, holdsData]).toEqual([1, false]);
  return { told, gaps };
}

const told = async (...statements: readonly object[]) => (await seen({ on: { [ACCOUNT]: statements } })).told;
const limit = onlyIn('eu-west-1', 'eu-central-1');
const under = (Condition: object) => ({ ...limit, Condition });

describe('A-REG: to which regions an account is confined', () => {
  test.each([ACCOUNT, 'ou-inner', 'ou-outer', 'root'])('by a denial on %s', async (target) => {
    expect(await seen({ on: { [target]: [limit] } })).toEqual({
      told: { confined: true, confinedTo: ['eu-central-1', 'eu-west-1'] },
      gaps: [],
    });
  });

  test('by denials on several levels: what is inside of each', async () => {
    const on = { root: [limit], 'ou-inner': [onlyIn('eu-west-1', 'us-east-1')] };
    expect((await seen({ on })).told).toEqual({ confined: true, confinedTo: ['eu-west-1'] });
  });

  test.each<[string, object]>([
    ['everything', { ...limit, NotAction: undefined, Action: '*' }],
    [
      'everything that is written in another case',
      under({ stringnotequalsifexists: { 'AWS:requestedregion': ['eu-west-1', 'eu-central-1'] } }),
    ],
    ['reading, and services without a region', { ...limit, NotAction: ['cloudfront:*', 'ec2:DescribeRegions', 's3:ListAllMyBuckets'] }],
  ])('is decided where a denial is of %s', async (_, statement) => {
    expect(await told(statement)).toEqual({ confined: true, confinedTo: ['eu-central-1', 'eu-west-1'] });
  });

  const regions = ['eu-west-1'];
  test.each<[string, object]>([
    ['leaves a service out that holds data', { ...limit, NotAction: ['iam:*', 's3:*'] }],
    ['leaves a service out in whose regions data can lie, as AWS does', { ...limit, NotAction: ['iam:*', 'ecr-public:*'] }],
    ['leaves every service out by a pattern', { ...limit, NotAction: ['*:Get*'] }],
    ['is of one service', { ...limit, NotAction: undefined, Action: 'ec2:*' }],
    ['is of some resources', { ...limit, Resource: 'arn:aws:s3:::a/*' }],
    ['leaves resources out', { ...limit, Resource: undefined, NotResource: 'arn:aws:s3:::a/*' }],
    ['exempts a role', under({ ...limit.Condition, ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } })],
    ['names regions by a pattern', under({ StringNotLike: { 'aws:RequestedRegion': 'eu-*' } })],
    ['names the regions that are denied', under({ StringEquals: { 'aws:RequestedRegion': regions } })],
    ['asks for all values', under({ 'ForAllValues:StringNotEquals': { 'aws:RequestedRegion': regions } })],
    ['asks for the region of EC2 alone', under({ StringNotEquals: { 'ec2:Region': regions } })],
    ['names a region in a resource', { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:ec2:eu-west-1:*:*' }],
    ['denies everything everywhere', { Effect: 'Deny', Action: '*', Resource: '*' }],
    ['is an allowance in a region', { ...limit, Effect: 'Allow', Condition: { StringEquals: { 'aws:RequestedRegion': regions } } }],
  ])('is left unseen where a statement %s', async (_, statement) => {
    expect(await told(statement)).toEqual({});
  });

  test('a statement that cannot be decided does not open what another has closed', async () => {
    expect(await told({ ...limit, NotAction: ['s3:*'] }, onlyIn('eu-west-1'))).toEqual({ confined: true, confinedTo: ['eu-west-1'] });
  });

  test.each<[string, Planted]>([
    ['no policy speaks of regions', { on: { root: [{ Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }] } }],
    ['it manages the organization, which its policies do not touch', { on: { root: [limit] }, organization: { managedBy: ACCOUNT } }],
    ['no level has any policy: they are not in use', { organization: { closed: [ACCOUNT, 'ou-inner', 'ou-outer', 'root'] } }],
    ['it is in no organization', { organization: { members: [] } }],
  ])('is none where %s', async (_, planted) => {
    expect(await seen(planted)).toEqual({ told: { confined: false }, gaps: [] });
  });

  test('a member that may not read its policies has a gap about them, and still holds no data', async () => {
    const { told: facts, gaps } = await seen({ on: { root: [limit] }, organization: { delegated: [] } });
    expect(facts).toEqual({});
    expect(gaps).toMatchObject([
      { reason: 'denied', call: 'organizations:ListPoliciesForTarget', fields: HIDDEN, subject: { id: ACCOUNT } },
    ]);
  });

  test('a policy that is no JSON is a gap', async () => {
    const fault = { fault: 'malformed', field: 'Content', value: '{broken', on: { action: 'DescribePolicy' } } as const;
    expect((await seen({ faults: [fault] })).gaps).toMatchObject([
      { reason: 'malformed', call: 'organizations:DescribePolicy', fields: HIDDEN },
    ]);
  });

  test('a level without any policy, where others have one, is a gap: none is ever without', async () => {
    const { gaps } = await seen({ organization: { closed: ['ou-outer'] } });
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'LevelWithoutPolicy', fields: HIDDEN }]);
  });

  test('units that lead in circles are a gap', async () => {
    const units = [
      { id: 'ou-inner', under: 'ou-outer' },
      { id: 'ou-outer', under: 'ou-inner' },
    ];
    expect((await seen({ organization: { units } })).gaps).toMatchObject([{ reason: 'malformed', code: 'NoRoot', fields: HIDDEN }]);
  });
});
