import { CannotObserve, defineCollector, type Look, location, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { elsewhere, PLACES } from './located.ts';
import { countriesOf } from './region-countries.ts';
import { BUCKET_CALLS, type Bucket, bucketsOf, locationOf } from './s3-buckets.ts';
import type { AwsSession } from './session.ts';
import { settingOf } from './setting.ts';
import { aws } from './source.ts';

const Rule = z.object({ Status: z.enum(['Enabled', 'Disabled']), Destination: z.object({ Bucket: z.string().min(1) }) });
const Answer = z.object({ ReplicationConfiguration: z.object({ Rules: z.array(Rule) }) });
const kinds = [location];

/**
 * Where each bucket lies, and to which other regions its rules copy what is written into it. Recipes A-S3 and A-REG. What an earlier rule has copied, or
 * someone by hand, is not seen.
 */
export const s3Location = defineCollector({
  id: 'aws.s3-location',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  answers: PLACES,
  services: ['s3'],
  calls: { ...BUCKET_CALLS, 's3:GetBucketReplication': ['s3:GetReplicationConfiguration'] },

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
  const copies = await look.attempt({ kinds, subject, fields: ['elsewhere'] }, () => copiesOf(look, name));
  const others = copies?.data.map((region) => ({ region, why: 'replica' as const }));
  const data = { regions: [look.region], ...countriesOf([look.region]), ...elsewhere(others, look.region) };
  look.observe(location, subject, { ...data, reach: 'region', holdsData: true, knownBy: 'provider' }, [page, copies]);
}

/** The other regions that a bucket is replicated to. A rule names a bucket, and not where that lies; another account's may not tell us. */
async function copiesOf(look: Look<AwsSession>, Bucket: string): Promise<Seen<readonly string[]>> {
  const s3 = await look.session.client('s3');
  const asking = { call: 's3:GetBucketReplication', input: { Bucket }, ask: (asked: { Bucket: string }) => s3.getBucketReplication(asked) };
  const { data, replies } = await settingOf(look, { ...asking, shape: Answer, none: ['ReplicationConfigurationNotFoundError'] });
  const rules = data === 'none' ? [] : data.ReplicationConfiguration.Rules.filter(({ Status }) => Status === 'Enabled');
  const buckets = [...new Set(rules.map(({ Destination }) => bucketIn(Destination.Bucket, replies)))];
  const places = await Promise.all(buckets.map((bucket) => locationOf(look, bucket)));
  const regions = [...new Set(places.map((place) => place.data))].filter((region) => region !== look.region).sort();
  return { data: regions, replies: [...replies, ...places.flatMap((place) => place.replies)] };
}

function bucketIn(arn: string, replies: readonly string[]): string {
  const name = /^arn:[^:]+:s3:::([^/]+)$/.exec(arn)?.[1];
  if (name !== undefined) return name;
  throw new CannotObserve('malformed', 'a replication rule names no bucket', {
    call: 's3:GetBucketReplication',
    code: 'UnknownShape',
    replies,
  });
}
