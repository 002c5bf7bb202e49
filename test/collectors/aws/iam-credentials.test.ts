import { expect, test } from 'vitest';
import { iamCredentials } from '../../../collectors/aws/iam-credentials.ts';
import { iamPasswordRule } from '../../../collectors/aws/iam-password-rule.ts';
import { credentialsRotate } from '../../../src/checks/credentials-rotate.ts';
import { passwordRule } from '../../../src/checks/password-rule.ts';
import type { Collector } from '../../../src/plugin.ts';
import { ACCOUNT, look, REGION } from './looking.ts';
import { stsError, stsXml } from './loopback.ts';
import { seenBy } from './practice-account.ts';

async function of(collector: Collector, iam: Readonly<Record<string, unknown>>, faults = {}) {
  const { observed, gaps } = await seenBy(collector, { regions: { [REGION]: {}, 'us-east-1': { iam } }, ...faults });
  return { gaps, facts: Object.fromEntries(observed.map((one) => [one.subject.id.split(':').at(-1), Object(one.data)])) };
}

test('A-IAM-MFA: access keys by their age, and those that were never made not at all', async () => {
  const { facts, gaps } = await of(iamCredentials, { users: [{ name: 'ann', keys: [{ rotated: '-100d', used: '-1d' }] }] });
  expect(gaps).toEqual([]);
  expect(facts).toEqual({
    'user/ann/access-key-1': {
      credential: 'access-key',
      active: true,
      createdAt: '2026-02-21T00:00:00.000Z',
      valueSince: '2026-02-21T00:00:00.000Z',
      lastUsedAt: '2026-05-31T00:00:00.000Z',
      gatheredAt: '2026-05-31T23:00:00.000Z',
    },
  });
  const rotated = credentialsRotate.bind({ atMost: '90d', of: ['access-key'] });
  expect(rotated.judge(facts['user/ann/access-key-1'], { at: '2026-06-01T00:00:00Z' }).is).toBe('contradicts');
});

test('a key that is switched off, and a password', async () => {
  const { facts } = await of(iamCredentials, { users: [{ name: 'ann', password: true, changed: '-10d', keys: [{ active: false }] }] });
  expect(facts).toMatchObject({
    'user/ann/access-key-1': { active: false },
    'user/ann/password': { credential: 'password', active: true, valueSince: '2026-05-22T00:00:00.000Z' },
  });
  expect(facts['user/ann/password']).not.toHaveProperty('lastUsedAt');
});

test("a root's key counts as everybody's", async () => {
  const { facts } = await of(iamCredentials, { root: { keys: [{ rotated: '-900d' }] } });
  expect(Object.keys(facts)).toEqual(['root/access-key-1']);
});

test("A-IAM-RBAC: without a rule of its own the provider's default holds, and that is no error", async () => {
  const { facts, gaps } = await of(iamPasswordRule, {});
  expect(gaps).toEqual([]);
  expect(facts).toEqual({
    [`${ACCOUNT}/password-rule`]: {
      ...{ credential: 'password-rule', active: false },
      ...{ minimumLength: 8, rememberedPasswords: 0, passwordsExpire: false },
    },
  });
});

test('A-IAM-RBAC: a denied rule is never the default', async () => {
  const { facts, gaps } = await of(iamPasswordRule, {}, { faults: [{ fault: 'deny', on: { action: 'GetAccountPasswordPolicy' } }] });
  expect([facts, gaps.length]).toEqual([{}, 1]);
});

test.each([
  [{ MinimumPasswordLength: 14, ExpirePasswords: true, MaxPasswordAge: 90, PasswordReusePrevention: 24 }, 'holds'],
  [{ MinimumPasswordLength: 14, ExpirePasswords: true, MaxPasswordAge: 90 }, 'contradicts'],
  [{ MinimumPasswordLength: 14, ExpirePasswords: false, PasswordReusePrevention: 24, MaxPasswordAge: 0 }, 'contradicts'],
  [{ MinimumPasswordLength: 14, ExpirePasswords: false, PasswordReusePrevention: 24 }, 'contradicts'],
  [{ MinimumPasswordLength: 14, MaxPasswordAge: 90, PasswordReusePrevention: 24 }, 'unseen'],
])('a rule %j %s', async (passwordPolicy, is) => {
  const { facts } = await of(iamPasswordRule, { passwordPolicy });
  const asked = passwordRule.bind({ minimumLength: 14, remembered: 24, maximumAge: '90d' });
  expect(asked.judge(facts[`${ACCOUNT}/password-rule`], { at: '2026-06-01T00:00:00Z' }).is).toBe(is);
});

test.each([
  ['aws', 'us-east-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
])('in the partition %s IAM is asked in %s, whatever region is looked at', async (partition, region) => {
  const { asked, observed } = await look(iamPasswordRule, {
    'sts:GetCallerIdentity': () =>
      stsXml('GetCallerIdentity', { Account: ACCOUNT, Arn: `arn:${partition}:iam::${ACCOUNT}:user/evidence`, UserId: 'U' }),
    'iam:GetAccountPasswordPolicy': () => stsError(404, 'NoSuchEntity'),
  });
  expect([asked.map((one) => one.region), observed.length]).toEqual([[region], 1]);
});
