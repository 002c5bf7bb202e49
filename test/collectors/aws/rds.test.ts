/** Databases of RDS, Aurora, DocumentDB and Neptune: each pitfall of the recipes A-RDS, A-RDS-TLS and A-RDS-BKP. */
import { describe, expect, test } from 'vitest';
import { rdsBackups } from '../../../collectors/aws/rds-backups.ts';
import { rdsEncryption } from '../../../collectors/aws/rds-encryption.ts';
import { rdsProxiesTransport } from '../../../collectors/aws/rds-proxies-transport.ts';
import { rdsPublicAccess } from '../../../collectors/aws/rds-public-access.ts';
import { rdsSnapshotEncryption } from '../../../collectors/aws/rds-snapshot-encryption.ts';
import { rdsSnapshotSharing } from '../../../collectors/aws/rds-snapshot-sharing.ts';
import { rdsTransport } from '../../../collectors/aws/rds-transport.ts';
import { backupsKept } from '../../../src/checks/backups-kept.ts';
import { backupsLocatedIn } from '../../../src/checks/backups-located-in.ts';
import type { Collector } from '../../../src/plugin.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';
import { COPIES, proxyArn, replicated, snapshot } from './practice-databases.ts';

type Section = Readonly<Record<string, unknown>>;

function seen(collector: Collector, rds: Section, elsewhere: Section = {}) {
  const kms = { keys: { 'alias/ours': {}, 'alias/aws/rds': {} } };
  return seenBy(collector, { regions: { [REGION]: { kms, rds }, 'us-east-1': { rds: elsewhere } } });
}

/** What was seen of each thing, by the last part of its name. */
async function told(collector: Collector, rds: Section, elsewhere?: Section): Promise<Readonly<Record<string, unknown>>> {
  const { observed, gaps } = await seen(collector, rds, elsewhere);
  expect(gaps).toEqual([]);
  return Object.fromEntries(observed.map(({ subject, data }) => [subject.id.split(':').slice(5).join(':'), data]));
}

describe('A-RDS: encryption', () => {
  const instance = (has: Section) => ({ instances: [{ id: 'i', encrypted: false, has }] });

  test('StorageEncrypted false with sse-rds is encrypted, under a key that AWS owns', async () => {
    const data = (await told(rdsEncryption, instance({ StorageEncrypted: false, StorageEncryptionType: 'sse-rds' })))['db:i'];
    expect(data).toEqual({ encrypted: true, algorithm: 'sse-rds', cipher: 'AES-256', keyManager: 'provider', covers: 'everything' });
  });

  test.each([
    ['none is not encrypted', { StorageEncrypted: false, StorageEncryptionType: 'none' }, false],
    ['before there was a type', { StorageEncrypted: false }, false],
    ['sse-kms is encrypted', { StorageEncrypted: true, StorageEncryptionType: 'sse-kms' }, true],
    ['a type that we do not know says nothing', { StorageEncrypted: false, StorageEncryptionType: 'sse-new' }, undefined],
  ])('%s', async (_, has, encrypted) => {
    const data = (await told(rdsEncryption, instance(has)))['db:i'];
    expect(Object(data).encrypted).toBe(encrypted);
  });

  const cluster = { name: 'c', key: 'alias/ours' };
  const member = { id: 'm', encrypted: false, has: { DBClusterIdentifier: 'c' } };

  test("a cluster's members lie in its storage, whatever they say of themselves", async () => {
    const data = await told(rdsEncryption, { clusters: [cluster], instances: [member] });
    expect(data).toMatchObject({ 'cluster:c': { encrypted: true }, 'db:m': { encrypted: true, keyManager: 'customer' } });
  });

  test('a member whose cluster is not listed is not known to be encrypted, nor not to be', async () => {
    expect((await told(rdsEncryption, { instances: [member] }))['db:m']).not.toHaveProperty('encrypted');
  });

  test('DocumentDB and Neptune show up in RDS, and count as what they are', async () => {
    const instances = ['postgres', 'docdb', 'neptune', 'aurora-mysql'].map((engine) => ({ id: engine, engine }));
    const { observed } = await seen(rdsEncryption, { instances });
    expect(observed.map(({ subject }) => subject.service)).toEqual(['rds', 'documentdb', 'neptune', 'rds']);
  });

  test('snapshots say it in the same two fields, of instances and of clusters', async () => {
    const name = { DBClusterSnapshotIdentifier: 's', DBClusterSnapshotArn: `arn:aws:rds:${REGION}:${ACCOUNT}:cluster-snapshot:s` };
    const ofCluster = {
      ...name,
      DBClusterIdentifier: 'c',
      SnapshotType: 'manual',
      StorageEncrypted: false,
      StorageEncryptionType: 'sse-rds',
    };
    const plain = snapshot('i', 'manual', { Encrypted: false, KmsKeyId: undefined, Engine: 'docdb' });
    const { observed } = await seen(rdsSnapshotEncryption, { snapshots: [plain], clusterSnapshots: [ofCluster] });
    expect(observed.map(({ subject, data }) => [subject.service, Object(data).encrypted])).toEqual([
      ['documentdb-snapshots', false],
      ['rds-snapshots', true],
    ]);
  });
});

describe('A-RDS-TLS: what a database asks of its clients', () => {
  const group = (ParameterApplyStatus: string) => ({ DBParameterGroups: [{ DBParameterGroupName: 'g', ParameterApplyStatus }] });
  const instance = (engine: string, values: Section, state = 'in-sync') => ({
    instances: [{ id: 'i', engine, has: group(state) }],
    parameterGroups: { g: values },
  });

  test.each([
    ['postgres', { 'rds.force_ssl': '1', ssl_min_protocol_version: 'TLSv1.2' }, { required: true, minimumVersion: 'TLSv1.2' }],
    ['postgres', { 'rds.force_ssl': '0' }, { required: false }],
    ['mysql', { require_secure_transport: 'ON', tls_version: 'TLSv1.2,TLSv1.3' }, { required: true, minimumVersion: 'TLSv1.2' }],
    ['mysql', { require_secure_transport: '0', tls_version: 'TLSv1,TLSv1.2' }, { required: false, minimumVersion: 'TLSv1.0' }],
    ['mariadb', { require_secure_transport: '1' }, { required: true }],
    ['sqlserver-se', { 'rds.force_ssl': '1' }, { required: true }],
    ['oracle-ee', { 'rds.force_ssl': '1' }, {}],
    ['mysql', { tls_version: 'TLSv9' }, {}],
  ])('%s with %o', async (engine, values, expected) => {
    expect((await told(rdsTransport, instance(engine, values)))['db:i']).toEqual({ settled: true, exposure: 'private', ...expected });
  });

  test('what waits for a reboot is not in force', async () => {
    const data = (await told(rdsTransport, instance('postgres', { 'rds.force_ssl': '1' }, 'pending-reboot')))['db:i'];
    expect(data).toEqual({ settled: false, exposure: 'private' });
  });

  test('a default that a newer engine has switched on counts as well as one that somebody set', async () => {
    // The practice cloud gives values with the source "system", as RDS does of those that nobody set.
    const data = (await told(rdsTransport, instance('postgres', { 'rds.force_ssl': '1' })))['db:i'];
    expect(data).toMatchObject({ required: true });
  });

  test("a cluster's parameters are its members', each as far as it has taken them up", async () => {
    const members = [
      { DBInstanceIdentifier: 'm1', DBClusterParameterGroupStatus: 'in-sync' },
      { DBInstanceIdentifier: 'm2', DBClusterParameterGroupStatus: 'pending-reboot' },
    ];
    const data = await told(rdsTransport, {
      clusters: [{ name: 'c', has: { DBClusterParameterGroup: 'g', DBClusterMembers: members } }],
      instances: ['m1', 'm2'].map((id) => ({ id, engine: 'aurora-postgresql', has: { DBClusterIdentifier: 'c', ...group('in-sync') } })),
      parameterGroups: { g: { 'rds.force_ssl': '0' } },
      clusterParameterGroups: { g: { 'rds.force_ssl': '1' } },
    });
    expect(data).toEqual({
      'cluster:c': { settled: false },
      'db:m1': { settled: true, required: true, exposure: 'private' },
      'db:m2': { settled: false, exposure: 'private' },
    });
  });

  test.each([
    ['enabled', { required: true, minimumVersion: 'TLSv1.0' }],
    ['tls1.2+', { required: true, minimumVersion: 'TLSv1.2' }],
    ['fips-140-3', { required: true }],
    ['disabled', { required: false }],
    ['something new', {}],
  ])('DocumentDB with tls: %s', async (tls, expected) => {
    const clusters = [{ name: 'c', has: { Engine: 'docdb', DBClusterParameterGroup: 'g', DBClusterMembers: [] } }];
    const data = await told(rdsTransport, { clusters, clusterParameterGroups: { g: { tls } } });
    expect(data['cluster:c']).toEqual({ settled: true, ...expected });
  });

  test("the end of the server's certificate", async () => {
    const has = { CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1', ValidTill: '2027-01-02T03:04:05Z' } };
    const data = (await told(rdsTransport, { instances: [{ id: 'i', public: true, has }] }))['db:i'];
    expect(data).toEqual({ certificateUntil: '2027-01-02T03:04:05.000Z', exposure: 'internet' });
  });
});

describe('A-RDS-BKP: backups', () => {
  const NOW = '2026-06-01T00:00:00.000Z';
  const keptFor = (days: object, data: unknown) => backupsKept.bind(days).judge(data, { at: NOW });

  test('the rule, the window, and each snapshot with its end', async () => {
    const window = { DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:i`, Status: 'active', RestoreWindow: { EarliestTime: '-35d' } };
    const data = await told(rdsBackups, {
      instances: [{ id: 'i', backupDays: 35, has: { LatestRestorableTime: '+0d' } }],
      snapshots: [snapshot('i', 'automated')],
      automatedBackups: [window],
    });
    expect(data).toEqual({
      'db:i': {
        ...{ automatic: true, everyHours: 24, retentionDays: 35, longTermDays: [], pointInTime: true },
        ...{ earliestRestorableAt: '2026-04-27T00:00:00.000Z', latestRestorableAt: NOW, protectedSince: '2026-03-03T00:00:00.000Z' },
        backups: [
          {
            ...{ takenAt: '2026-05-31T00:00:00.000Z', made: 'automatic', status: 'complete', encrypted: true },
            keptUntil: '2026-07-05T00:00:00.000Z',
          },
        ],
        ...{ newestAt: '2026-05-31T00:00:00.000Z', copies: [], regions: [REGION] },
      },
    });
  });

  test('a snapshot that was made by hand never expires, and contradicts that none is kept for longer', async () => {
    const rds = { instances: [{ id: 'i', backupDays: 35 }] };
    const without = await told(rdsBackups, rds);
    const data = await told(rdsBackups, { ...rds, snapshots: [snapshot('i', 'manual')] });
    expect(data['db:i']).toMatchObject({ backups: [{ made: 'by-hand', keptUntil: 'for-ever' }] });
    expect([without, data].map((one) => keptFor({ atMost: 35 }, one['db:i']).is)).toEqual(['holds', 'contradicts']);
  });

  test('a new database shows since when it can have been backed up, and cannot yet prove its days', async () => {
    const data = await told(rdsBackups, { instances: [{ id: 'i', created: '-2d', backupDays: 35 }] });
    expect(data['db:i']).toMatchObject({ protectedSince: '2026-05-30T00:00:00.000Z', backups: [] });
    expect(data['db:i']).not.toHaveProperty('earliestRestorableAt');
    expect(keptFor({ atLeast: 35 }, data['db:i'])).toMatchObject({ is: 'unseen', field: 'earliestRestorableAt' });
  });

  test('automatic backups in another region are copies there, for as long as the rule there says', async () => {
    const has = { DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: replicated('a') }] };
    const data = await told(rdsBackups, { instances: [{ id: 'a', has }] }, COPIES);
    expect(data['db:a']).toMatchObject({
      copies: [{ region: 'us-east-1', otherAccount: false, retentionDays: 14 }],
      regions: [REGION, 'us-east-1'],
    });
    expect(backupsLocatedIn.bind({ regions: [REGION] }).judge(data['db:a'], { at: NOW }).is).toBe('contradicts');
  });

  test('a copy that is named and not there is a gap, and not no copy', async () => {
    const has = { DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: replicated('lost') }] };
    const { observed, gaps } = await seen(rdsBackups, { instances: [{ id: 'a', has }] });
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'CopyMissing', fields: ['copies', 'regions'] }]);
    expect(observed[0]?.data).not.toHaveProperty('copies');
    expect(observed[0]?.data).not.toHaveProperty('regions');
  });

  test("another region's copies here are told there", async () => {
    const from = { DBInstanceArn: `arn:aws:rds:us-east-1:${ACCOUNT}:db:far`, Status: 'replicating', Region: 'us-east-1' };
    expect(await told(rdsBackups, { automatedBackups: [from] })).toEqual({});
  });

  test('backups that are switched off', async () => {
    const data = await told(rdsBackups, { instances: [{ id: 'i', backupDays: 0 }] });
    expect(data['db:i']).toEqual({ automatic: false, protectedSince: '2026-03-03T00:00:00.000Z', backups: [], copies: [], regions: [] });
  });

  test('snapshots of a database that is gone, with what was kept when it was deleted', async () => {
    const kept = {
      ...{ DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:gone`, Status: 'retained', BackupRetentionPeriod: 7, Encrypted: false },
      RestoreWindow: { EarliestTime: '-5d', LatestTime: '-2d' },
    };
    const data = await told(rdsBackups, { snapshots: [snapshot('gone', 'manual')], automatedBackups: [kept] });
    expect(data).toMatchObject({
      'db:gone': {
        about: 'former-thing',
        backups: [
          { made: 'by-hand', keptUntil: 'for-ever' },
          { made: 'automatic', takenAt: '2026-05-30T00:00:00.000Z', keptUntil: '2026-06-06T00:00:00.000Z', encrypted: false },
        ],
        regions: [REGION],
      },
    });
  });

  test('a database that was made again under the same name is another', async () => {
    const { observed } = await seen(rdsBackups, {
      instances: [{ id: 'i', has: { DbiResourceId: 'db-NEW' } }],
      snapshots: [snapshot('i', 'manual', { DbiResourceId: 'db-OLD' })],
    });
    expect(observed.map(({ data }) => data)).toMatchObject([{ backups: [] }, { about: 'former-thing', backups: [{ made: 'by-hand' }] }]);
  });

  test('a snapshot that was copied here is of a database there, and as old as its original', async () => {
    const copied = {
      ...{ SourceDBSnapshotIdentifier: `arn:aws:rds:us-east-1:444455556666:snapshot:x`, SourceRegion: 'us-east-1' },
      OriginalSnapshotCreateTime: '-40d',
    };
    const { observed } = await seen(rdsBackups, { instances: [{ id: 'i' }], snapshots: [snapshot('i', 'manual', copied)] });
    expect(observed.map(({ subject }) => subject.id)).toEqual([
      `arn:aws:rds:${REGION}:${ACCOUNT}:db:i`,
      'arn:aws:rds:us-east-1:444455556666:db:i',
    ]);
    expect(observed[1]?.data).toMatchObject({
      about: 'former-thing',
      backups: [{ takenAt: '2026-04-22T00:00:00.000Z' }],
      regions: [REGION],
    });
  });

  test("AWS Backup's snapshots are told by AWS Backup", async () => {
    const data = await told(rdsBackups, { instances: [{ id: 'i' }], snapshots: [snapshot('i', 'awsbackup')] });
    expect(data['db:i']).toMatchObject({ backups: [] });
  });

  test('a read replica without backups is a copy of what is backed up at its source; with a snapshot it is told', async () => {
    const replica = { id: 'r', backupDays: 0, has: { ReadReplicaSourceDBInstanceIdentifier: 'i' } };
    expect(await told(rdsBackups, { instances: [replica] })).toEqual({});
    expect(await told(rdsBackups, { instances: [replica], snapshots: [snapshot('r', 'manual')] })).toMatchObject({
      'db:r': { automatic: false },
    });
  });

  test('a cluster is backed up as a whole, and its members are not told', async () => {
    const has = { BackupRetentionPeriod: 35, EarliestRestorableTime: '-35d', LatestRestorableTime: '+0d' };
    const data = await told(rdsBackups, { clusters: [{ name: 'c', has }], instances: [{ id: 'm', has: { DBClusterIdentifier: 'c' } }] });
    expect(Object.keys(data)).toEqual(['cluster:c']);
    expect(data['cluster:c']).toMatchObject({
      retentionDays: 35,
      earliestRestorableAt: '2026-04-27T00:00:00.000Z',
      latestRestorableAt: NOW,
    });
  });

  test.each([
    ['snapshots', 'DBSnapshotIdentifier'],
    ['instances', 'DBInstanceArn'],
  ])('where %s has an item that cannot be read, nobody knows what is left of whom', async (_, field) => {
    const rds = { instances: [{ id: 'i', count: 2 }], snapshots: [snapshot('i-0', 'manual'), snapshot('gone', 'manual')] };
    const { observed, gaps } = await seenBy(rdsBackups, {
      faults: [{ fault: 'malformed', field, on: { service: 'rds' } }],
      regions: { [REGION]: { rds }, 'us-east-1': {} },
    });
    expect(observed.filter(({ data }) => Object(data).about === 'former-thing')).toEqual([]);
    expect(gaps.some(({ subject, fields }) => subject === undefined && fields === undefined)).toBe(true);
  });
});

test('A-RDS-TLS: a proxy is a door of its own, which lets plain text in unless it is told not to', async () => {
  const proxies = [true, false, undefined].map((RequireTLS, index) => ({ DBProxyArn: proxyArn(`p${index}`), RequireTLS }));
  const exposure = 'private';
  expect(await told(rdsProxiesTransport, { proxies })).toEqual({
    'db-proxy:p0': { required: true, exposure },
    'db-proxy:p1': { required: false, exposure },
    'db-proxy:p2': { exposure },
  });
});

describe('who gets in', () => {
  test('a database without a public address is private; of one with one, who gets there is not known', async () => {
    const data = await told(rdsPublicAccess, { instances: [{ id: 'in' }, { id: 'out', public: true }] });
    expect(data).toEqual({
      'db:in': { about: 'thing', public: false, network: 'private', sharingBlocked: 'none' },
      'db:out': { about: 'thing', sharingBlocked: 'none' },
    });
  });

  test('snapshots that were made by hand are asked about, automatic ones cannot be shared', async () => {
    const shared = { 'i-manual': ['all', '444455556666'] };
    const { observed, calls } = await seen(rdsSnapshotSharing, {
      snapshots: [snapshot('i', 'manual'), snapshot('i', 'automated')],
      shared,
    });
    expect(observed.map(({ data }) => data)).toMatchObject([
      { public: true, sharedWith: 1, sharingBlocked: 'none' },
      { public: false, sharedWith: 0 },
    ]);
    expect(calls['rds:DescribeDBSnapshotAttributes']).toBe(1);
  });
});
