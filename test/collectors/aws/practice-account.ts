/** One account of the practice cloud in which every AWS collector finds something by each of its calls; a new collector adds its section. */
import { vi } from 'vitest';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { startPractice } from '../../../fixtures/practice/start-practice.ts';
import type { Collector } from '../../../src/plugin.ts';
import { ACCOUNT, type Looked, type Missed, type Observed, openStanding, REGION, useCredentials, type Wish } from './looking.ts';
import { BACKUP } from './practice-backups.ts';
import { COPIES, RDS } from './practice-databases.ts';

function tlsOnly(bucket: string) {
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  return { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
}

function tlsOnlyMounts(id: string) {
  const Resource = `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:file-system/${id}`;
  return { Effect: 'Deny', Principal: { AWS: '*' }, Action: '*', Resource, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
}

export function onlyIn(...regions: readonly string[]) {
  const Condition = { StringNotEquals: { 'aws:RequestedRegion': regions } };
  return { Effect: 'Deny', NotAction: ['iam:*', 'organizations:*', 'sts:*', 'support:*'], Resource: '*', Condition };
}

/** Where buckets are asked in which region they lie. */
const HOME_SECTIONS = {
  organizations: {
    managedBy: '999988887777',
    members: [{ id: ACCOUNT, under: 'ou-inner' }],
    delegated: [ACCOUNT],
    units: [{ id: 'ou-inner', under: 'ou-outer' }, { id: 'ou-outer' }],
    policies: [{ id: 'p-regions', on: ['ou-outer'], document: { Statement: [onlyIn(REGION, 'eu-central-1')] } }],
  },
  rds: COPIES,
  s3: { buckets: [{ name: 'copies' }] },
  iam: {
    root: { mfa: 'virtual', keys: [{ active: false }] },
    users: [
      { name: 'ann', password: true, mfa: 'virtual', groups: ['admins'], keys: [{ rotated: '-80d', used: '-1d' }] },
      { name: 'bob', password: true, mfa: 'none', policies: ['PowerUserAccess'] },
      { name: 'cas', policies: ['own'], boundary: 'AdministratorAccess', keys: [{}, { active: false }] },
    ],
    groups: [{ name: 'admins', policies: ['AdministratorAccess'] }],
    samlProviders: ['staff', 'contractors'],
    serverCertificates: [
      { name: 'edge', count: 2 },
      { name: 'old', has: { Path: '/cloudfront/', Expiration: '-10d' } },
    ],
    roles: [
      {
        name: 'evidence',
        trust: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' }] },
        inline: [{ Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] }],
        used: '-2d',
      },
    ],
    policies: { own: { Statement: { Effect: 'Allow', Action: ['*'], Resource: ['*'] } } },
    passwordPolicy: { MinimumPasswordLength: 14, ExpirePasswords: true, MaxPasswordAge: 90, PasswordReusePrevention: 24 },
  },
};

/** What its one region holds: several of each thing, so that one among many can be hidden. */
const REGION_SECTIONS = {
  ec2: {
    defaultKey: 'alias/ours',
    snapshotBlock: 'block-new-sharing',
    volumes: [
      { count: 3, keys: ['alias/ours', 'alias/other'] },
      { count: 2, encrypted: false },
    ],
    snapshots: [
      { count: 3, keys: ['alias/ours', 'alias/other'] },
      { count: 1, public: true, encrypted: false },
    ],
    images: [{ count: 2 }, { count: 1, public: true }],
    instances: [{ count: 2, type: 'm5d.large' }, { type: 'm6i.large' }],
  },
  s3: {
    accountBlock: { IgnorePublicAcls: false },
    buckets: [
      {
        name: 'plain',
        algorithm: 'aws:kms',
        key: 'alias/ours',
        block: null,
        lifecycle: [{ Status: 'Enabled', Filter: {}, Expiration: { Days: 90 } }],
      },
      {
        name: 'tls-only',
        algorithm: 'aws:kms:dsse',
        key: 'alias/other',
        policy: { Statement: [tlsOnly('tls-only')] },
        versioning: 'Enabled',
        lock: { Mode: 'COMPLIANCE', Days: 30 },
        replication: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' } }],
      },
      { name: 'untold', told: false, ownership: 'ObjectWriter', acl: 'public', block: null },
      { name: 'untold-too', told: false },
    ],
  },
  cloudtrail: {
    trails: [
      { name: 'all', bucket: 'plain', key: 'alias/ours', delivered: '-1h', logGroup: 'trail' },
      { name: 'here', bucket: 'plain', key: 'alias/other', multiRegion: false, logging: false },
    ],
  },
  logs: {
    groups: [
      { name: 'kept', days: 30, key: 'alias/ours' },
      { name: 'other', key: 'alias/other' },
      { name: 'for-ever', count: 2 },
    ],
  },
  secretsmanager: {
    secrets: [
      { name: 'rotated', rotation: { days: 30 }, rotated: '-3d', tags: { env: 'prod' } },
      { name: 'never', replicated: ['eu-central-1', 'us-west-2'] },
      { name: 'leaving', deleted: '-1d' },
    ],
  },
  dynamodb: { tables: [{ name: 'ours', key: 'alias/ours' }, { name: 'other', key: 'alias/other' }, { name: 'default' }] },
  elasticfilesystem: {
    fileSystems: [
      { name: 'fs-1', key: 'alias/ours', policy: { Statement: [tlsOnlyMounts('fs-1')] }, backups: 'ENABLED' },
      { name: 'fs-2', key: 'alias/other', backups: 'DISABLED' },
      { name: 'fs-3', replicated: ['eu-central-1'] },
    ],
  },
  elasticache: {
    replicationGroups: [
      { name: 'ours', key: 'alias/ours', has: { TransitEncryptionEnabled: true } },
      { name: 'global', key: 'alias/ours', has: { GlobalReplicationGroupInfo: { GlobalReplicationGroupId: 'g' } } },
      { name: 'global-too', key: 'alias/ours', has: { GlobalReplicationGroupInfo: { GlobalReplicationGroupId: 'h' } } },
    ],
    globals: { g: [REGION, 'us-west-2'], h: [REGION] },
    clusters: [{ name: 'plain' }],
    serverless: [{ name: 'serverless', key: 'alias/other' }],
  },
  es: {
    domains: [
      {
        name: 'ours',
        key: 'alias/ours',
        has: { DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' } },
      },
      { name: 'other', key: 'alias/other', has: { VPCOptions: { VPCId: 'vpc-1' }, NodeToNodeEncryptionOptions: { Enabled: true } } },
    ],
  },
  backup: BACKUP,
  rds: RDS,
  redshift: {
    clusters: [
      {
        name: 'ours',
        key: 'alias/ours',
        has: { ClusterParameterGroups: [{ ParameterGroupName: 'strict', ParameterApplyStatus: 'in-sync' }] },
      },
      {
        name: 'other',
        key: 'alias/other',
        has: { ClusterParameterGroups: [{ ParameterGroupName: 'loose', ParameterApplyStatus: 'in-sync' }] },
      },
    ],
    snapshots: [{ SnapshotIdentifier: 's', ClusterIdentifier: 'ours', SnapshotType: 'manual', SnapshotCreateTime: '-1d' }],
    parameterGroups: { strict: { require_ssl: 'true' }, loose: { require_ssl: 'false' } },
  },
  sns: { topics: [{ name: 'ours', key: 'alias/ours' }, { name: 'other', key: 'alias/other' }, { name: 'plain' }] },
  sqs: { queues: [{ name: 'ours', key: 'alias/ours' }, { name: 'other', key: 'alias/other' }, { name: 'by-sqs' }] },
  elasticloadbalancing: {
    loadBalancers: [
      {
        name: 'edge',
        listeners: [
          { protocol: 'HTTP', action: 'redirect' },
          { protocol: 'HTTPS', policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', mutual: 'verify' },
        ],
      },
      { name: 'inside', type: 'network', scheme: 'internal', listeners: [{ protocol: 'TLS', policy: 'ELBSecurityPolicy-2016-08' }] },
      { name: 'plain', listeners: [{ protocol: 'HTTP', action: 'redirect', rules: ['forward'] }] },
    ],
    classic: [
      {
        name: 'first',
        listeners: [{ protocol: 'HTTPS', switches: { 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' } }],
      },
      { name: 'second', listeners: [{ protocol: 'SSL', switches: { 'Protocol-TLSv1': 'true' } }, { protocol: 'HTTP' }] },
    ],
  },
  acm: {
    certificates: [
      { name: 'used', has: { InUseBy: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/a'] } },
      { name: 'spare' },
    ],
  },
  guardduty: { detector: {} },
  wafv2: {
    acls: [
      { name: 'used', before: { API_GATEWAY: ['arn:aws:apigateway:eu-west-1::/restapis/a/stages/b'] }, rules: ['block', 'group'] },
      { name: 'unused', rules: ['count'] },
    ],
  },
  kms: { keys: { 'alias/ours': { rotation: { days: 365 }, created: '-900d' }, 'alias/other': {}, 'alias/aws/ebs': {} } },
};

type Planted = NonNullable<Scenario['faults']>;

export interface Account {
  readonly faults?: Planted;
  /** IAM actions; left out: all. */
  readonly allow?: readonly string[];
  /** What its regions hold; left out: the account above. */
  readonly regions?: Scenario['accounts'][string]['regions'];
}

/** The whole account: what is in each of its regions. */
export const WHOLE = { [REGION]: REGION_SECTIONS, 'us-east-1': HOME_SECTIONS };

/** An account in which nothing is. */
export const NOTHING = { [REGION]: {}, 'us-east-1': {} };

/** What a collector sees of the account, and how often it asked each call. */
export type Seen = Omit<Looked, 'asked' | 'calls'> & { readonly calls: Readonly<Record<string, number>> };

export async function seenBy(collector: Collector, { faults = [], ...account }: Account = {}, wish: Wish = {}): Promise<Seen> {
  await using standing = await openAccount(account);
  return await standing.seenBy(collector, faults, wish);
}

/** An account that one look after the other is taken at, each with its own faults. */
export async function openAccount({ allow, regions = WHOLE }: Omit<Account, 'faults'> = {}) {
  const principals = { evidence: allow === undefined ? {} : { allow: [...allow] } };
  const practice = await startPractice({ now: '2026-06-01T00:00:00Z', accounts: { prod: { id: ACCOUNT, principals, regions } } });
  const inside = () => useCredentials(practice.endpoint, practice.env('prod'));
  inside();
  const standing = await openStanding();
  return {
    seenBy: async (collector: Collector, faults: Planted = [], wish: Wish = {}): Promise<Seen> => {
      inside();
      practice.plant(faults);
      return { ...(await standing.collect(collector, wish)), calls: practice.stats().calls };
    },
    [Symbol.asyncDispose]: async () => {
      standing.close();
      await practice.close();
      vi.unstubAllEnvs();
    },
  };
}

/**
 * Everything that `less` says otherwise than `whole`, or no longer says without a gap that covers it. Empty: what is not seen is a gap, and nothing else
 * has changed. `fallbacks`: fields that may be new.
 */
export function unexplained(
  whole: Pick<Seen, 'observed'>,
  less: Pick<Seen, 'observed' | 'gaps'>,
  fallbacks: readonly string[] = [],
): readonly string[] {
  const [before, after] = [factsOf(whole.observed), factsOf(less.observed)];
  const problems: string[] = [];
  for (const [id, { record, fields }] of before) {
    const now = after.get(id);
    if (now === undefined && !less.gaps.some((gap) => covers(gap, record, undefined))) problems.push(`${id} is gone without a gap`);
    if (now === undefined) continue;
    for (const [field, value] of Object.entries(fields)) {
      const said = now.fields[field];
      if (said === undefined && !less.gaps.some((gap) => covers(gap, record, field)))
        problems.push(`${id}: ${field} is gone without a gap`);
      if (said !== undefined && said !== value) problems.push(`${id}: ${field} was ${value} and is ${said}`);
    }
    const added = Object.keys(now.fields).filter((field) => !(field in fields) && !fallbacks.includes(field));
    for (const field of added) problems.push(`${id}: ${field} is new: ${now.fields[field]}`);
  }
  for (const id of after.keys()) if (!before.has(id)) problems.push(`${id} is new`);
  return problems;
}

/** Every observation by its kind and subject, its fields as text, with the ids of what they point at. */
function factsOf(observed: readonly Observed[]): ReadonlyMap<string, { record: Observed; fields: Readonly<Record<string, string>> }> {
  const facts = new Map<string, { record: Observed; fields: Readonly<Record<string, string>> }>();
  for (const record of observed) {
    const twin = [...facts.keys()].filter((id) => id.startsWith(`${record.kind} ${record.subject.id} `)).length;
    const tokens = new Map(Object.entries(record.refers ?? {}).map(([path, subject]) => [path, subject.id]));
    const fields = Object.entries(Object(record.data)).map(([name, value]) => [name, tokens.get(name) ?? JSON.stringify(value)]);
    facts.set(`${record.kind} ${record.subject.id} ${twin}`, { record, fields: Object.fromEntries(fields) });
  }
  return facts;
}

/** Whether a gap says that this observation, or this field of it, could not be seen. */
function covers(gap: Missed, { kind, subject }: Observed, field: string | undefined): boolean {
  if (!gap.kinds.includes(kind) || !gap.services.includes(subject.service)) return false;
  if (gap.subject !== undefined && gap.subject.id !== subject.id) return false;
  return gap.fields === undefined || (field !== undefined && gap.fields.includes(field));
}
