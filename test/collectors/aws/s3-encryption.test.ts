import { describe, expect, test } from 'vitest';
import { s3Encryption } from '../../../collectors/aws/s3-encryption.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { encryptedWith } from '../../../src/checks/encrypted-with.ts';
import { arn, buckets, told } from './one-bucket.ts';

describe('encryption', () => {
  const both = { encrypted: true, cipher: 'AES-256', covers: 'new-writes' };

  test('AES256 is under a key of the provider, and no key is named', async () => {
    expect(await told(s3Encryption, {})).toEqual({ data: { ...both, algorithm: 'AES256', keyManager: 'provider' }, gaps: [] });
  });

  test("under a customer's key, with its origin", async () => {
    const { data } = await told(s3Encryption, { algorithm: 'aws:kms', key: 'alias/brought' });
    expect(data).toMatchObject({ ...both, algorithm: 'aws:kms', doubleEncrypted: false, keyManager: 'customer', keyOrigin: 'imported' });
  });

  test('A-S3: aws:kms without a key is under the one that AWS manages', async () => {
    const { data } = await told(s3Encryption, { algorithm: 'aws:kms' });
    expect(data).toMatchObject({ algorithm: 'aws:kms', keyManager: 'provider' });
  });

  test.each([{}, { algorithm: 'aws:kms' }, { algorithm: 'aws:kms:dsse', key: 'alias/ours' }])(
    'A-S3: every algorithm is of 256 bits, and tells of new objects alone, not of those that are there: %o',
    async (bucket) => {
      const { data } = await told(s3Encryption, bucket);
      expect(data).toMatchObject({ covers: 'new-writes' });
      expect(encryptedWith.bind({ cipher: 'AES-256' }).judge(data, { at: '2026-06-01T00:00:00Z' }).is).toBe('holds');
    },
  );

  test('aws:kms:dsse is encrypted twice', async () => {
    const { data } = await told(s3Encryption, { algorithm: 'aws:kms:dsse', key: 'alias/ours' });
    expect(data).toMatchObject({ algorithm: 'aws:kms:dsse', doubleEncrypted: true, keyManager: 'customer' });
  });

  test('A-S3: a bucket without a rule says so by an error of its own, which is data', async () => {
    expect(await told(s3Encryption, { algorithm: null })).toEqual({ data: { encrypted: false, covers: 'new-writes' }, gaps: [] });
  });

  test('A-S3: a denied setting is never "not configured"', async () => {
    const all = [{ name: 'data', algorithm: null }, { name: 'other' }];
    const faults: Scenario['faults'] = [{ fault: 'deny', on: { action: 'GetBucketEncryption', subject: 'data' } }];
    const { observed, gaps } = await buckets(s3Encryption, all, { faults });
    expect(observed.map(({ subject }) => subject.id)).toEqual([arn('other')]);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['s3:GetEncryptionConfiguration'], subject: { id: arn('data') } }]);
  });

  test('an algorithm of another shape is malformed, and no default', async () => {
    const faults: Scenario['faults'] = [{ fault: 'malformed', field: 'SSEAlgorithm', on: { action: 'GetBucketEncryption' } }];
    const { observed, gaps } = await buckets(s3Encryption, [{ name: 'data' }], { faults });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'malformed', call: 's3:GetBucketEncryption', subject: { id: arn('data') } }]);
  });
});
