import { CannotObserve, defineCollector, type Look, publicAccess, type Seen } from 'claimcheck/plugin';
import { present } from './kms-key-facts.ts';
import { BUCKET_CALLS, type Bucket, bucketsOf } from './s3-buckets.ts';
import { type Block, isPublic, sharingBlocked, together } from './s3-exposure.ts';
import { accessOf, accountBlock } from './s3-settings.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';

const kinds = [publicAccess];

/**
 * Whether everybody may reach each bucket. Recipe A-S3. Behind a whole block, the account's and the bucket's together, nobody does, and the bucket's own
 * rules are not asked for. With whom it is shared is not read.
 */
export const s3PublicAccess = defineCollector({
  id: 'aws.s3-public-access',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['s3'],
  calls: {
    ...BUCKET_CALLS,
    's3:GetAccountPublicAccessBlock': ['s3:GetAccountPublicAccessBlock'],
    's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
    's3:GetBucketPolicyStatus': ['s3:GetBucketPolicyStatus'],
    's3:GetBucketAcl': ['s3:GetBucketAcl'],
    's3:GetBucketOwnershipControls': ['s3:GetBucketOwnershipControls'],
  },

  collect: async (look) => {
    let account: Promise<Seen<Block> | undefined> | undefined;
    for await (const { page, buckets } of bucketsOf(look, kinds)) {
      if (buckets.length > 0) account ??= look.attempt({ kinds, fields: ['public', 'sharingBlocked'] }, () => accountBlock(look));
      const whole = await account;
      await look.each(
        buckets,
        ({ subject }) => ({ kinds, subject }),
        async (bucket, inner) => observe(inner, bucket, page, whole),
      );
    }
  },
});

async function observe(look: Look<AwsSession>, { name, subject }: Bucket, page: Seen<unknown>, account: Seen<Block> | undefined) {
  const asking = await accessOf(look, name);
  const about = { kinds, subject, fields: ['public'] };
  const own = await look.attempt({ ...about, fields: ['public', 'sharingBlocked'] }, asking.block);
  const block = together([account?.data, own?.data]);
  const blocked = sharingBlocked(block);
  if (blocked === 'all') return look.observe(publicAccess, subject, { about: 'thing', sharingBlocked: blocked }, [page, account, own]);

  const policyPublic = await look.attempt(about, asking.policyPublic);
  const aclPublic = await look.attempt(about, asking.aclPublic);
  const aclsDisabled = await look.attempt({ ...about, fields: ['public', 'aclsDisabled'] }, asking.aclsDisabled);
  const rules = { policyPublic: policyPublic?.data, aclPublic: aclPublic?.data, aclsDisabled: aclsDisabled?.data };
  const told = { public: isPublic(rules, block), sharingBlocked: blocked, aclsDisabled: rules.aclsDisabled };
  const from = [account, own, policyPublic, aclPublic, aclsDisabled];
  look.observe(publicAccess, subject, { about: 'thing', ...present(told) }, [page, ...from]);
  if (told.public !== undefined || from.includes(undefined)) return;
  const unread = new CannotObserve('unsupported', `objects of ${name} may have public access lists of their own, and these are not read`, {
    code: 'ObjectAclsNotRead',
  });
  await look.attempt(about, () => Promise.reject(unread));
}
