import { publicAccess } from 'claimcheck/plugin';
import { z } from 'zod';
import { rdsSnapshots } from './rds-snapshots.ts';
import { eachOf } from './things.ts';

const Attributes = z.array(z.object({ AttributeName: z.string(), AttributeValues: z.array(z.string()).optional() }));
const OfInstance = z.object({ DBSnapshotAttributesResult: z.object({ DBSnapshotAttributes: Attributes }) });
const OfCluster = z.object({ DBClusterSnapshotAttributesResult: z.object({ DBClusterSnapshotAttributes: Attributes }) });

/**
 * Who may restore snapshots of databases. Only one that was made by hand can be shared (RDS User Guide, "Sharing a DB snapshot"), and only these are asked
 * about, each by itself: the list of public ones is that of all accounts. RDS has no block of public sharing.
 */
export const rdsSnapshotSharing = eachOf({
  id: 'aws.rds-snapshot-sharing',
  kind: publicAccess,
  sort: rdsSnapshots,
  calls: {
    'rds:DescribeDBSnapshotAttributes': ['rds:DescribeDBSnapshotAttributes'],
    'rds:DescribeDBClusterSnapshotAttributes': ['rds:DescribeDBClusterSnapshotAttributes'],
  },
  open: async (look) => {
    const rds = await look.session.client('rds');
    return async ({ data: snapshot }, inner) => {
      const shared = { about: 'thing', sharingBlocked: 'none' } as const;
      if (snapshot.sort !== 'manual') return { data: { ...shared, public: false, sharedWith: 0 } };
      if (snapshot.of === 'instance') {
        const input = { DBSnapshotIdentifier: snapshot.name };
        const ask = (asked: typeof input) => rds.describeDBSnapshotAttributes(asked);
        const from = await inner.call('rds:DescribeDBSnapshotAttributes', input, ask, OfInstance);
        return { data: { ...shared, ...restorableBy(from.data.DBSnapshotAttributesResult.DBSnapshotAttributes) }, from: [from] };
      }
      const input = { DBClusterSnapshotIdentifier: snapshot.name };
      const ask = (asked: typeof input) => rds.describeDBClusterSnapshotAttributes(asked);
      const from = await inner.call('rds:DescribeDBClusterSnapshotAttributes', input, ask, OfCluster);
      return {
        data: { ...shared, ...restorableBy(from.data.DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes) },
        from: [from],
      };
    };
  },
});

/** `restore` lists accounts, and "all" is everybody. */
function restorableBy(attributes: z.infer<typeof Attributes>): { readonly public: boolean; readonly sharedWith: number } {
  const who = attributes.filter(({ AttributeName }) => AttributeName === 'restore').flatMap(({ AttributeValues }) => AttributeValues ?? []);
  return { public: who.includes('all'), sharedWith: new Set(who.filter((one) => one !== 'all')).size };
}
