import { describe, expect, test } from 'vitest';
import { s3Encryption } from '../../../collectors/aws/s3-encryption.ts';
import { s3Location } from '../../../collectors/aws/s3-location.ts';
import { REGION } from './looking.ts';
import { arn, buckets } from './one-bucket.ts';
import { seenBy } from './practice-account.ts';

describe('where buckets are asked', () => {
  const regions = {
    [REGION]: { s3: { buckets: [{ name: 'here' }] } },
    'us-east-1': { s3: { buckets: [{ name: 'there' }] } },
    'af-south-1': { status: 'opted-in' as const, s3: { buckets: [{ name: 'opted' }] } },
  };

  test.each([
    [REGION, 'here'],
    ['us-east-1', 'there'],
    ['af-south-1', 'opted'],
  ])('A-S3: a bucket is asked in its own region: %s', async (region, name) => {
    const { observed, gaps } = await seenBy(s3Encryption, { regions }, { region });
    expect([observed.map(({ subject }) => subject.id), gaps]).toEqual([[arn(name)], []]);
  });

  test('A-S3: ListBuckets has pages only where MaxBuckets is sent', async () => {
    const { replies, observed } = await buckets(s3Location, [{ name: 'many', count: 1005 }]);
    expect(replies.filter(({ call }) => call === 's3:ListBuckets').map(({ input }) => input)).toMatchObject([
      { MaxBuckets: 1000, BucketRegion: REGION },
      { MaxBuckets: 1000, ContinuationToken: expect.any(String) },
    ]);
    expect(observed).toHaveLength(1005);
  });

  test('A-S3: where a listing tells no region, a location of nothing is us-east-1', async () => {
    const untold = { [REGION]: {}, 'us-east-1': { s3: { buckets: [{ name: 'old', told: false }] } } };
    const there = await seenBy(s3Location, { regions: untold }, { region: 'us-east-1' });
    expect([there.observed.map(({ data }) => data), there.gaps]).toMatchObject([[{ regions: ['us-east-1'] }], []]);
    const elsewhere = await seenBy(s3Location, { regions: untold });
    expect([elsewhere.observed, elsewhere.gaps]).toEqual([[], []]);
  });

  test('A-S3: "EU" is eu-west-1', async () => {
    const old = { 'eu-west-1': { s3: { buckets: [{ name: 'old', told: false, location: 'EU' }] } }, 'us-east-1': {} };
    const { observed, gaps } = await seenBy(s3Location, { regions: old });
    expect([observed.map(({ data }) => data), gaps]).toMatchObject([[{ regions: ['eu-west-1'] }], []]);
  });
});
