/** The collectors against the practice cloud: its own listings, denials and faults, through the real clients. */
import { describe, expect, test, vi } from 'vitest';
import { amiSharing } from '../../../collectors/aws/ami-sharing.ts';
import { ebsEncryptionByDefault } from '../../../collectors/aws/ebs-encryption-by-default.ts';
import { ebsSnapshotSharing } from '../../../collectors/aws/ebs-snapshot-sharing.ts';
import { ebsSnapshots } from '../../../collectors/aws/ebs-snapshots.ts';
import { ebsVolumes } from '../../../collectors/aws/ebs-volumes.ts';
import { instanceStorage } from '../../../collectors/aws/instance-storage.ts';
import { kmsKeys } from '../../../collectors/aws/kms-keys.ts';
import type { Ec2Section } from '../../../fixtures/practice/aws/ec2/resources.ts';
import type { KmsSection } from '../../../fixtures/practice/aws/kms/keys.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { startPractice } from '../../../fixtures/practice/start-practice.ts';
import type { Collector } from '../../../src/plugin.ts';
import { ACCOUNT, collect, REGION, useCredentials, type Wish } from './looking.ts';

const kms = {
  keys: {
    'alias/ours': { rotation: { days: 365 }, created: '-900d' },
    'alias/late': { rotation: { days: 1095 } },
    'alias/off': {},
    'alias/signs': { spec: 'RSA_2048' },
    'alias/brought': { origin: 'EXTERNAL' },
    'alias/gone': { state: 'PendingDeletion' },
    'alias/aws/ebs': {},
  },
} satisfies KmsSection;

const ec2 = {
  defaultKey: 'alias/ours',
  volumes: [
    { count: 1200, keys: ['alias/ours'] },
    { count: 3, encrypted: false },
  ],
  snapshots: [
    { count: 4, keys: ['alias/ours'] },
    { id: 'snap-0a1b2c3d4e5f60001', public: true, encrypted: false },
    { id: 'snap-0a1b2c3d4e5f60002', sharedWith: ['444455556666'] },
  ],
  images: [{ count: 2 }],
  instances: [{ count: 2, type: 'm5d.large' }, { type: 'm3.medium' }, { type: 'm6i.large' }],
} satisfies Ec2Section;

async function seen(collector: Collector, faults: Scenario['faults'] = [], wish?: Wish) {
  const practice = await startPractice({
    now: '2026-06-01T00:00:00Z',
    accounts: { prod: { id: ACCOUNT, regions: { [REGION]: { ec2, kms } } } },
    faults,
  });
  useCredentials(practice.endpoint, practice.env('prod'));
  try {
    return await collect(collector, wish);
  } finally {
    await practice.close();
    vi.unstubAllEnvs();
  }
}

function count<T>(values: readonly T[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(values, String)].map(([value, group]) => [value, group.length]));
}

describe('a region as it is', () => {
  test('volumes: three pages, each once', async () => {
    const { observed, gaps } = await seen(ebsVolumes);
    expect(gaps).toEqual([]);
    expect(count(observed.map(({ data }) => Object(data).encrypted))).toEqual({ true: 1200, false: 3 });
    expect(new Set(observed.map(({ subject }) => subject.id)).size).toBe(1203);
  });

  test("encryption by default, under the customer's key", async () => {
    const { observed, gaps } = await seen(ebsEncryptionByDefault);
    expect(gaps).toEqual([]);
    expect(observed.map(({ data }) => data)).toMatchObject([{ enabled: true, keyManager: 'customer', keyOrigin: 'key-service' }]);
  });

  test('snapshots: encrypted ones, and one that is not', async () => {
    const { observed, gaps } = await seen(ebsSnapshots);
    expect(gaps).toEqual([]);
    expect(count(observed.map(({ data }) => Object(data).encrypted))).toEqual({ true: 5, false: 1 });
  });

  test('snapshots: one is public, and one is shared with another account', async () => {
    const { observed, gaps } = await seen(ebsSnapshotSharing);
    expect(gaps).toEqual([]);
    expect(count(observed.map(({ data }) => `${Object(data).public} ${Object(data).sharedWith}`))).toEqual({
      'false 0': 4,
      'true 0': 1,
      'false 1': 1,
    });
  });

  test('images: none is public', async () => {
    const { observed, gaps } = await seen(amiSharing);
    expect(gaps).toEqual([]);
    expect(observed.map(({ data }) => data)).toEqual([
      { about: 'thing', public: false },
      { about: 'thing', public: false },
    ]);
  });

  test('local disks: hardware that encrypts, and hardware that cannot', async () => {
    const { observed, gaps } = await seen(instanceStorage);
    expect(gaps).toEqual([]);
    expect(count(observed.map(({ data }) => Object(data).encrypted))).toEqual({ true: 2, false: 1 });
  });

  test('keys: each sort is told apart, and none that cannot be rotated is asked about', async () => {
    const { observed, gaps } = await seen(kmsKeys);
    expect(gaps).toEqual([]);
    const told = observed.map(({ data }) => {
      const { manager, state, rotationEnabled, rotationPeriodDays, rotationIneligibleBecause } = Object(data);
      return [manager, state, rotationEnabled, rotationPeriodDays, rotationIneligibleBecause].join(' ');
    });
    expect(told.sort()).toEqual(
      [
        'customer enabled true 365 ',
        'customer enabled true 1095 ',
        'customer enabled false  ',
        'customer enabled   asymmetric',
        'customer enabled   imported',
        'customer pending-deletion   ',
        'provider enabled true 365 ',
      ].sort(),
    );
  });
});

describe('a region where things go wrong', () => {
  test('one key that its policy hides is a gap about it alone', async () => {
    const { observed, gaps } = await seen(kmsKeys, [{ fault: 'deny', on: { action: 'DescribeKey', subject: 'alias/off' } }]);
    expect(observed).toHaveLength(6);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['kms:DescribeKey'] }]);
  });

  test.each<[Collector, string]>([
    [ebsVolumes, 'DescribeVolumes'],
    [ebsEncryptionByDefault, 'GetEbsEncryptionByDefault'],
    [ebsSnapshots, 'DescribeSnapshots'],
    [ebsSnapshotSharing, 'DescribeSnapshots'],
    [amiSharing, 'DescribeImages'],
    [instanceStorage, 'DescribeInstances'],
    [kmsKeys, 'ListKeys'],
  ])('$id: a denied $1 is one gap about everything, with its permission', async (collector, action) => {
    const { observed, gaps } = await seen(collector, [{ fault: 'deny', on: { action } }]);
    expect(observed).toEqual([]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({
      reason: 'denied',
      permissions: [`${action === 'ListKeys' ? 'kms' : 'ec2'}:${action}`],
      kinds: collector.kinds.map(({ id }) => id),
    });
    expect(gaps[0]).not.toHaveProperty('fields');
  });

  test('a list of keys whose marker leads back is malformed', async () => {
    const { gaps } = await seen(kmsKeys, [{ fault: 'truncate', as: 'same-marker', on: { action: 'ListKeys' } }]);
    expect(gaps.map(({ reason }) => reason)).toEqual(['malformed']);
  });

  test('a listing whose second page is denied keeps the first, and is a gap', async () => {
    const { observed, gaps } = await seen(ebsVolumes, [{ fault: 'deny', on: { action: 'DescribeVolumes', page: 2 } }]);
    expect(observed).toHaveLength(500);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['ec2:DescribeVolumes'] }]);
  });

  test('a volume whose shape is wrong is a gap about it alone', async () => {
    const { observed, gaps } = await seen(ebsVolumes, [
      { fault: 'malformed', field: 'volumeId', on: { action: 'DescribeVolumes', page: 3 } },
    ]);
    expect(observed).toHaveLength(1000);
    expect(count(gaps.map(({ reason }) => reason))).toEqual({ malformed: 203 });
  });

  test('throttling three requests in ten changes nothing that is seen', async () => {
    const [calm, busy] = [await seen(kmsKeys), await seen(kmsKeys, [{ fault: 'throttle', rate: 0.3 }])];
    expect(busy.gaps).toEqual([]);
    expect(busy.observed.map(({ subject, data }) => ({ subject, data }))).toEqual(
      calm.observed.map(({ subject, data }) => ({ subject, data })),
    );
  });

  test('throttling to exhaustion is a gap', async () => {
    const { observed, gaps } = await seen(ebsVolumes, [{ fault: 'throttle', on: { action: 'DescribeVolumes' } }]);
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'throttled', call: 'ec2:DescribeVolumes' }]);
  });

  test.each([
    ['hangs', { fault: 'hang', on: { action: 'DescribeVolumes' } }, 'unreachable'],
    ['cuts its answers', { fault: 'cut', on: { action: 'DescribeVolumes' } }, 'unreachable'],
    ["answers with a gateway's page", { fault: 'html', on: { action: 'DescribeVolumes' } }, 'unreachable'],
    ['answers with a page "not found"', { fault: 'html', status: 404, on: { action: 'DescribeVolumes' } }, 'unsupported'],
  ] as const)('a server that %s', async (_, fault, reason) => {
    const { observed, gaps } = await seen(ebsVolumes, [fault], { timeout: 300 });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason, call: 'ec2:DescribeVolumes' }]);
  });
});
