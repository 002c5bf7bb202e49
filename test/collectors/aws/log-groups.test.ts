import { describe, expect, test } from 'vitest';
import { allowance } from '../../../collectors/aws/allowance.ts';
import { logGroups } from '../../../collectors/aws/log-groups.ts';
import { logsKept } from '../../../src/checks/logs-kept.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

const kms = { keys: { 'alias/ours': {} } };

async function group(one: Readonly<Record<string, unknown>>) {
  const { observed, gaps } = await seenBy(logGroups, { regions: { [REGION]: { kms, logs: { groups: [{ name: '/app', ...one }] } } } });
  return { data: observed[0]?.data, subject: observed[0]?.subject, gaps };
}

describe('how long a log group keeps events', () => {
  test('is its number of days', async () => {
    const { data, subject, gaps } = await group({ days: 60, bytes: 5 });
    expect(data).toEqual({ retentionDays: 60, readilyDays: 60, holds: 'logs', empty: false, encrypted: true, keyManager: 'provider' });
    expect(subject).toMatchObject({ id: `arn:aws:logs:${REGION}:111122223333:log-group:/app`, name: '/app', type: 'log-group' });
    expect(gaps).toEqual([]);
  });

  test('A-CWL: without a number it is for ever', async () => {
    expect((await group({})).data).toMatchObject({ retentionDays: 'for-ever', readilyDays: 'for-ever', setBy: 'default', empty: true });
  });

  test.each([
    [90, 90],
    [undefined, 'for-ever'],
  ])('A-CWL: under a policy of the account is what that says: %s', async (days, retentionDays) => {
    const { data } = await group({ policy: 'all-groups', ...(days === undefined ? {} : { days }) });
    expect(data).toMatchObject({ retentionDays, readilyDays: retentionDays, setBy: 'account-policy' });
  });

  test('of the class DELIVERY is one day, whatever number it has', async () => {
    expect((await group({ class: 'DELIVERY', days: 365 })).data).toMatchObject({ retentionDays: 1, setBy: 'provider' });
  });

  test.each([
    [30, ['contradicts', 'holds', 'contradicts']],
    [60, ['holds', 'contradicts', 'contradicts']],
    [undefined, ['holds', 'contradicts', 'contradicts']],
  ])('A-CWL: "35 days" is no number that a group can have; at least, at most, exactly, one of %s days %s', async (days, answers) => {
    const { data } = await group(days === undefined ? {} : { days });
    const bounds = [{ atLeast: 35 }, { atMost: 35 }, { exactly: 35 }];
    expect(bounds.map((bound) => logsKept.bind(bound).judge(data, { at: '2026-06-01T00:00:00Z' }).is)).toEqual(answers);
  });
});

describe('the encryption of a log group', () => {
  test("A-CWL: without a key of the customer's it is encrypted all the same", async () => {
    expect((await group({})).data).toMatchObject({ encrypted: true, keyManager: 'provider' });
  });

  test("under a customer's key", async () => {
    expect((await group({ key: 'alias/ours' })).data).toMatchObject({ encrypted: true, keyManager: 'customer' });
  });

  test('a key that is denied leaves its manager unseen, and never the provider', async () => {
    const regions = { [REGION]: { kms, logs: { groups: [{ name: '/app', key: 'alias/ours' }] } } };
    const { observed, gaps } = await seenBy(logGroups, { regions, faults: [{ fault: 'deny', on: { action: 'DescribeKey' } }] });
    expect(observed[0]?.data).not.toHaveProperty('keyManager');
    expect(gaps).toMatchObject([{ reason: 'denied', call: 'kms:DescribeKey', fields: ['keyManager'] }]);
  });
});

test('A-CWL: listings are asked for ten times a second at most, which is what is published', () => {
  expect(
    Object.keys(logGroups.calls)
      .filter((call) => call.startsWith('logs:'))
      .map(allowance),
  ).toEqual([{ bucket: 10, rate: 10 }]);
});

test('A-CWL: thousands of groups are read fifty at a time', async () => {
  const { observed, calls } = await seenBy(logGroups, { regions: { [REGION]: { logs: { groups: [{ name: '/app', count: 2001 }] } } } });
  expect([observed.length, calls['logs:DescribeLogGroups']]).toEqual([2001, 41]);
});
