import { defineCollector, encryptionAtRest } from 'claimcheck/plugin';
import { z } from 'zod';
import { keysOf } from './keys.ts';
import { type Encryptable, observeEncrypted } from './observe-encrypted.ts';
import { BUCKET_CALLS, type Bucket, bucketsOf } from './s3-buckets.ts';
import { settingOf } from './setting.ts';
import { aws } from './source.ts';

const Default = z.object({ SSEAlgorithm: z.string().regex(/^[\w:]{1,40}$/), KMSMasterKeyID: z.string().min(1).optional() });
const Rules = z.array(z.object({ ApplyServerSideEncryptionByDefault: Default.optional() }));
const Answer = z.object({ ServerSideEncryptionConfiguration: z.object({ Rules }) });
const NONE = ['ServerSideEncryptionConfigurationNotFoundError'];

/**
 * How each bucket encrypts what is written into it where the writer asks for nothing else. Recipe A-S3. Objects of before the setting, and those whose
 * writer chose, may differ. All its algorithms are AES-256 (S3 User Guide, "Protecting data with encryption"). A bucket without a rule stands in servers
 * and recordings of before 2023 only.
 */
export const s3Encryption = defineCollector({
  id: 'aws.s3-encryption',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionAtRest],
  services: ['s3'],
  calls: { ...BUCKET_CALLS, 's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'], 'kms:DescribeKey': ['kms:DescribeKey'] },

  collect: async (look) => {
    const s3 = await look.session.client('s3');
    const keys = keysOf(look);
    const kinds = [encryptionAtRest];
    for await (const { page, buckets } of bucketsOf(look, kinds)) {
      const seen = new Map<string, Encryptable>();
      await look.each(
        buckets,
        ({ subject }) => ({ kinds, subject }),
        async ({ name, subject }, inner) => {
          const input = { Bucket: name };
          const asking = { call: 's3:GetBucketEncryption', input, ask: (asked: typeof input) => s3.getBucketEncryption(asked) };
          const from = await settingOf(inner, { ...asking, shape: Answer, none: NONE });
          const rules = from.data === 'none' ? 'none' : from.data.ServerSideEncryptionConfiguration.Rules;
          seen.set(name, { subject, from, ...encryptionOf(rules) });
        },
      );
      const things = buckets.map(({ name }: Bucket) => seen.get(name)).filter((thing) => thing !== undefined);
      await observeEncrypted(look, page, things, keys);
    }
  },
});

/** A bucket has one rule. Without a key of its own, KMS uses the provider's "aws/s3" (S3 API Reference, ServerSideEncryptionByDefault). */
function encryptionOf(rules: z.infer<typeof Rules> | 'none'): Pick<Encryptable, 'encrypted' | 'key' | 'also'> {
  if (rules === 'none') return { encrypted: false, key: undefined, also: { covers: 'new-writes' } };
  const byDefault = rules[0]?.ApplyServerSideEncryptionByDefault;
  if (byDefault === undefined) return { encrypted: undefined, key: undefined };
  const { SSEAlgorithm: algorithm, KMSMasterKeyID } = byDefault;
  const also = { algorithm, covers: 'new-writes' } as const;
  if (algorithm === 'AES256') return { encrypted: true, key: undefined, also: { ...also, cipher: 'AES-256', keyManager: 'provider' } };
  if (algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') return { encrypted: true, key: undefined, also };
  const twice = { doubleEncrypted: algorithm === 'aws:kms:dsse' };
  return { encrypted: true, key: KMSMasterKeyID ?? 'alias/aws/s3', also: { ...also, ...twice, cipher: 'AES-256' } };
}
