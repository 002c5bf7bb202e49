import {
  DescribeRegionsCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { demo } from '../../fixtures/practice/scenarios/demo.ts';
import { practise, STAGING } from './clients.ts';

const regions = ['eu-west-1', 'eu-west-2', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-1'];
const calm = { ...demo, faults: [] };

describe('the demo scenario', () => {
  test('has six regions on, and fifteen off', async () => {
    await using cloud = await practise(calm);
    const { Regions = [] } = await cloud.ec2().send(new DescribeRegionsCommand({ AllRegions: true }));
    const on = Regions.filter(({ OptInStatus }) => OptInStatus !== 'not-opted-in').map(({ RegionName }) => RegionName);
    expect([on, Regions.length - on.length]).toEqual([regions, 15]);
  });

  test('has 40 volumes in prod, all of them encrypted', async () => {
    await using cloud = await practise(calm);
    const all = await Promise.all(
      regions.map(async (region) => (await cloud.ec2({ region }).send(new DescribeVolumesCommand({}))).Volumes ?? []),
    );
    expect([all.flat().length, all.flat().every(({ Encrypted }) => Encrypted)]).toEqual([40, true]);
  });

  test('has encryption by default off in one region, where there is no volume', async () => {
    await using cloud = await practise(calm);
    const off = await Promise.all(
      regions.map(async (region) => [
        region,
        (await cloud.ec2({ region }).send(new GetEbsEncryptionByDefaultCommand({}))).EbsEncryptionByDefault,
      ]),
    );
    expect(off.filter(([, on]) => on === false)).toEqual([['ap-southeast-1', false]]);
  });

  test('has one snapshot in prod that is shared, none that is public, and one that is bare', async () => {
    await using cloud = await practise(calm);
    const found = await Promise.all(
      regions.map(async (region) => {
        const ec2 = cloud.ec2({ region });
        const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
        return Promise.all(
          Snapshots.map(async ({ SnapshotId, Encrypted }) => {
            const { CreateVolumePermissions = [] } = await ec2.send(
              new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
            );
            return {
              bare: Encrypted === false,
              shared: CreateVolumePermissions.some(({ UserId }) => UserId),
              public: CreateVolumePermissions.some(({ Group }) => Group),
            };
          }),
        );
      }),
    );
    const count = (what: 'bare' | 'shared' | 'public') => found.flat().filter((snapshot) => snapshot[what]).length;
    expect([count('shared'), count('public'), count('bare')]).toEqual([1, 0, 1]);
  });

  test('lets prod into staging with the external id', async () => {
    await using cloud = await practise(demo);
    const input = { RoleArn: `arn:aws:iam::${STAGING}:role/evidence`, RoleSessionName: 'demo', ExternalId: 'demo-external-id' };
    expect((await cloud.sts().send(new AssumeRoleCommand(input))).AssumedRoleUser?.Arn).toBe(
      `arn:aws:sts::${STAGING}:assumed-role/evidence/demo`,
    );
  });
});
