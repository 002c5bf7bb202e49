import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeRegionsCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  type DescribeSnapshotsCommandInput,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  type EC2Client,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { oneRegion, PROD, practise, refusal, STAGING } from './clients.ts';

async function volumeIds(client: EC2Client, pageSize: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 0;
  for await (const page of paginateDescribeVolumes({ client, pageSize }, {})) {
    pages += 1;
    ids.push(...(page.Volumes ?? []).map(({ VolumeId = '' }) => VolumeId));
  }
  return { ids, pages };
}

describe('listings', () => {
  test.each([
    [5, 247],
    [137, 10],
    [500, 3],
  ])('of 1,234 volumes at %i a page come whole, in %i pages', async (pageSize, pages) => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ count: 1234 }] } }));
    const listing = await volumeIds(cloud.ec2(), pageSize);
    expect({ different: new Set(listing.ids).size, pages: listing.pages }).toEqual({ different: 1234, pages });
  });

  test('give at most 500 volumes a page, whatever is wished', async () => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ count: 700 }] } }));
    const page = await cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 1000 }));
    expect(page.Volumes).toHaveLength(500);
  });

  test('without MaxResults come at once', async () => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ count: 700 }] } }));
    const page = await cloud.ec2().send(new DescribeVolumesCommand({}));
    expect({ volumes: page.Volumes?.length, next: page.NextToken }).toEqual({ volumes: 700, next: undefined });
  });

  test('refuse a token of another listing', async () => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ count: 20 }], snapshots: [{ count: 20 }] } }));
    const { NextToken } = await cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 5 }));
    const refused = await refusal(cloud.ec2().send(new DescribeSnapshotsCommand({ MaxResults: 5, NextToken })));
    expect(refused.code).toBe('InvalidPaginationToken');
  });

  test('refuse a filter that they do not keep', async () => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{}] } }));
    const refused = await refusal(cloud.ec2().send(new DescribeVolumesCommand({ Filters: [{ Name: 'fast-restored', Values: ['true'] }] })));
    expect(refused.code).toBe('InvalidParameterValue');
  });
});

describe('volumes', () => {
  test('that are not encrypted have no KmsKeyId', async () => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ encrypted: false }] } }));
    const page = await cloud.ec2().send(new DescribeVolumesCommand({}));
    expect(page.Volumes?.map((volume) => [volume.Encrypted, 'KmsKeyId' in volume])).toEqual([[false, false]]);
  });

  test('carry tags that need escaping unchanged', async () => {
    const tags = { 'a&b': '<x> "y" \'z\' é' };
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ tags }] } }));
    const page = await cloud.ec2().send(new DescribeVolumesCommand({}));
    expect(page.Volumes?.[0]?.Tags).toEqual([{ Key: 'a&b', Value: '<x> "y" \'z\' é' }]);
  });

  test('are bare in exactly the share that the scenario says', async () => {
    await using cloud = await practise(oneRegion({ ec2: { volumes: [{ count: 1000, encrypted: 0.993 }] } }));
    const page = await cloud.ec2().send(new DescribeVolumesCommand({}));
    expect(page.Volumes?.filter(({ Encrypted }) => Encrypted === false)).toHaveLength(7);
  });
});

describe('snapshots', () => {
  const scenario = {
    now: '2026-06-01T00:00:00Z',
    accounts: {
      prod: {
        id: PROD,
        regions: {
          'eu-west-1': {
            ec2: {
              snapshots: [
                { id: 'snap-own', sharedWith: [STAGING] },
                { id: 'snap-open', public: true },
              ],
            },
          },
        },
      },
      staging: {
        id: STAGING,
        regions: { 'eu-west-1': { ec2: { snapshots: [{ id: 'snap-shared', sharedWith: [PROD] }, { id: 'snap-private' }] } } },
      },
    },
  };
  const ids = async (client: EC2Client, input: DescribeSnapshotsCommandInput) =>
    (await client.send(new DescribeSnapshotsCommand(input))).Snapshots?.map(({ SnapshotId }) => SnapshotId);

  test('of owner self leave out what others share', async () => {
    await using cloud = await practise(scenario);
    expect(await ids(cloud.ec2(), { OwnerIds: ['self'] })).toEqual(['snap-own', 'snap-open']);
  });

  test('without an owner hold what others share too', async () => {
    await using cloud = await practise(scenario);
    expect(await ids(cloud.ec2(), {})).toEqual(['snap-own', 'snap-open', 'snap-shared']);
  });

  test('restorable by all are the public ones', async () => {
    await using cloud = await practise(scenario);
    expect(await ids(cloud.ec2(), { OwnerIds: ['self'], RestorableByUserIds: ['all'] })).toEqual(['snap-open']);
  });

  test('say who may make a volume of them', async () => {
    await using cloud = await practise(scenario);
    const ask = async (SnapshotId: string) =>
      (await cloud.ec2().send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })))
        .CreateVolumePermissions;
    expect([await ask('snap-own'), await ask('snap-open')]).toEqual([[{ UserId: STAGING }], [{ Group: 'all' }]]);
  });
});

describe('a region', () => {
  const scenario = { accounts: { prod: { id: PROD, regions: { 'eu-west-1': {}, 'af-south-1': { status: 'not-opted-in' as const } } } } };

  test('that is off is listed only on demand', async () => {
    await using cloud = await practise(scenario);
    const names = async (AllRegions: boolean) =>
      (await cloud.ec2().send(new DescribeRegionsCommand({ AllRegions }))).Regions?.map(({ RegionName }) => RegionName);
    expect([await names(false), await names(true)]).toEqual([['eu-west-1'], ['eu-west-1', 'af-south-1']]);
  });

  test('that is off refuses the credentials', async () => {
    await using cloud = await practise(scenario);
    expect(await refusal(cloud.ec2({ region: 'af-south-1' }).send(new DescribeVolumesCommand({})))).toMatchObject({
      code: 'AuthFailure',
      status: 401,
    });
  });

  test('encrypts by default with the key that the scenario says', async () => {
    await using cloud = await practise(oneRegion({ ec2: { encryptionByDefault: false } }));
    const on = await cloud.ec2().send(new GetEbsEncryptionByDefaultCommand({}));
    const key = await cloud.ec2().send(new GetEbsDefaultKmsKeyIdCommand({}));
    expect([on.EbsEncryptionByDefault, key.KmsKeyId]).toEqual([false, 'alias/aws/ebs']);
  });
});

describe('other calls', () => {
  test('tell which instance types keep their local disks encrypted', async () => {
    await using cloud = await practise(
      oneRegion({ ec2: { instances: [{ type: 'm3.medium' }, { type: 'm5d.large' }, { type: 't3.micro' }] } }),
    );
    const { Reservations } = await cloud.ec2().send(new DescribeInstancesCommand({}));
    const InstanceTypes = Reservations?.flatMap(({ Instances }) => Instances ?? []).flatMap(({ InstanceType }) => InstanceType ?? []);
    const types = await cloud.ec2().send(new DescribeInstanceTypesCommand({ InstanceTypes }));
    expect(types.InstanceTypes?.map((type) => [type.InstanceType, type.InstanceStorageInfo?.EncryptionSupport])).toEqual(
      expect.arrayContaining([
        ['m3.medium', 'unsupported'],
        ['m5d.large', 'required'],
        ['t3.micro', undefined],
      ]),
    );
  });

  test('show the disks of an image', async () => {
    await using cloud = await practise(oneRegion({ ec2: { images: [{ id: 'ami-1', disks: [{ snapshot: 'snap-1', encrypted: true }] }] } }));
    const { Images } = await cloud.ec2().send(new DescribeImagesCommand({ Owners: ['self'] }));
    expect(Images?.[0]?.BlockDeviceMappings?.map(({ Ebs }) => [Ebs?.SnapshotId, Ebs?.Encrypted])).toEqual([['snap-1', true]]);
  });

  test('that nobody built are an invalid action', async () => {
    await using cloud = await practise(oneRegion({}));
    expect(await refusal(cloud.ec2().send(new DescribeVpcsCommand({})))).toMatchObject({ code: 'InvalidAction', status: 400 });
  });

  test('as a dry run would have succeeded', async () => {
    await using cloud = await practise(oneRegion({}));
    expect(await refusal(cloud.ec2().send(new DescribeVolumesCommand({ DryRun: true })))).toMatchObject({
      code: 'DryRunOperation',
      status: 412,
    });
  });
});
