import { defineCollector, encryptionAtRest } from 'claimcheck/plugin';
import { z } from 'zod';
import { buckets, bucketsList } from './buckets.ts';
import { gcp } from './source.ts';
import { keySubject } from './subjects.ts';

const Bucket = z.object({ encryption: z.object({ defaultKmsKeyName: z.string().optional() }).optional() });

/**
 * Buckets, each with who manages the key of what is written to it. Cloud Storage encrypts always, and nobody can switch it off; what can
 * differ is the key, also from object to object: a bucket tells its default only. Recipe G-GCS.
 */
export const bucketEncryption = defineCollector({
  id: 'gcp.bucket-encryption',
  version: 1,
  source: gcp,
  per: 'region',
  kinds: [encryptionAtRest],
  services: ['gcs'],
  calls: { ...bucketsList },

  collect: async (look) => {
    for await (const page of buckets(look, encryptionAtRest, Bucket)) {
      for (const { subject, bucket, page: seen } of page) {
        const { defaultKmsKeyName: key } = bucket.encryption ?? {};
        const always = { encrypted: true, covers: 'new-writes' } as const;
        if (key) look.observe(encryptionAtRest, subject, { ...always, keyManager: 'customer', key: look.refer(keySubject(key)) }, [seen]);
        else look.observe(encryptionAtRest, subject, { ...always, keyManager: 'provider' }, [seen], 'provider');
      }
    }
  },
});
