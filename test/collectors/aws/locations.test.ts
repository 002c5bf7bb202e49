import { expect, test } from 'vitest';
import { aws } from '../../../collectors/aws/index.ts';
import { countriesOf } from '../../../collectors/aws/region-countries.ts';
import { locatedIn } from '../../../src/checks/located-in.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';
import { snapshot } from './practice-databases.ts';

async function placed(id: string, region: Readonly<Record<string, unknown>>) {
  const collector = aws.collectors.find((one) => one.id === id);
  if (collector === undefined) throw new Error(`no collector ${id}`);
  const { observed, gaps } = await seenBy(collector, { regions: { [REGION]: region, 'us-east-1': {} } });
  return { facts: observed.map(({ data }) => Object(data)), gaps };
}

const here = { regions: [REGION], countries: ['IE'], holdsData: true, knownBy: 'provider' };
const inEurope = (data: unknown) => locatedIn.bind({ areas: ['EU'] }).judge(data, { at: '2026-06-01T00:00:00Z' }).is;

test.each<[string, Readonly<Record<string, unknown>>, object]>([
  ['aws.ebs-volumes-location', { ec2: { volumes: [{ count: 1, encrypted: false }] } }, { reach: 'zone', elsewhere: [] }],
  ['aws.ebs-snapshots-location', { ec2: { snapshots: [{ count: 1, encrypted: false }] } }, { reach: 'region', elsewhere: [] }],
  ['aws.sqs-location', { sqs: { queues: [{ name: 'one' }] } }, { reach: 'region', elsewhere: [] }],
  [
    'aws.dynamodb-location',
    { dynamodb: { tables: [{ name: 'one', has: { Replicas: [{ RegionName: 'us-west-2' }, { RegionName: 'eu-central-1' }] } }] } },
    {
      elsewhere: [
        { region: 'eu-central-1', country: 'DE', why: 'replica' },
        { region: 'us-west-2', country: 'US', why: 'replica' },
      ],
    },
  ],
  [
    'aws.redshift-location',
    { redshift: { clusters: [{ name: 'one', has: { ClusterSnapshotCopyStatus: { DestinationRegion: 'eu-west-2' } } }] } },
    { elsewhere: [{ region: 'eu-west-2', country: 'GB', why: 'backup' }] },
  ],
  [
    'aws.rds-instances-location',
    {
      rds: {
        instances: [
          {
            id: 'one',
            has: {
              ReadReplicaDBInstanceIdentifiers: ['near', 'arn:aws:rds:eu-west-3:111122223333:db:far'],
              DBInstanceAutomatedBackupsReplications: [
                { DBInstanceAutomatedBackupsArn: 'arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-1' },
              ],
            },
          },
        ],
      },
    },
    {
      elsewhere: [
        { region: 'eu-central-1', country: 'DE', why: 'backup' },
        { region: 'eu-west-3', country: 'FR', why: 'replica' },
      ],
    },
  ],
  ['aws.log-groups-location', { logs: { groups: [{ name: 'one' }] } }, { elsewhere: [] }],
  ['aws.rds-snapshots-location', { rds: { snapshots: [snapshot('a', 'manual')] } }, { elsewhere: [] }],
  ['aws.backup-vaults-location', { backup: { vaults: [{ name: 'one', points: 1 }, { name: 'Default' }] } }, { elsewhere: [] }],
  [
    'aws.dynamodb-location',
    { dynamodb: { tables: [{ name: 'one', has: { GlobalTableWitnesses: [{ RegionName: 'us-east-2' }] } }] } },
    { elsewhere: [{ region: 'us-east-2', country: 'US', why: 'copy' }] },
  ],
  [
    'aws.redshift-snapshots-location',
    {
      redshift: {
        snapshots: [
          { SnapshotIdentifier: 's', ClusterIdentifier: 'c', SnapshotType: 'manual' },
          { SnapshotIdentifier: 'theirs', ClusterIdentifier: 'd', SnapshotType: 'manual', OwnerAccount: '444455556666' },
        ],
      },
    },
    { elsewhere: [] },
  ],
  [
    'aws.rds-clusters-location',
    {
      rds: {
        clusters: [
          { name: 'one', has: { GlobalClusterIdentifier: 'g', ReadReplicaIdentifiers: ['arn:aws:rds:eu-west-3:111122223333:cluster:r'] } },
        ],
        globalClusters: { g: ['arn:aws:rds:eu-west-1:111122223333:cluster:one', 'arn:aws:rds:us-west-2:111122223333:cluster:two'] },
      },
    },
    {
      elsewhere: [
        { region: 'eu-west-3', country: 'FR', why: 'replica' },
        { region: 'us-west-2', country: 'US', why: 'replica' },
      ],
    },
  ],
  [
    'aws.elasticache-location',
    {
      elasticache: {
        replicationGroups: [{ name: 'one', has: { GlobalReplicationGroupInfo: { GlobalReplicationGroupId: 'g' } } }],
        globals: { g: [REGION, 'eu-central-1'] },
      },
    },
    { elsewhere: [{ region: 'eu-central-1', country: 'DE', why: 'replica' }] },
  ],
  [
    'aws.efs-location',
    { elasticfilesystem: { fileSystems: [{ name: 'fs-1', replicated: ['eu-central-1'] }] } },
    { elsewhere: [{ region: 'eu-central-1', country: 'DE', why: 'replica' }] },
  ],
  [
    'aws.secrets-location',
    { secretsmanager: { secrets: [{ name: 'one', replicated: ['eu-central-1'] }] } },
    { elsewhere: [{ region: 'eu-central-1', country: 'DE', why: 'replica' }] },
  ],
])('A-REG: %s tells where things lie, and to where their settings copy them', async (id, region, expected) => {
  const { facts, gaps } = await placed(id, region);
  expect([gaps, facts]).toMatchObject([[], [{ ...here, ...expected }]]);
});

test('A-REG: a copy outside contradicts, whatever region its thing lies in', async () => {
  const table = (region: string) => ({ dynamodb: { tables: [{ name: 'one', has: { Replicas: [{ RegionName: region }] } }] } });
  expect((await placed('aws.dynamodb-location', table('us-west-2'))).facts.map(inEurope)).toEqual(['contradicts']);
  expect((await placed('aws.dynamodb-location', table('eu-central-1'))).facts.map(inEurope)).toEqual(['holds']);
});

test.each([
  [
    'aws.elasticache-location',
    { elasticache: { replicationGroups: [{ name: 'one', has: { GlobalReplicationGroupInfo: { GlobalReplicationGroupId: 'g' } } }] } },
  ],
  ['aws.rds-clusters-location', { rds: { clusters: [{ name: 'one', has: { GlobalClusterIdentifier: 'g' } }] } }],
])('A-REG: %s of a member of what cannot be found does not tell where its copies lie', async (id, region) => {
  const { facts, gaps } = await placed(id, region);
  expect(facts.map((data) => [data.elsewhere, inEurope(data)])).toEqual([[undefined, 'unseen']]);
  expect(gaps).toMatchObject([{ fields: ['elsewhere'] }]);
});

test('a region of which no country is known has none', () => {
  expect(countriesOf(['eu-west-1', 'eu-west-9'])).toEqual({});
  expect(countriesOf(['eu-west-1', 'us-gov-west-1'])).toEqual({ countries: ['IE', 'US'] });
});
