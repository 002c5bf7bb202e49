/** The least that anybody could do with the real SDK: page through every volume of every region, and count. Prints JSON. */
import { EC2Client, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { defaultRegions } from '../fixtures/practice/scenarios/scale.ts';

const started = performance.now();
const counts = await Promise.all(
  defaultRegions.map(async (region) => {
    const client = new EC2Client({ region });
    let count = 0;
    for await (const page of paginateDescribeVolumes({ client, pageSize: 500 }, {})) count += page.Volumes?.length ?? 0;
    client.destroy();
    return count;
  }),
);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const volumes = counts.reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `${JSON.stringify({ volumes, wallMs: performance.now() - started, cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssMb: maxRSS / 1024 })}\n`,
);
