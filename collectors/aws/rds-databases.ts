import type { DescribeDBClustersCommandInput, DescribeDBInstancesCommandInput } from '@aws-sdk/client-rds';
import type { Look, Subject } from 'claimcheck/plugin';
import { Cluster, Instance, serviceOf } from './rds-facts.ts';
import type { Snapshot } from './rds-snapshot-facts.ts';
import type { AwsSession } from './session.ts';
import { listedBy, mapped, together } from './sorts.ts';
import { arnSubject } from './subjects.ts';
import type { Sort } from './things.ts';

/** RDS answers for DocumentDB and Neptune too, whichever service made them. */
export const DATABASES = ['rds', 'documentdb', 'neptune'];

export const rdsInstances = listedBy({
  services: DATABASES,
  call: 'rds:DescribeDBInstances',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBInstancesCommandInput = { MaxRecords: 100 };
    return { input, ask: (asked) => rds.describeDBInstances(asked), items: 'DBInstances', token: 'Marker', onward };
  },
  shape: Instance,
  id: 'DBInstanceArn',
  nameOf: ({ DBInstanceArn }) => DBInstanceArn,
  subject: (look, id, item) =>
    arnSubject(look, { id, service: serviceOf(item?.Engine), type: 'instance', name: id.split(':').at(-1) }, item?.TagList),
});

export const rdsClusters = listedBy({
  services: DATABASES,
  call: 'rds:DescribeDBClusters',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBClustersCommandInput = { MaxRecords: 100 };
    return { input, ask: (asked) => rds.describeDBClusters(asked), items: 'DBClusters', token: 'Marker', onward };
  },
  shape: Cluster,
  id: 'DBClusterArn',
  nameOf: ({ DBClusterArn }) => DBClusterArn,
  subject: (look, id, item) =>
    arnSubject(look, { id, service: serviceOf(item?.Engine), type: 'cluster', name: id.split(':').at(-1) }, item?.TagList),
});

function onward(Marker: string): { Marker: string } {
  return { Marker };
}

/**
 * The database that a snapshot is of, or one by its ARN. What was copied here from elsewhere is of a database there: its region, and its account, stand in
 * the ARN of the snapshot that it was copied from.
 */
export function databaseSubject(
  look: Look<AwsSession>,
  told: { readonly engine: string | undefined } & (Pick<Snapshot, 'of' | 'database' | 'copyOf' | 'from'> | { readonly arn: string }),
): Subject {
  const service = serviceOf(told.engine);
  if ('database' in told) {
    const [, , , region = told.from ?? look.region, account = look.account] = /^arn:/.test(told.copyOf ?? '')
      ? (told.copyOf ?? '').split(':')
      : [];
    const [part, type] = told.of === 'instance' ? (['db', 'instance'] as const) : (['cluster', 'cluster'] as const);
    const id = `arn:${look.session.partition}:rds:${region}:${account}:${part}:${told.database}`;
    return { id, service, type, account, name: told.database };
  }
  return arnSubject(look, {
    id: told.arn,
    service,
    type: told.arn.split(':')[5] === 'db' ? 'instance' : 'cluster',
    name: told.arn.split(':').at(-1),
  });
}

/** An instance by itself, a cluster, or an instance with its cluster: where that is absent and the instance has one, it was not listed. */
export interface Database {
  readonly instance?: Instance;
  readonly cluster?: Cluster | undefined;
}

/** Clusters, and then instances, each member with its cluster, whose storage and settings are its own. */
export const databases: Sort<Database> = {
  services: DATABASES,
  calls: { ...rdsClusters.calls, ...rdsInstances.calls },
  list: (look, kinds) => {
    const known = new Map<string, { readonly cluster: Cluster; readonly from: { data: unknown; replies: readonly string[] } }>();
    const clusters = mapped(rdsClusters, ({ subject, data: cluster }, { replies }): { subject: typeof subject; data: Database } => {
      known.set(cluster.DBClusterIdentifier, { cluster, from: { data: undefined, replies } });
      return { subject, data: { cluster } };
    });
    const instances = mapped(rdsInstances, ({ subject, data: instance }) => {
      const member = instance.DBClusterIdentifier === undefined ? undefined : known.get(instance.DBClusterIdentifier);
      const data: Database = { instance, cluster: member?.cluster };
      return member === undefined ? { subject, data } : { subject, data, from: member.from };
    });
    return together(clusters, instances).list(look, kinds);
  },
};
