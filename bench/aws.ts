/** AWS at size: CPU and memory of a scan of 500,000 volumes, and CPU of one region's pages through the collector, each beside bare SDK paginators. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { ebsVolumes } from '../collectors/aws/ebs-volumes.ts';
import { aws } from '../collectors/aws/source.ts';
import { systemClock } from '../src/collect/clock.ts';
import { createLook } from '../src/collect/look.ts';
import { createWire } from '../src/collect/wire.ts';
import { measure, median, startCloud } from './measure.ts';

const VOLUMES = Number(process.env['VOLUMES'] ?? 500_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const REGION = 'eu-west-1';
const CLI = new URL('../dist/bin/claimcheck.cjs', import.meta.url).pathname; // what a user installs
const BARE = new URL('./bare-paginators.ts', import.meta.url).pathname;
const CONFIG = `version: 1
targets: { prod: { aws: { regions: all } } }
claims:
  - { id: ebs, quote: volumes are encrypted, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }
`;

const cloud = await startCloud(VOLUMES);
try {
  await wholeScan();
  await pages();
} finally {
  await cloud.stop();
}

async function wholeScan(): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
  await writeFile(join(cwd, 'claimcheck.yaml'), CONFIG);
  await measure([CLI, 'keygen'], { cwd });
  const bare = await measure([BARE], { env: cloud.env });
  const scan = await measure([CLI, 'scan', '--key', 'claimcheck.key', '--out', 'evidence', '--share', '100'], { env: cloud.env, cwd });
  await rm(cwd, { recursive: true });
  const figures = `${seconds(scan.cpuMs)} s beside ${seconds(bare.cpuMs)} s`;
  const more = ((scan.cpuMs - bare.cpuMs) * 1000) / VOLUMES;
  tell(`scan of ${VOLUMES} volumes: CPU a volume beyond the bare paginators' (µs)`, more, 30, figures);
  tell('the same: peak memory (MB)', scan.maxRssMb, 512, `${Math.round(bare.maxRssMb)} of the bare paginators`);
}

/** One process, in turns: what is observed is counted and dropped. */
async function pages(): Promise<void> {
  Object.assign(process.env, cloud.env);
  const bareOnes: number[] = [];
  const ours: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const [bare, collected] = [await cpu(bareRegion), await cpu(collectRegion)];
    if (round < 0) continue; // both are warm now
    bareOnes.push(bare);
    ours.push(collected);
  }
  const figures = `${median(ours).toFixed(0)} ms beside ${median(bareOnes).toFixed(0)} ms`;
  tell(`pages of one region through the collector: CPU / bare paginators'`, median(ours) / median(bareOnes), 1.3, figures);
}

async function bareRegion(): Promise<number> {
  const client = new EC2Client({ region: REGION });
  let count = 0;
  for await (const page of paginateDescribeVolumes({ client, pageSize: 500 }, {})) count += page.Volumes?.length ?? 0;
  client.destroy();
  return count;
}

async function collectRegion(): Promise<number> {
  const wire = createWire({ clock: systemClock, random: Math.random, share: 1, concurrency: 50, timeout: 15_000 });
  let count = 0;
  const numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
  const place = { target: 't0001', collector: ebsVolumes.id, region: REGION };
  const caller = {
    target: 't0001',
    key: 'bench',
    meaning: aws.meaning,
    allowance: () => ({ bucket: 1e6, rate: 1e6 }),
    numbers,
    keep: () => '',
  };
  const [account] = await aws.resolve({ regions: { only: [REGION], because: 'a bench' } }, resolving());
  if (account === undefined || account.gap !== undefined)
    throw new Error('the practice account could not be resolved', { cause: account?.gap });
  const ground = {
    ...{ wire, clock: systemClock, caller, collector: ebsVolumes, place, cloud: 'aws' as const, account: account.name, numbers },
    ...{ session: account.open(REGION), drained: () => Promise.resolve(), permissions: ebsVolumes.calls },
  };
  await ebsVolumes.collect(
    createLook(ground, () => {
      count += 1;
    }),
  );
  account.close();
  return count;

  function resolving(): Parameters<typeof aws.resolve>[1] {
    return {
      tap: wire.tap,
      env: process.env,
      base: '/',
      call: async (name, input, ask, shape) => {
        const { value } = await wire.call(caller, name, input, ask);
        return { data: shape.parse(value), replies: [] };
      },
    };
  }
}

/** Milliseconds of CPU time. */
async function cpu(work: () => Promise<number>): Promise<number> {
  const before = process.cpuUsage();
  const count = await work();
  const { user, system } = process.cpuUsage(before);
  if (count < VOLUMES / 20) throw new Error(`${count} volumes were seen`);
  return (user + system) / 1000;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function tell(what: string, figure: number, bound: number, figures: string): void {
  process.stdout.write(`${figure <= bound ? 'ok  ' : 'OVER'} ${what}: ${figure.toFixed(2)} (at most ${bound}; ${figures})\n`);
}
