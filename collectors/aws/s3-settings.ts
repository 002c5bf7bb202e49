import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { type Block, NO_BLOCK } from './s3-exposure.ts';
import type { AwsSession } from './session.ts';
import { settingOf } from './setting.ts';

const flag = z.boolean().optional();
const Configuration = z.object({ BlockPublicAcls: flag, IgnorePublicAcls: flag, BlockPublicPolicy: flag, RestrictPublicBuckets: flag });
const Blocked = z.object({ PublicAccessBlockConfiguration: Configuration });
const Status = z.object({ PolicyStatus: z.object({ IsPublic: z.boolean() }) });
const Acl = z.object({ Grants: z.array(z.object({ Grantee: z.object({ URI: z.string().optional() }) })) });
const Controls = z.object({ OwnershipControls: z.object({ Rules: z.array(z.object({ ObjectOwnership: z.string() })) }) });

/** S3 User Guide, "Access control list (ACL) overview": everybody, and everybody who has any AWS account. */
const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;
const NO_BLOCKS = ['NoSuchPublicAccessBlockConfiguration'];

/** The account's block of public access: that of all its buckets, in whatever region it is asked for. */
export async function accountBlock(look: Look<AwsSession>): Promise<Seen<Block>> {
  const control = await look.session.client('s3control');
  const input = { AccountId: look.account };
  const ask = (asked: typeof input) => control.getPublicAccessBlock(asked);
  return blockIn(await settingOf(look, { call: 's3:GetAccountPublicAccessBlock', input, ask, shape: Blocked, none: NO_BLOCKS }));
}

/** What decides who gets into one bucket, each part asked by itself. */
export async function accessOf(look: Look<AwsSession>, Bucket: string) {
  const s3 = await look.session.client('s3');
  const input = { Bucket };
  type Input = typeof input;
  return {
    block: async () => {
      const ask = (asked: Input) => s3.getPublicAccessBlock(asked);
      return blockIn(await settingOf(look, { call: 's3:GetPublicAccessBlock', input, ask, shape: Blocked, none: NO_BLOCKS }));
    },
    policyPublic: async (): Promise<Seen<boolean>> => {
      const ask = (asked: Input) => s3.getBucketPolicyStatus(asked);
      const asking = { call: 's3:GetBucketPolicyStatus', input, ask, shape: Status, none: ['NoSuchBucketPolicy'] };
      const { data, replies } = await settingOf(look, asking);
      return { data: data === 'none' ? false : data.PolicyStatus.IsPublic, replies };
    },
    aclPublic: async (): Promise<Seen<boolean>> => {
      const { data, replies } = await look.call('s3:GetBucketAcl', input, (asked) => s3.getBucketAcl(asked), Acl);
      return { data: data.Grants.some(({ Grantee }) => EVERYBODY.test(Grantee.URI ?? '')), replies };
    },
    aclsDisabled: async (): Promise<Seen<boolean>> => {
      const ask = (asked: Input) => s3.getBucketOwnershipControls(asked);
      const asking = { call: 's3:GetBucketOwnershipControls', input, ask, shape: Controls, none: ['OwnershipControlsNotFoundError'] };
      const { data, replies } = await settingOf(look, asking);
      const rules = data === 'none' ? [] : data.OwnershipControls.Rules;
      return { data: rules.some(({ ObjectOwnership }) => ObjectOwnership === 'BucketOwnerEnforced'), replies };
    },
  };
}

function blockIn({ data, replies }: Seen<z.infer<typeof Blocked> | 'none'>): Seen<Block> {
  return { data: data === 'none' ? NO_BLOCK : data.PublicAccessBlockConfiguration, replies };
}
