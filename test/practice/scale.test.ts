import { DescribeVolumesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { toToken } from '../../fixtures/practice/listing.ts';
import { defaultRegions, scale } from '../../fixtures/practice/scenarios/scale.ts';
import { digest } from '../../fixtures/practice/seeded.ts';
import { oneRegion, PROD, practise } from './clients.ts';

/** The token of a page far in, as the listing itself would have given it. */
function tokenOf(page: number, pageSize: number, region = 'eu-west-1'): string {
  return toToken(digest(1, PROD, region, 'ec2', 'DescribeVolumes'), { page, offset: (page - 1) * pageSize });
}

async function edges(client: EC2Client, page: number) {
  const token = page === 1 ? {} : { NextToken: tokenOf(page, 500) };
  const { Volumes = [], NextToken } = await client.send(new DescribeVolumesCommand({ MaxResults: 500, ...token }));
  return { size: Volumes.length, first: Volumes.at(0)?.VolumeId, last: Volumes.at(-1)?.VolumeId, next: NextToken };
}

describe('100,000 volumes', () => {
  const hundredThousand = oneRegion({ ec2: { volumes: [{ count: 100_000, kmsKeys: 4 }] } });

  test('fill exactly 200 pages of 500', async () => {
    await using cloud = await practise(hundredThousand);
    const [first, middle, last] = [await edges(cloud.ec2(), 1), await edges(cloud.ec2(), 100), await edges(cloud.ec2(), 200)];
    expect([first.size, first.next, middle.size, middle.next, last.size, last.next]).toEqual([
      500,
      tokenOf(2, 500),
      500,
      tokenOf(101, 500),
      500,
      undefined,
    ]);
  });

  test('have the same ids on the same pages in every run', async () => {
    const run = async () => {
      await using cloud = await practise(hundredThousand);
      return [await edges(cloud.ec2(), 1), await edges(cloud.ec2(), 100), await edges(cloud.ec2(), 200)];
    };
    expect(await run()).toEqual(await run());
  });

  test('spread over 17 regions add up', async () => {
    await using cloud = await practise(scale({ volumes: 100_000 }));
    const counts = defaultRegions.map(async (region) => {
      const full = 11;
      const NextToken = tokenOf(full + 1, 500, region);
      const rest = await cloud.ec2({ region }).send(new DescribeVolumesCommand({ MaxResults: 500, NextToken }));
      return full * 500 + (rest.Volumes?.length ?? 0);
    });
    expect((await Promise.all(counts)).reduce((sum, count) => sum + count, 0)).toBe(100_000);
  });
});
