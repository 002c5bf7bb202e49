import { defineCollector, publicAccess } from 'claimcheck/plugin';
import { z } from 'zod';
import { buckets, bucketsList } from './buckets.ts';
import { inheritedBlock, letsEverybodyIn, policyCalls } from './public-policies.ts';
import { gcp } from './source.ts';

const Switch = z.object({ enabled: z.boolean().optional() }).optional();
const Bucket = z.object({
  name: z.string().min(1),
  iamConfiguration: z
    .object({
      publicAccessPrevention: z.string().optional(),
      uniformBucketLevelAccess: Switch,
      bucketPolicyOnly: Switch, // its name until 2019
    })
    .optional(),
});

/**
 * Who may reach buckets. Where prevention is enforced nobody from outside is let in, whatever policies say, and no policy is asked. Else
 * the bucket's policy is; while objects may have access lists of their own, it can show that a bucket is open, and not that it is closed.
 * Recipe G-GCS.
 */
export const bucketPublicAccess = defineCollector({
  id: 'gcp.bucket-public-access',
  version: 1,
  source: gcp,
  per: 'region',
  kinds: [publicAccess],
  services: ['gcs'],
  calls: { ...bucketsList, ...policyCalls },

  collect: async (look) => {
    const concerns = { kinds: [publicAccess], services: ['gcs'] };
    let inherited: ReturnType<typeof inheritedBlock> | undefined; // one answer for all buckets of the project
    for await (const page of buckets(look, publicAccess, Bucket)) {
      const about = ({ subject }: (typeof page)[number]) => ({ ...concerns, subject });
      await look.each(page, about, async ({ subject, bucket, page: seen }, inner) => {
        const { publicAccessPrevention: prevention, uniformBucketLevelAccess, bucketPolicyOnly } = bucket.iamConfiguration ?? {};
        const aclsDisabled = uniformBucketLevelAccess?.enabled ?? bucketPolicyOnly?.enabled;
        const known = { about: 'thing' as const, ...(aclsDisabled === undefined ? {} : { aclsDisabled }) };
        if (prevention === 'enforced') {
          inner.observe(publicAccess, subject, { ...known, sharingBlocked: 'all' }, [seen]);
          return;
        }
        const policy = await inner.attempt({ ...concerns, subject, fields: ['public'] }, () => letsEverybodyIn(inner, bucket.name));
        const open = policy?.data === false && aclsDisabled !== true ? undefined : policy?.data;
        // Only for an open bucket does it matter what it inherits.
        const asks = open === true && (prevention === 'inherited' || prevention === 'unspecified');
        const block = asks
          ? await inner.attempt({ ...concerns, subject, fields: ['sharingBlocked'] }, () => (inherited ??= inheritedBlock(look)))
          : undefined;
        const rules = {
          ...(open === undefined ? {} : { public: open }),
          ...(block?.data === undefined ? {} : { sharingBlocked: block.data }),
        };
        inner.observe(publicAccess, subject, { ...known, ...rules }, [seen, policy, block]);
      });
    }
  },
});
