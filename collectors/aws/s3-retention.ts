import { dataRetention, defineCollector, type Look, type Seen } from 'claimcheck/plugin';
import { present } from './kms-key-facts.ts';
import { BUCKET_CALLS, type Bucket, bucketsOf } from './s3-buckets.ts';
import { deletionOf, Lifecycle, Lock, lockOf, Versioning } from './s3-lifecycle.ts';
import type { AwsSession } from './session.ts';
import { settingOf } from './setting.ts';
import { aws } from './source.ts';

const kinds = [dataRetention];

/**
 * How long each bucket keeps what lies in it: its lifecycle rules, its versions, and its lock. Recipe A-S3. The lock is the bucket's default for what is
 * written from now on: a writer may choose another for an object.
 */
export const s3Retention = defineCollector({
  id: 'aws.s3-retention',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['s3'],
  calls: {
    ...BUCKET_CALLS,
    's3:GetBucketVersioning': ['s3:GetBucketVersioning'],
    's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
    's3:GetObjectLockConfiguration': ['s3:GetBucketObjectLockConfiguration'],
  },

  collect: async (look) => {
    for await (const { page, buckets } of bucketsOf(look, kinds)) {
      await look.each(
        buckets,
        ({ subject }) => ({ kinds, subject }),
        async (bucket, inner) => observe(inner, bucket, page),
      );
    }
  },
});

async function observe(look: Look<AwsSession>, { name, subject }: Bucket, page: Seen<unknown>) {
  const s3 = await look.session.client('s3');
  const input = { Bucket: name };
  type Input = typeof input;
  const part = <T>(fields: readonly string[], ask: () => Promise<T>) => look.attempt({ kinds, subject, fields }, ask);

  const versioning = await part(['versioned', 'oldVersionsDays', 'recoverableDays'], () =>
    look.call('s3:GetBucketVersioning', input, (asked: Input) => s3.getBucketVersioning(asked), Versioning),
  );
  const lifecycle = await part(['deletesAfterDays', 'deletesSomeAfterDays', 'oldVersionsDays', 'recoverableDays'], () => {
    const ask = (asked: Input) => s3.getBucketLifecycleConfiguration(asked);
    return settingOf(look, {
      call: 's3:GetBucketLifecycleConfiguration',
      input,
      ask,
      shape: Lifecycle,
      none: ['NoSuchLifecycleConfiguration'],
    });
  });
  const lock = await part(['locked', 'lockedDays'], () => {
    const ask = (asked: Input) => s3.getObjectLockConfiguration(asked);
    return settingOf(look, {
      call: 's3:GetObjectLockConfiguration',
      input,
      ask,
      shape: Lock,
      none: ['ObjectLockConfigurationNotFoundError'],
    });
  });
  const rules = lifecycle === undefined ? undefined : lifecycle.data === 'none' ? [] : lifecycle.data.Rules;
  const told = { ...deletionOf(versioning?.data, rules), ...lockOf(lock?.data) };
  look.observe(dataRetention, subject, present(told), [page, versioning, lifecycle, lock]);
}
