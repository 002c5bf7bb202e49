import { describe, expect, test } from 'vitest';
import { s3Location } from '../../../collectors/aws/s3-location.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { REGION } from './looking.ts';
import { arn } from './one-bucket.ts';
import { seenBy } from './practice-account.ts';

describe('copies elsewhere', () => {
  const to = (bucket: string, Status = 'Enabled') => ({ Status, Destination: { Bucket: arn(bucket) } });
  const regions = (replication: readonly object[]) => ({
    [REGION]: { s3: { buckets: [{ name: 'data', replication }, { name: 'beside' }] } },
    'us-east-1': { s3: { buckets: [{ name: 'far' }] } },
  });
  const seen = async (replication: readonly object[], faults: Scenario['faults'] = []) => {
    const { observed, gaps } = await seenBy(s3Location, { regions: regions(replication), faults });
    return { data: observed.find(({ subject }) => subject.name === 'data')?.data, gaps };
  };

  test('where the buckets lie that its rules name, and not the same region again', async () => {
    const { data, gaps } = await seen([to('far'), to('beside')]);
    expect([data, gaps]).toMatchObject([{ regions: [REGION], elsewhere: [{ region: 'us-east-1', why: 'replica' }] }, []]);
  });

  test('a rule that is off copies nothing', async () => {
    expect((await seen([to('far', 'Disabled')])).data).toMatchObject({ elsewhere: [] });
  });

  test('a bucket of which nobody tells where it lies leaves the copies unseen', async () => {
    const { data, gaps } = await seen([to('far'), to('gone')]);
    expect(data).not.toHaveProperty('elsewhere');
    expect(gaps).toMatchObject([{ call: 's3:GetBucketLocation', code: 'NoSuchBucket', fields: ['elsewhere'] }]);
  });
});
