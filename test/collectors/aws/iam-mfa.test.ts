import { describe, expect, test } from 'vitest';
import { iamAdministrators } from '../../../collectors/aws/iam-administrators.ts';
import { iamCredentials } from '../../../collectors/aws/iam-credentials.ts';
import { iamFederation } from '../../../collectors/aws/iam-federation.ts';
import { iamMfa } from '../../../collectors/aws/iam-mfa.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { mfaRequired } from '../../../src/checks/mfa-required.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

type Iam = Readonly<Record<string, unknown>>;

async function people(iam: Iam, faults: Scenario['faults'] = []) {
  const { observed, gaps, calls } = await seenBy(iamMfa, { regions: { [REGION]: {}, 'us-east-1': { iam } }, faults });
  const data = new Map(observed.map((one) => [one.subject.id.split(':').at(-1), Object(one.data)]));
  return { data, gaps, calls, subjects: observed.map(({ subject }) => subject) };
}

describe('A-IAM-MFA: the root', () => {
  test('has a second factor by the summary, and which one where it is an app', async () => {
    const { data, gaps, subjects } = await people({ root: { mfa: 'virtual' } });
    expect(gaps).toEqual([]);
    expect(data.get('root')).toEqual({
      ...{ identity: 'root', active: true, password: true, removed: false, enrolled: true, elsewhere: false, accessKeys: 0 },
      factors: ['authenticator-app'],
    });
    expect(subjects).toEqual([{ id: `arn:aws:iam::${ACCOUNT}:root`, service: 'iam', type: 'root', account: ACCOUNT }]);
  });

  test('with a device that is no app has a factor of which nobody says what it is', async () => {
    expect((await people({ root: { mfa: 'device' } })).data.get('root')).not.toHaveProperty('factors');
  });

  test('of a member account whose credentials the organization took away cannot sign in', async () => {
    const { data } = await people({ root: { mfa: 'none', password: false } });
    expect(data.get('root')).toMatchObject({ active: false, password: false, removed: true, enrolled: false, factors: [] });
    expect(mfaRequired.bind({}).judge(data.get('root'), { at: '2026-06-01T00:00:00Z' }).is).toBe('not-applicable');
  });

  test('of which the summary does not tell whether it has a password is not taken for one that has', async () => {
    const { data, gaps } = await people({ root: { mfa: 'device' }, summary: { AccountPasswordPresent: null } });
    expect([data.get('root'), gaps]).toEqual([{ identity: 'root', enrolled: true, elsewhere: false, accessKeys: 0 }, []]);
    expect(mfaRequired.bind({}).judge(data.get('root'), { at: '2026-06-01T00:00:00Z' }).is).toBe('unseen');
  });
});

describe('A-IAM-MFA: a user', () => {
  test('with a password and an app', async () => {
    const { data } = await people({ users: [{ name: 'ann', password: true, mfa: 'virtual', keys: [{}, { active: false }] }] });
    expect(data.get('user/ann')).toEqual({
      ...{ identity: 'user', active: true, password: true, enrolled: true, elsewhere: false, accessKeys: 1 },
      ...{ factors: ['authenticator-app'], gatheredAt: '2026-05-31T23:00:00.000Z' },
    });
  });

  test.each([
    [{ password: true }, 'contradicts'],
    [{ password: true, mfa: 'device' }, 'holds'],
    [{ keys: [{}] }, 'not-applicable'],
    [{}, 'not-applicable'],
  ])('that is %j %s', async (one, is) => {
    const { data } = await people({ users: [{ name: 'ann', ...one }] });
    expect(mfaRequired.bind({}).judge(data.get('user/ann'), { at: '2026-06-01T00:00:00Z' }).is).toBe(is);
  });

  test('whose name has a comma stands in a line of more fields than the report has columns', async () => {
    const { data, gaps } = await people({ users: [{ name: 'ann,of,sales', password: true, mfa: 'virtual' }] });
    expect([data.get('user/ann,of,sales')?.['enrolled'], gaps]).toEqual([true, []]);
  });
});

test.each([iamMfa, iamCredentials, iamAdministrators])('A-IAM-MFA: names of users are in no fact of $id', async (collector) => {
  const ann = { name: 'ann.of.sales', password: true, mfa: 'virtual', keys: [{}], policies: ['AdministratorAccess'] };
  const { observed } = await seenBy(collector, { regions: { [REGION]: {}, 'us-east-1': { iam: { users: [ann] } } } });
  expect(observed.map(({ subject }) => subject.id)).toContainEqual(expect.stringContaining('user/ann.of.sales'));
  expect(JSON.stringify(observed.map(({ data }) => data))).not.toContain('ann');
});

test('A-IAM-MFA: whoever comes from another directory by a role is not told of, and never as one with a second factor', async () => {
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/staff` } }] };
  const { data, gaps } = await people({ roles: [{ name: 'staff', trust }] });
  expect([[...data.keys()], gaps]).toEqual([['root'], []]);
});

test('A-IAM-MFA: the second factor of whoever comes from another directory is unseen, at each door', async () => {
  const iam = { samlProviders: ['staff', 'AWSSSO_0123456789abcdef_DO_NOT_DELETE'] };
  const { observed, gaps } = await seenBy(iamFederation, { regions: { [REGION]: {}, 'us-east-1': { iam } } });
  expect(gaps).toEqual([]);
  expect(observed.map(({ subject }) => subject.name)).toEqual(['staff', 'AWSSSO_0123456789abcdef_DO_NOT_DELETE']);
  const { judge } = mfaRequired.bind({});
  for (const { data } of observed) expect(judge(data, { at: '2026-11-26T00:00:00Z' })).toMatchObject({ is: 'unseen', field: 'enrolled' });
});

describe('A-IAM-MFA: the report', () => {
  test('that is not ready yet is asked for again until it is', async () => {
    const { gaps, calls, data } = await people({ users: [{ name: 'ann', password: true }] }, [
      { fault: 'error', status: 404, code: 'ReportInProgress', times: 8, on: { action: 'GetCredentialReport' } },
    ]);
    expect([gaps, calls['iam:GetCredentialReport'], data.has('user/ann')]).toEqual([[], 9, true]);
  });

  test('that never gets ready is a gap, and no account without users', async () => {
    const { gaps } = await people({}, [{ fault: 'error', status: 404, code: 'ReportInProgress', on: { action: 'GetCredentialReport' } }]);
    expect(gaps).toMatchObject([{ reason: 'throttled', call: 'iam:GetCredentialReport', permissions: ['iam:GetCredentialReport'] }]);
  });

  test('of four hours ago, of an account that has more users by now, is not whole', async () => {
    const { gaps, data } = await people({ users: [{ name: 'ann', password: true }], summary: { Users: 2 } });
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'UsersMissing' }]);
    expect(data.has('user/ann')).toBe(true);
  });

  test('with a thousand users and their devices on several pages', async () => {
    const { gaps, data, calls } = await people({ users: [{ name: 'user', count: 1500, password: true, mfa: 'virtual' }] });
    expect([gaps, data.size, calls['iam:ListVirtualMFADevices']]).toEqual([[], 1501, 2]);
  });
});
