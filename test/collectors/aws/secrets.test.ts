import { expect, test } from 'vitest';
import { secrets } from '../../../collectors/aws/secrets.ts';
import { credentialsRotate } from '../../../src/checks/credentials-rotate.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

async function secret(one: Readonly<Record<string, unknown>>) {
  const { observed, gaps } = await seenBy(secrets, {
    regions: { [REGION]: { secretsmanager: { secrets: [{ name: 'database', ...one }] } } },
  });
  expect(gaps).toEqual([]);
  return Object(observed[0]);
}

test("one that a function of the customer's rotates", async () => {
  const { data, subject } = await secret({ rotation: { days: 30 }, rotated: '-3d', next: '+27d', tags: { env: 'prod' } });
  expect(data).toEqual({
    credential: 'secret',
    active: true,
    rotationEnabled: true,
    rotationPeriodDays: 30,
    rotatedBy: 'customer',
    createdAt: '2026-03-03T00:00:00.000Z',
    lastRotatedAt: '2026-05-29T00:00:00.000Z',
    nextRotationAt: '2026-06-28T00:00:00.000Z',
    valueSince: '2026-05-29T00:00:00.000Z',
  });
  expect(subject).toMatchObject({ service: 'secrets-manager', type: 'secret', name: 'database', tags: { env: 'prod' } });
});

test('A-SM: one that never had rotation set up has no such field, and is not rotated', async () => {
  const { data } = await secret({});
  expect(data).toMatchObject({ rotationEnabled: false });
  expect(data).not.toHaveProperty('rotatedBy');
});

test('A-SM: rotation that was switched off keeps its rules, and they say nothing', async () => {
  const { data } = await secret({ rotation: { days: 30, on: false }, rotated: '-200d' });
  expect(data).toMatchObject({ rotationEnabled: false, lastRotatedAt: '2025-11-13T00:00:00.000Z' });
  expect(data).not.toHaveProperty('rotationPeriodDays');
});

test('A-SM: rotation that is on and late contradicts', async () => {
  const { data } = await secret({ rotation: { days: 30 }, rotated: '-200d' });
  const judged = credentialsRotate.bind({ atMost: '30d', automatic: true }).judge(data, { at: '2026-06-01T00:00:00Z' });
  expect(judged.is).toBe('contradicts');
});

test("A-SM: a service's own secret is rotated by it", async () => {
  expect((await secret({ owner: 'rds', rotation: { days: 7 }, lambda: false, rotated: '-1d' })).data).toMatchObject({
    rotationPeriodDays: 7,
    rotatedBy: 'provider',
  });
});

test.each([
  ['rate(10 days)', 10],
  ['rate(1 day)', 1],
  ['rate(12 hours)', 0.5],
  ['cron(0 8 1 * ? *)', undefined],
])('a schedule %s is a period of %s days', async (schedule, days) => {
  expect((await secret({ rotation: { schedule } })).data.rotationPeriodDays).toBe(days);
});

test('one that was changed since it was made, and never rotated, has a value of unknown age', async () => {
  expect((await secret({ changed: '-1d' })).data).not.toHaveProperty('valueSince');
  expect((await secret({})).data).toMatchObject({ valueSince: '2026-03-03T00:00:00.000Z' });
});

test('one that waits for its deletion is listed, and cannot be used', async () => {
  expect((await secret({ deleted: '-1d' })).data).toMatchObject({ active: false });
});
