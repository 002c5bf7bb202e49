import { describe, expect, test } from 'vitest';
import { s3Retention } from '../../../collectors/aws/s3-retention.ts';
import { told } from './one-bucket.ts';

describe('retention', () => {
  const rule = { Status: 'Enabled', Filter: {} };
  const old = (days: number, more: object = {}) => ({ NoncurrentVersionExpiration: { NoncurrentDays: days, ...more } });

  test('a bucket without rules, versions and lock keeps everything, and gives nothing back', async () => {
    const data = { deletesAfterDays: 'never', deletesSomeAfterDays: 'never', versioned: false, recoverableDays: 0, locked: false };
    expect(await told(s3Retention, {})).toEqual({ data, gaps: [] });
  });

  test.each([
    [
      'the strictest that reaches everything',
      [
        { ...rule, Expiration: { Days: 90 } },
        { ...rule, Expiration: { Days: 30 } },
      ],
      30,
      30,
    ],
    ['a part, by its prefix', [{ ...rule, Filter: { Prefix: 'logs/' }, Expiration: { Days: 7 } }], 'never', 7],
    ['a part, by its tag', [{ ...rule, Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 7 } }], 'never', 7],
    ['a part, as it was written before there were filters', [{ Status: 'Enabled', Prefix: 'logs/', Expiration: { Days: 7 } }], 'never', 7],
    ['everything, as it was written then', [{ Status: 'Enabled', Prefix: '', Expiration: { Days: 7 } }], 7, 7],
    ['a rule that is off', [{ ...rule, Status: 'Disabled', Expiration: { Days: 7 } }], 'never', 'never'],
    ['a rule by date', [{ ...rule, Expiration: { Date: '2027-01-01T00:00:00Z' } }], undefined, undefined],
  ])('rules: %s', async (_, lifecycle, deletesAfterDays, deletesSomeAfterDays) => {
    const { data } = await told(s3Retention, { lifecycle });
    expect([Object(data).deletesAfterDays, Object(data).deletesSomeAfterDays]).toEqual([deletesAfterDays, deletesSomeAfterDays]);
  });

  test.each([
    ['stay, without a rule for them', [], 'never', undefined],
    ['go after the days of their rule', [{ ...rule, ...old(7) }], 7, 7],
    ['stay as the newest so many', [{ ...rule, ...old(7, { NewerNoncurrentVersions: 2 }) }], 'never', 7],
    [
      'of a part go sooner',
      [
        { ...rule, ...old(30) },
        { ...rule, Filter: { Prefix: 'a' }, ...old(3) },
      ],
      30,
      3,
    ],
  ])('old versions: they %s', async (_, lifecycle, oldVersionsDays, recoverableDays) => {
    const { data } = await told(s3Retention, { versioning: 'Enabled', lifecycle });
    expect([Object(data).versioned, Object(data).oldVersionsDays, Object(data).recoverableDays]).toEqual([
      true,
      oldVersionsDays,
      recoverableDays,
    ]);
  });

  test('suspended versions are not kept any more', async () => {
    expect((await told(s3Retention, { versioning: 'Suspended' })).data).toMatchObject({
      versioned: false,
      oldVersionsDays: 'never',
      recoverableDays: 0,
    });
  });

  test.each([
    ['for nobody', { Mode: 'COMPLIANCE', Years: 1 }, true, 365],
    ['but for a special right', { Mode: 'GOVERNANCE', Days: 30 }, false, 30],
    ['object by object alone', 'no-default', false, undefined],
  ])('a lock that opens %s', async (_, lock, locked, lockedDays) => {
    const { data } = await told(s3Retention, { lock });
    expect([Object(data).locked, Object(data).lockedDays]).toEqual([locked, lockedDays]);
  });

  test('an answer that is a page is not one without versions', async () => {
    const { data, gaps } = await told(s3Retention, {}, { faults: [{ fault: 'html', status: 200, on: { action: 'GetBucketVersioning' } }] });
    expect(data).not.toHaveProperty('versioned');
    expect(gaps).toMatchObject([{ reason: 'malformed', call: 's3:GetBucketVersioning' }]);
  });
});
