import { z } from 'zod';
import { defineKind } from './kind.ts';

/** Sources: facts/proof-recipes A-EBS-SNAP (snapshots, images and their account-wide block), A-S3, Z-STO, G-GCS. */
export const publicAccess = defineKind({
  id: 'public-access',
  means: 'Who outside of the account may reach one thing that holds data (a snapshot, image, bucket, storage account).',
  data: z.strictObject({
    about: z
      .enum(['thing', 'setting'])
      .describe('A thing that holds data, or an account-wide block of sharing itself, of which only `sharingBlocked` is known.'),
    public: z.boolean().optional().describe("Whether the thing's own rules let everybody in. `sharingBlocked: all` overrides them."),
    sharedWith: z
      .int()
      .nonnegative()
      .optional()
      .describe(
        'With how many other accounts its own rules share it. An organisation, or a part of one, counts as one; everybody is not counted.',
      ),
    sharingBlocked: z
      .enum(['all', 'new', 'none'])
      .optional()
      .describe(
        'The account-wide (or the thing\'s own, stronger) block of public sharing: "all" makes everything private ' +
          'whatever its own rules say, "new" only stops new sharing, "none": no block is on, or the provider has none. ' +
          'Joined onto each thing by the collector.',
      ),
    keyAccess: z.boolean().optional().describe('Whether holders of a shared account key get in beside named identities.'),
    network: z
      .enum(['anyone', 'listed', 'private'])
      .optional()
      .describe('Which networks may connect at all: any, a list of them, private ones only.'),
    aclsDisabled: z.boolean().optional().describe('Only one policy decides; per-object access lists are off.'),
  }),
  examples: {
    // EC2 DescribeSnapshotAttribute(createVolumePermission): CreateVolumePermissions[].{Group,UserId};
    // GetSnapshotBlockPublicAccessState: State
    aws: { about: 'thing', public: false, sharedWith: 1, sharingBlocked: 'new' },
    // storageAccounts.list: allowBlobPublicAccess, allowSharedKeyAccess (null means true), publicNetworkAccess, networkAcls
    azure: { about: 'thing', public: false, sharingBlocked: 'all', keyAccess: true, network: 'listed' },
    // bucket.iam.getPolicy: bindings of allUsers and allAuthenticatedUsers;
    // iamConfiguration.{publicAccessPrevention,uniformBucketLevelAccess.enabled}
    gcp: { about: 'thing', public: false, sharingBlocked: 'all', aclsDisabled: true },
  },
});
