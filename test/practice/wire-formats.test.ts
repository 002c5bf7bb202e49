import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backupProtocol } from '../../fixtures/practice/aws/backup.ts';
import { cloudtrailProtocol } from '../../fixtures/practice/aws/cloudtrail.ts';
import { iamProtocol, renderSummary } from '../../fixtures/practice/aws/iam.ts';
import { logsProtocol } from '../../fixtures/practice/aws/logs.ts';
import { organizationsProtocol } from '../../fixtures/practice/aws/organizations.ts';
import { rdsProtocol, renderInstances } from '../../fixtures/practice/aws/rds.ts';
import { renderBuckets, renderEncryption, s3Protocol } from '../../fixtures/practice/aws/s3.ts';
import { toJson } from '../../fixtures/practice/aws/wire/protocol.ts';
import type { Fault } from '../../fixtures/practice/fault.ts';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { PROD, practise, STAGING } from './clients.ts';
import { type Answered, ask, form, type Raw, targeted } from './signed.ts';
import { differences, find, readXml } from './xml.ts';

const MEMBERS = Array.from({ length: 44 }, (_, index) => ({
  id: String(444455556666 + index),
  state: index === 3 ? ('CLOSED' as const) : ('ACTIVE' as const),
}));

const scenario: Scenario = {
  now: '2026-06-01T00:00:00Z',
  accounts: {
    prod: {
      id: PROD,
      principals: { evidence: {}, narrow: { allow: ['ec2:*'] } },
      regions: {
        'us-east-1': {
          s3: { buckets: [{ name: 'home' }] },
          organizations: { members: MEMBERS, delegated: [STAGING] },
          iam: { summary: { Users: 5 } },
        },
        'eu-west-1': {
          s3: {
            buckets: [
              { name: 'many', count: 44, algorithm: 'aws:kms', key: 'alias/x', bucketKey: true },
              { name: 'bare', algorithm: null },
            ],
          },
          rds: { instances: [{ id: 'db', count: 45, tags: { team: 'a & b' } }] },
          logs: { groups: [{ name: '/g', count: 45, days: 30 }] },
          cloudtrail: { trails: [{ name: 'all', bucket: 'many-0' }] },
          backup: { vaults: [{ name: 'v', count: 45 }] },
        },
        'eu-west-2': {},
        'af-south-1': { status: 'not-opted-in' },
      },
    },
    staging: { id: STAGING, regions: { 'eu-west-1': { s3: { buckets: [{ name: 'foreign' }] } } } },
    other: { id: '444455556667', regions: { 'eu-west-1': {} } },
    alone: { id: '999900000000', regions: { 'eu-west-1': {} } },
  },
};

/** One listing of each wire format: how a page is asked for, and what it holds. */
interface Format {
  readonly listing: (token?: string) => Raw;
  readonly read: (answered: Answered) => { readonly names: readonly (string | undefined)[]; readonly next: string | undefined };
  readonly size: number;
  /** status and code of each refusal */
  readonly throttled: readonly [number, string];
  readonly denied: readonly [number, string];
  readonly regionOff: readonly [number, string];
  readonly code: (answered: Answered) => string | undefined;
}

const xmlCode = ({ body }: Answered) => find(readXml(body), 'Code')?.text;
const jsonCode = ({ body }: Answered): string => JSON.parse(body).__type;
const inXml = (list: string, name: string, token: string) => (answered: Answered) => {
  const root = readXml(answered.body);
  const next = find(root, token)?.text;
  return { names: find(root, list)?.nodes.map((node) => find(node, name)?.text) ?? [], next };
};
const inJson = (list: string, name: string, token: string) => (answered: Answered) => {
  const body: Record<string, unknown> = JSON.parse(answered.body);
  const items = Array.isArray(body[list]) ? body[list] : [];
  return { names: items.map((item) => String(item[name])), next: typeof body[token] === 'string' ? body[token] : undefined };
};

const FORMATS: Readonly<Record<string, Format>> = {
  'REST-XML: S3': {
    listing: (token) => ({
      service: 's3',
      path: `/?max-buckets=20&x-id=ListBuckets${token === undefined ? '' : `&continuation-token=${encodeURIComponent(token)}`}`,
    }),
    read: inXml('Buckets', 'Name', 'ContinuationToken'),
    size: 46,
    throttled: [503, 'SlowDown'],
    denied: [403, 'AccessDenied'],
    regionOff: [403, 'InvalidAccessKeyId'],
    code: xmlCode,
  },
  'query: RDS': {
    listing: (token) =>
      form('rds', {
        Action: 'DescribeDBInstances',
        Version: '2014-10-31',
        MaxRecords: '20',
        ...(token === undefined ? {} : { Marker: token }),
      }),
    read: inXml('DBInstances', 'DBInstanceIdentifier', 'Marker'),
    size: 45,
    throttled: [400, 'Throttling'],
    denied: [403, 'AccessDenied'],
    regionOff: [403, 'InvalidClientTokenId'],
    code: xmlCode,
  },
  'JSON 1.1: Logs': {
    listing: (nextToken) => targeted('logs', 'Logs_20140328.DescribeLogGroups', { limit: 20, nextToken }),
    read: inJson('logGroups', 'logGroupName', 'nextToken'),
    size: 45,
    throttled: [400, 'ThrottlingException'],
    denied: [400, 'AccessDeniedException'],
    regionOff: [400, 'UnrecognizedClientException'],
    code: jsonCode,
  },
  'REST-JSON: Backup': {
    listing: (token) => ({
      service: 'backup',
      path: `/backup-vaults/?maxResults=20${token === undefined ? '' : `&nextToken=${encodeURIComponent(token)}`}`,
    }),
    read: inJson('BackupVaultList', 'BackupVaultName', 'NextToken'),
    size: 45,
    throttled: [429, 'ThrottlingException'],
    denied: [403, 'AccessDeniedException'],
    regionOff: [403, 'UnrecognizedClientException'],
    code: ({ headers }) => headers.get('x-amzn-errortype') ?? undefined,
  },
};

describe.each(Object.entries(FORMATS))('%s', (_, { listing, read, size, code, ...refusals }) => {
  const said = (answered: Answered) => [answered.status, code(answered)];
  const faulty = (fault: Fault) => ({ ...scenario, faults: [fault] });

  async function walk(practice: Parameters<typeof ask>[0]) {
    const names: (string | undefined)[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page = read(await ask(practice, listing(token)));
      names.push(...page.names);
      token = page.next;
      pages += 1;
    } while (token !== undefined && pages < 10);
    return { names, pages };
  }

  test('comes whole, page by page', async () => {
    await using cloud = await practise(scenario);
    const { names, pages } = await walk(cloud.practice);
    expect([new Set(names).size, pages]).toEqual([size, 3]);
  });

  test('refuses a token that is not its own', async () => {
    await using cloud = await practise(scenario);
    expect((await ask(cloud.practice, listing('bm9uZQ=='))).status).toBe(400);
  });

  test('is throttled in its own words', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', retryAfter: 3 }));
    const answered = await ask(cloud.practice, listing());
    expect([said(answered), answered.headers.get('retry-after')]).toEqual([refusals.throttled, '3']);
  });

  test('is denied in its own words', async () => {
    await using cloud = await practise(scenario);
    expect(said(await ask(cloud.practice, { ...listing(), principal: 'narrow' }))).toEqual(refusals.denied);
  });

  test('is refused where the region is off', async () => {
    await using cloud = await practise(scenario);
    expect(said(await ask(cloud.practice, { ...listing(), region: 'af-south-1' }))).toEqual(refusals.regionOff);
  });

  test('is refused where the body is not what was signed', async () => {
    await using cloud = await practise(scenario);
    const answered = await ask(cloud.practice, { ...listing(), headers: { ...listing().headers, 'x-amz-content-sha256': '0'.repeat(64) } });
    expect(answered.status).toBeGreaterThanOrEqual(400);
  });

  test('ends early, without a word, where it is truncated', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'end', on: { page: 2 } }));
    expect((await walk(cloud.practice)).names).toHaveLength(40);
  });

  test('leads in circles where its token repeats', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'same-marker', on: { page: 2 } }));
    const second = read(await ask(cloud.practice, listing(read(await ask(cloud.practice, listing())).next)));
    expect(read(await ask(cloud.practice, listing(second.next))).next).toBe(second.next);
  });

  test('has a wrong field where one is planted', async () => {
    await using cloud = await practise(scenario);
    const [first = ''] = read(await ask(cloud.practice, listing())).names;
    await using broken = await practise(
      faulty({ fault: 'malformed', field: FIELD[listing().service] ?? '', item: first, value: 'planted' }),
    );
    const bodies = await Promise.all([cloud, broken].map(async ({ practice }) => (await ask(practice, listing())).body));
    expect(bodies.map((body) => body.split('planted').length - 1)).toEqual([0, 1]);
  });
});

const FIELD: Readonly<Record<string, string>> = {
  s3: 'BucketRegion',
  rds: 'StorageEncrypted',
  logs: 'retentionInDays',
  backup: 'EncryptionKeyArn',
};

describe('what was recorded is on the wire again, and nothing else', () => {
  test.each([
    ['s3/ListBuckets/test_account_data_events__s3.ListBuckets_1', (data) => s3Protocol.wrap('', renderBuckets(data), ''), ''],
    [
      's3/GetBucketEncryption/test_s3_bucket_encryption_filter_kms__s3.GetBucketEncryption_4',
      (data) => renderEncryption(data.ServerSideEncryptionConfiguration),
      'rules',
    ],
    [
      's3/GetBucketEncryption/test_s3_enable_bucket_encryption_aes256__s3.GetBucketEncryption_4',
      (data) => renderEncryption(data.ServerSideEncryptionConfiguration),
      'rules',
    ],
    [
      'rds/DescribeDBClusters/test_rdscluster_start__rds.DescribeDBClusters_1',
      (data) => rdsProtocol.wrap('DescribeDBClusters', renderInstances(data), ''),
      'DescribeDBClustersResult',
    ],
    [
      'rds/DescribeDBSnapshots/test_rds_restore__rds.DescribeDBSnapshots_1',
      (data) => rdsProtocol.wrap('DescribeDBSnapshots', renderInstances(data), ''),
      'DescribeDBSnapshotsResult',
    ],
    [
      'rds/DescribeDBParameters/test_rdsparamgroup_param_value_filter__rds.DescribeDBParameters_1',
      (data) => rdsProtocol.wrap('DescribeDBParameters', renderInstances(data), ''),
      'DescribeDBParametersResult',
    ],
    [
      'rds/DescribeDBInstances/test_rds_snapshot_copy_related_tags__rds.DescribeDBInstances_1',
      (data) => rdsProtocol.wrap('DescribeDBInstances', renderInstances(data), ''),
      'DescribeDBInstancesResult',
    ],
    [
      'rds/DescribeDBInstances/test_rds_minor_upgrade_do__rds.DescribeDBInstances_1',
      (data) => rdsProtocol.wrap('DescribeDBInstances', renderInstances(data), ''),
      'DescribeDBInstancesResult',
    ],
  ] satisfies [string, (data: Recorded) => string, string][])('in XML: %s', (file, render, inside) => {
    const { data } = recorded(file);
    const root = readXml(render(data));
    if (inside === 'rules') return expect(differences(data.ServerSideEncryptionConfiguration.Rules, root, '')).toEqual([]);
    expect(differences(data, inside === '' ? root : find(root, inside), '')).toEqual([]);
  });

  test('in XML, as a map: iam/GetAccountSummary/test_account_root_mfa__iam.GetAccountSummary_1', () => {
    const { data } = recorded('iam/GetAccountSummary/test_account_root_mfa__iam.GetAccountSummary_1');
    const map = find(readXml(iamProtocol.wrap('GetAccountSummary', renderSummary(data.SummaryMap), '')), 'SummaryMap');
    const entries = map?.nodes.map((node) => [find(node, 'key')?.text, Number(find(node, 'value')?.text)]);
    expect(Object.fromEntries(entries ?? [])).toEqual(data.SummaryMap);
  });

  test('in XML, as an error: iam/GetAccountPasswordPolicy/test_account_missing_password_policy__iam.GetAccountPasswordPolicy_1', () => {
    const { data, status } = recorded('iam/GetAccountPasswordPolicy/test_account_missing_password_policy__iam.GetAccountPasswordPolicy_1');
    const { Code: code, Message: message } = data.Error;
    expect(differences(data.Error, find(readXml(iamProtocol.refuse({ status, code, message }, '')), 'Error'), '')).toEqual([]);
  });

  test.each([
    ['logs/DescribeLogGroups/test_log_group_age_normalize__logs.DescribeLogGroups_1', logsProtocol, []],
    ['cloudtrail/DescribeTrails/test_cloudtrail_status__cloudtrail.DescribeTrails_1', cloudtrailProtocol, []],
    ['organizations/ListAccounts/test_org_account_describe__organizations.ListAccounts_1', organizationsProtocol, ['JoinedTimestamp']],
    ['backup/ListBackupVaults/test_backup_vault_tag_untag__backup.ListBackupVaults_1', backupProtocol, ['CreationDate']],
    ['backup/ListBackupPlans/test_backup_augment__backup.ListBackupPlans_1', backupProtocol, ['CreationDate']],
    ['backup/GetBackupPlan/test_backup_augment__backup.GetBackupPlan_1', backupProtocol, ['CreationDate']],
  ] as const)('in JSON: %s', (file, protocol, dates: readonly string[]) => {
    const { data } = recorded(file);
    const read = JSON.parse(protocol.wrap('', toJson(data), ''), (key, value) => (dates.includes(key) ? new Date(value * 1000) : value));
    expect(read).toEqual(data);
  });
});

describe('S3', () => {
  const bucket = async (path: string, more: Partial<Raw> = {}) => {
    await using cloud = await practise(scenario);
    return await ask(cloud.practice, { service: 's3', path, ...more });
  };

  test('says where a bucket of another region lies', async () => {
    const answered = await bucket('/home?encryption=');
    expect([answered.status, xmlCode(answered), answered.headers.get('x-amz-bucket-region')]).toEqual([
      301,
      'PermanentRedirect',
      'us-east-1',
    ]);
    expect(find(readXml(answered.body), 'Endpoint')?.text).toBe('home.s3.us-east-1.amazonaws.com');
  });

  test.each([
    ['/many-3?location', {}, 'eu-west-1'],
    ['/many-3?location', { region: 'us-east-1' }, 'eu-west-1'],
    ['/home?location', { region: 'us-east-1' }, ''],
  ])('answers %s asked in %o with the constraint "%s"', async (path, more, location) => {
    expect(readXml((await bucket(path, more)).body)).toEqual({ name: 'LocationConstraint', text: location, nodes: [] });
  });

  test.each([
    ['/nobody-has-this?encryption', 404, 'NoSuchBucket'],
    ['/bare?encryption', 404, 'ServerSideEncryptionConfigurationNotFoundError'],
    ['/foreign?encryption', 403, 'AccessDenied'],
    ['/bare?cors', 501, 'NotImplemented'],
    ['/bare', 501, 'NotImplemented'],
  ])('refuses %s: %i %s', async (path, status, code) => {
    const answered = await bucket(path);
    expect([answered.status, xmlCode(answered)]).toEqual([status, code]);
  });

  test("names a default key, and asks for IAM's name of the permission", async () => {
    expect(find(readXml((await bucket('/many-3?encryption')).body), 'KMSMasterKeyID')?.text).toMatch(
      /^arn:aws:kms:eu-west-1:111122223333:key\//,
    );
    const refused = await bucket('/many-3?encryption', { principal: 'narrow' });
    expect(find(readXml(refused.body), 'Message')?.text).toContain('s3:GetEncryptionConfiguration on resource: arn:aws:s3:::many-3');
  });
});

describe('global services', () => {
  test('IAM answers in every region from us-east-1', async () => {
    await using cloud = await practise(scenario);
    const answered = await ask(
      cloud.practice,
      form('iam', { Action: 'GetAccountSummary', Version: '2010-05-08' }, { region: 'af-south-1' }),
    );
    const entry = find(readXml(answered.body), 'SummaryMap')?.nodes.find((node) => find(node, 'key')?.text === 'Users');
    expect(entry && find(entry, 'value')?.text).toBe('5');
  });

  test('a trail of all regions is seen in the others, unless its shadow is not wanted', async () => {
    await using cloud = await practise(scenario);
    const seen = async (input: object) =>
      JSON.parse(
        (await ask(cloud.practice, targeted('cloudtrail', 'CloudTrail_20131101.DescribeTrails', input, { region: 'eu-west-2' }))).body,
      ).trailList.length;
    expect([await seen({}), await seen({ includeShadowTrails: false })]).toEqual([1, 0]);
  });

  const organization = (action: string, account: string) =>
    targeted('organizations', `AWSOrganizationsV20161128.${action}`, {}, { account });

  test.each([
    ['the management account', 'prod', 200, undefined],
    ['a delegated account', 'staging', 200, undefined],
    ['another member', 'other', 400, 'AccessDeniedException'],
    ['an account without an organisation', 'alone', 400, 'AWSOrganizationsNotInUseException'],
  ])('accounts are listed by %s: %i', async (_, account, status, code) => {
    await using cloud = await practise(scenario);
    const answered = await ask(cloud.practice, organization('ListAccounts', account));
    expect([answered.status, jsonCode(answered)]).toEqual([status, code]);
  });

  test('a closed account says so in both fields, 20 accounts a page', async () => {
    await using cloud = await practise(scenario);
    const { Accounts, NextToken } = JSON.parse((await ask(cloud.practice, organization('ListAccounts', 'prod'))).body);
    expect([Accounts.length, typeof NextToken]).toEqual([20, 'string']);
    expect(Accounts[4]).toMatchObject({ Id: '444455556669', Status: 'SUSPENDED', State: 'CLOSED' });
  });

  test('every member may ask for the organisation itself', async () => {
    await using cloud = await practise(scenario);
    expect(JSON.parse((await ask(cloud.practice, organization('DescribeOrganization', 'other'))).body)).toMatchObject({
      Organization: { MasterAccountId: PROD },
    });
  });

  test('a section in another region is refused', async () => {
    const wrong = { accounts: { prod: { id: PROD, regions: { 'eu-west-1': { iam: {} } } } } };
    await expect(practise(wrong)).rejects.toMatchObject({ faults: [{ path: 'accounts.prod.regions.eu-west-1.iam' }] });
  });
});

/** A recording's data is of any shape. */
type Recorded = ReturnType<typeof recorded>['data'];

/** What the provider said, as recorded: parsed members, with dates as dates. */
function recorded(file: string) {
  const text = readFileSync(new URL(`../../fixtures/recordings/aws/${file}.json`, import.meta.url), 'utf8');
  const { data, status_code: status } = JSON.parse(text, (_, value) =>
    value?.__class__ === 'datetime'
      ? new Date(Date.UTC(value.year, value.month - 1, value.day, value.hour, value.minute, value.second, value.microsecond / 1000))
      : value,
  );
  const { ResponseMetadata: _, ...rest } = data;
  return { status, data: rest };
}
