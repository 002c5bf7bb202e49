import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Copy } from './located.ts';
import type { AwsSession } from './session.ts';

const CLUSTERS = 'rds:DescribeGlobalClusters';
const GROUPS = 'elasticache:DescribeGlobalReplicationGroups';
export const GLOBAL_CLUSTERS = { [CLUSTERS]: [CLUSTERS] } as const;
export const GLOBAL_GROUPS = { [GROUPS]: [GROUPS] } as const;

const Clusters = z.object({
  GlobalClusters: z.array(z.object({ GlobalClusterMembers: z.array(z.object({ DBClusterArn: z.string().startsWith('arn:') })) })),
});
const Groups = z.object({
  GlobalReplicationGroups: z.array(z.object({ Members: z.array(z.object({ ReplicationGroupRegion: z.string().min(1) })) })),
});

/** The regions of a global database's members, asked by its name. */
export async function clusterMembers(look: Look<AwsSession>, GlobalClusterIdentifier: string): Promise<Seen<readonly Copy[]>> {
  const rds = await look.session.client('rds');
  const ask = (asked: { GlobalClusterIdentifier: string }) => rds.describeGlobalClusters(asked);
  const { data, replies } = await look.call(CLUSTERS, { GlobalClusterIdentifier }, ask, Clusters);
  const regions = data.GlobalClusters.flatMap((one) =>
    one.GlobalClusterMembers.map(({ DBClusterArn }) => DBClusterArn.split(':')[3] ?? ''),
  );
  return members(CLUSTERS, regions, replies);
}

/** The regions of a global datastore's members. */
export async function groupMembers(look: Look<AwsSession>, GlobalReplicationGroupId: string): Promise<Seen<readonly Copy[]>> {
  const elasticache = await look.session.client('elasticache');
  const ask = (asked: { GlobalReplicationGroupId: string; ShowMemberInfo: boolean }) => elasticache.describeGlobalReplicationGroups(asked);
  const { data, replies } = await look.call(GROUPS, { GlobalReplicationGroupId, ShowMemberInfo: true }, ask, Groups);
  const regions = data.GlobalReplicationGroups.flatMap((one) => one.Members.map((member) => member.ReplicationGroupRegion));
  return members(GROUPS, regions, replies);
}

/** The one that asks is a member itself: an answer without any contradicts it. */
function members(call: string, regions: readonly string[], replies: readonly string[]): Seen<readonly Copy[]> {
  if (regions.length === 0)
    throw new CannotObserve('malformed', `${call}: what has a member has none`, { call, code: 'NoMembers', replies });
  return { data: [...new Set(regions)].map((region) => ({ region, why: 'replica' })), replies };
}
