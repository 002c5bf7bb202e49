import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Copy } from './located.ts';
import type { AwsSession } from './session.ts';
import { settingOf } from './setting.ts';
import type { Thing } from './things.ts';

const CALL = 'elasticfilesystem:DescribeReplicationConfigurations';
export const EFS_REPLICATION = { [CALL]: [CALL] } as const;
const Answer = z.object({
  Replications: z.array(z.object({ SourceFileSystemId: z.string(), Destinations: z.array(z.object({ Region: z.string().min(1) })) })),
});

/** The regions to which a file system is replicated. A replica is a file system of its own, whose replication is its source's. */
export async function efsReplicas(
  { data: { FileSystemId } }: Thing<{ readonly FileSystemId: string }>,
  look: Look<AwsSession>,
): Promise<Seen<readonly Copy[]>> {
  const efs = await look.session.client('elasticfilesystem');
  const input = { FileSystemId };
  const ask = (asked: typeof input) => efs.describeReplicationConfigurations(asked);
  const { data, replies } = await settingOf(look, { call: CALL, input, ask, shape: Answer, none: ['ReplicationNotFound'] });
  const own = data === 'none' ? [] : data.Replications.filter(({ SourceFileSystemId: source }) => source === FileSystemId);
  return { data: own.flatMap(({ Destinations }) => Destinations.map(({ Region: region }) => ({ region, why: 'replica' }))), replies };
}
