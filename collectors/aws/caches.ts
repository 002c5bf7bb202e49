import type { ElastiCache } from '@aws-sdk/client-elasticache';
import type { Ask } from 'claimcheck/plugin';
import { z } from 'zod';
import { listedBy, together } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const Told = z.object({
  ARN: z.string().startsWith('arn:'),
  Engine: z.string().optional(),
  KmsKeyId: z.string().min(1).optional(),
  AtRestEncryptionEnabled: z.boolean().optional(),
  TransitEncryptionEnabled: z.boolean().optional(),
  TransitEncryptionMode: z.string().optional(),
  GlobalReplicationGroupInfo: z.object({ GlobalReplicationGroupId: z.string().optional() }).optional(),
  SnapshotRetentionLimit: z.number().int().nonnegative().optional(),
});

/** A cache that is told of: its nodes' group, a cluster that stands alone, or a serverless one. */
export type Cache = z.infer<typeof Told> & { readonly made: Date | undefined; readonly serverless: boolean };

interface Asked {
  readonly Marker?: string;
  readonly NextToken?: string;
}

/** One sort of cache. `made`: the field that says since when it is there. */
function sortOf(of: {
  readonly type: string;
  readonly call: string;
  readonly ask: (elasticache: ElastiCache) => Ask<Asked>;
  readonly items: string;
  readonly token: keyof Asked;
  readonly made: string;
}) {
  const { type, call, ask, items, token, made } = of;
  return listedBy({
    services: ['elasticache'],
    call,
    open: async (look) => {
      const input: Asked = {};
      return { input, ask: ask(await look.session.client('elasticache')), items, token, onward: (next: string) => ({ [token]: next }) };
    },
    shape: z
      .looseObject({ [made]: z.date().optional() })
      .transform((item): unknown => ({ ...item, made: item[made] }))
      .pipe(Told.extend({ made: z.date().optional() }))
      .transform((told): Cache => ({ ...told, made: told.made, serverless: type === 'serverless-cache' })),
    id: 'ARN',
    nameOf: ({ ARN }) => ARN,
    subject: (look, id) => arnSubject(look, { id, service: 'elasticache', type, name: id.split(':').at(-1) }),
  });
}

/** Caches of ElastiCache. The nodes of a replication group are the group, and are not listed by themselves. */
export const caches = together(
  sortOf({
    type: 'replication-group',
    call: 'elasticache:DescribeReplicationGroups',
    ask: (elasticache) => (asked) => elasticache.describeReplicationGroups({ ...asked, MaxRecords: 100 }),
    items: 'ReplicationGroups',
    token: 'Marker',
    made: 'ReplicationGroupCreateTime',
  }),
  sortOf({
    type: 'cluster',
    call: 'elasticache:DescribeCacheClusters',
    ask: (elasticache) => (asked) =>
      elasticache.describeCacheClusters({ ...asked, MaxRecords: 100, ShowCacheClustersNotInReplicationGroups: true }),
    items: 'CacheClusters',
    token: 'Marker',
    made: 'CacheClusterCreateTime',
  }),
  sortOf({
    type: 'serverless-cache',
    call: 'elasticache:DescribeServerlessCaches',
    ask: (elasticache) => (asked) => elasticache.describeServerlessCaches({ ...asked, MaxResults: 50 }),
    items: 'ServerlessCaches',
    token: 'NextToken',
    made: 'CreateTime',
  }),
);
