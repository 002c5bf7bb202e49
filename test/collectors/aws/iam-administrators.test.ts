import { describe, expect, test } from 'vitest';
import { iamAdministrators } from '../../../collectors/aws/iam-administrators.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

const all = { Effect: 'Allow', Action: '*', Resource: '*' };
const trust = (Principal: unknown, more: object = {}) => ({
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }],
});
const own = trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` });

async function rights(iam: Readonly<Record<string, unknown>>, faults: Scenario['faults'] = []) {
  const { observed, gaps } = await seenBy(iamAdministrators, { regions: { [REGION]: {}, 'us-east-1': { iam } }, faults });
  const facts = Object.fromEntries(observed.map((one) => [one.subject.id.split(':').at(-1), Object(one.data)]));
  const through = Object.fromEntries(observed.map((one) => [one.subject.id.split(':').at(-1), Object(one.refers).through?.id]));
  return { facts, gaps, through, administrators: facts[ACCOUNT]?.administrators };
}

/** What one user with these policies may do; undefined: ordinary things. */
async function rightsOf(user: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  return (await rights({ users: [{ name: 'ann', ...user }], ...more })).facts['user/ann']?.rights;
}

describe('A-IAM-RBAC: who may do everything', () => {
  test('is told by what a policy says, and not by how it is called', async () => {
    const { facts, administrators, gaps } = await rights({
      users: [
        { name: 'ann', policies: ['AdministratorAccess'] },
        { name: 'bob', policies: ['harmless'] },
        { name: 'cas', inline: [{ Statement: all }] },
        { name: 'dan', policies: ['admin'] },
      ],
      policies: { harmless: { Statement: all }, admin: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } },
    });
    expect([gaps, administrators]).toEqual([[], 3]);
    expect(Object.keys(facts)).toEqual(['user/ann', 'user/bob', 'user/cas', ACCOUNT]);
    expect(facts['user/ann']).toEqual({
      ...{ principal: 'user', rights: 'everything', reach: 'account', standing: true },
      ...{ roles: ['AdministratorAccess'], ownRule: false },
    });
    expect(facts['user/bob']).toMatchObject({ roles: [], ownRule: true });
  });

  test('may have it from a group, whose members are counted', async () => {
    const { facts, through, administrators } = await rights({
      users: [{ name: 'ann', groups: ['admins'] }, { name: 'bob', groups: ['admins', 'others'] }, { name: 'cas' }],
      groups: [{ name: 'admins', policies: ['AdministratorAccess'] }, { name: 'others' }],
    });
    expect(administrators).toBe(2);
    expect(facts['group/admins']).toMatchObject({ principal: 'group', rights: 'everything', members: 2 });
    expect(facts).not.toHaveProperty('group/others');
    expect(through['user/ann']).toBe(`arn:aws:iam::${ACCOUNT}:group/admins`);
  });

  test('in an account without any is nobody, and that is counted', async () => {
    expect((await rights({})).facts).toEqual({ [ACCOUNT]: { principal: 'account', administrators: 0 } });
  });

  test.each<[object, string | undefined]>([
    [{ Effect: 'Allow', Action: ['*:*'], Resource: ['*'] }, 'everything'],
    [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::secret' }, 'everything'],
    [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::one' }, undefined],
    [{ Effect: 'Allow', NotAction: 'aws-portal:*', Resource: '*' }, 'everything'],
    [{ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }, 'everything-but-access'],
    [{ Effect: 'Allow', NotAction: '*', Resource: '*' }, undefined],
    [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }, 'access-management'],
    [{ Effect: 'Allow', Action: 'iam:Get*', Resource: '*' }, undefined],
    [{ ...all, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }, 'everything'],
    [{ Effect: 'Deny', Action: '*', Resource: '*' }, undefined],
  ])('by %j may do: %s', async (statement, expected) => {
    expect(await rightsOf({ inline: [{ Statement: [statement] }] })).toBe(expected);
  });

  test('everything but access, and access beside it, is everything', async () => {
    expect(await rightsOf({ policies: ['PowerUserAccess', 'IAMFullAccess'] })).toBe('everything');
  });

  test('an outright denial of everything takes everything away, one under a condition does not', async () => {
    expect(await rightsOf({ policies: ['AdministratorAccess', 'AWSDenyAll'] })).toBeUndefined();
    const sometimes = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } };
    expect(await rightsOf({ policies: ['AdministratorAccess'], inline: [{ Statement: sometimes }] })).toBe('everything');
  });

  test.each([
    ['AdministratorAccess', 'everything'],
    ['PowerUserAccess', 'everything-but-access'],
    ['less', undefined],
  ])('within the boundary %s may do: %s', async (boundary, expected) => {
    const policies = { less: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } };
    expect(await rightsOf({ policies: ['AdministratorAccess'], boundary }, { policies })).toBe(expected);
  });

  test('an attached policy that is not listed could give everything: a gap, and no count', async () => {
    const { gaps, facts } = await rights({ users: [{ name: 'ann', policies: ['Unheard'] }] });
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'PolicyNotListed', subject: { name: 'ann' } }]);
    expect(facts).toEqual({});
  });

  test('a policy that is no JSON is a gap about it and about whoever has it, and no count', async () => {
    const { gaps, facts } = await rights({ users: [{ name: 'ann', policies: ['own'] }], policies: { own: { Statement: all } } }, [
      { fault: 'malformed', field: 'Document', value: '%7Bbroken', on: { action: 'GetAccountAuthorizationDetails' } },
    ]);
    expect(gaps.map(({ code, subject }) => [code, subject?.type])).toEqual([
      ['UnknownShape', 'policy'],
      ['PolicyNotListed', 'user'],
    ]);
    expect(facts).toEqual({});
  });

  test('of many principals on several pages, each is seen', async () => {
    const { administrators, gaps } = await rights({ users: [{ name: 'user', count: 250, policies: ['AdministratorAccess'] }] });
    expect([gaps, administrators]).toEqual([[], 250]);
  });
});

describe('A-IAM-RBAC: who may take a role on', () => {
  const another = { AWS: 'arn:aws:iam::444455556666:role/ci' };
  test.each<[string, object, unknown]>([
    ['the own account', own, { trusted: 'own-account', outsiders: 0 }],
    ['a service', trust({ Service: 'ec2.amazonaws.com' }), { trusted: 'own-account', outsiders: 0 }],
    ['another account', trust({ AWS: ['444455556666', 'arn:aws:iam::444455556666:root'] }), { trusted: 'other-accounts', outsiders: 1 }],
    ['anyone', trust('*'), { trusted: 'anyone', outsiders: 0 }],
    ['anyone, by AWS', trust({ AWS: '*' }), { trusted: 'anyone', outsiders: 0 }],
    [
      'the organization',
      trust({ AWS: '*' }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg' } } }),
      { trusted: 'organization', outsiders: 0 },
    ],
    ['whoever meets a condition', trust('*', { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }), { outsiders: 0 }],
    ['a foreign directory', trust({ Federated: 'accounts.google.com' }), { outsiders: 0 }],
    [
      'another account and a foreign directory',
      { Statement: [...trust(another).Statement, ...trust({ Federated: 'x' }).Statement] },
      { outsiders: 1 },
    ],
  ])('%s', async (_, document, expected) => {
    const { facts } = await rights({ roles: [{ name: 'r', trust: document, policies: ['AdministratorAccess'], used: '-2d' }] });
    const { trusted, outsiders, lastUsedAt } = facts['role/r'];
    expect([{ ...(trusted === undefined ? {} : { trusted }), outsiders }, lastUsedAt]).toEqual([expected, '2026-05-30T00:00:00.000Z']);
  });
});
