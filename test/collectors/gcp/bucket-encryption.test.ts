import { describe, expect, test } from 'vitest';
import { bucketEncryption } from '../../../collectors/gcp/bucket-encryption.ts';
import { look, PROJECT } from './looking.ts';
import { bucket, bucketList } from './loopback.ts';

const KEY = 'projects/example-keys/locations/europe-west1/keyRings/ring/cryptoKeys/storage';

const see = (...items: readonly unknown[]) => look(bucketEncryption, { 'storage:buckets.list': () => bucketList(items) });

describe('G-GCS: encryption is unconditional, and the key differs', () => {
  test("a bucket without a key of its own is encrypted by the provider's guarantee", async () => {
    const { observed, gaps } = await see(bucket('logs', { labels: { env: 'prod' } }));
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      {
        kind: 'encryption-at-rest',
        basis: 'provider',
        subject: {
          id: '//storage.googleapis.com/projects/_/buckets/logs',
          service: 'gcs',
          type: 'bucket',
          account: PROJECT,
          name: 'logs',
          tags: { env: 'prod' },
        },
        data: { encrypted: true, keyManager: 'provider', covers: 'new-writes' },
        replies: ['hash-1'],
      },
    ]);
  });

  test("a customer's key is pointed at, with its own project, and is nobody's guarantee", async () => {
    const { observed } = await see(bucket('logs', { encryption: { defaultKmsKeyName: `${KEY}/cryptoKeyVersions/3` } }));
    expect(observed).toMatchObject([
      {
        data: { encrypted: true, keyManager: 'customer', covers: 'new-writes' },
        refers: { key: { id: `//cloudkms.googleapis.com/${KEY}`, service: 'cloud-kms', type: 'key', account: 'example-keys' } },
      },
    ]);
    expect(observed[0]).not.toHaveProperty('basis');
  });

  test('objects may have keys of their own (CSEK): a bucket speaks for new writes only', async () => {
    const { observed } = await see(bucket('logs'));
    expect(observed[0]?.data).toMatchObject({ covers: 'new-writes' });
  });

  test('enforcement of key types changes nothing about the default key', async () => {
    const encryption = {
      customerSuppliedEncryptionEnforcementConfig: { restrictionMode: 'FullyRestricted', effectiveTime: '2026-01-01T00:00:00Z' },
    };
    const { observed, gaps } = await see(bucket('logs', { encryption }));
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([{ data: { keyManager: 'provider' } }]);
  });

  test('where the key comes from is not told by the bucket', async () => {
    const { observed } = await see(bucket('logs', { encryption: { defaultKmsKeyName: KEY } }));
    expect(observed[0]?.data).not.toHaveProperty('keyOrigin');
  });
});
