/** 100,000 EBS volumes in 17 regions: a whole scan (look, judge, seal) beside bare SDK paginators, in one run. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measure, median, startCloud } from './measure.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const CLI = new URL('../dist/bin/claimcheck.cjs', import.meta.url).pathname; // what a user installs
const BARE = new URL('./bare-paginators.ts', import.meta.url).pathname;
const CONFIG = `version: 1
targets: { prod: { aws: { regions: all } } }
claims:
  - { id: ebs, quote: volumes are encrypted, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }
`;

const directory = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
await writeFile(join(directory, 'claimcheck.yaml'), CONFIG);
await measure([CLI, 'keygen'], { cwd: directory });
const small = await round(10_000, 1);
const large = await round(100_000, ROUNDS);
await rm(directory, { recursive: true });

tell(
  'wall, scan / bare paginators',
  median(large.scans.map(wall)) / median(large.bare.map(wall)),
  1.3,
  `${seconds(large.scans)} s beside ${seconds(large.bare)} s`,
);
tell(
  'peak memory, scan - bare (MB)',
  median(large.scans.map(rss)) - median(large.bare.map(rss)),
  100,
  `${Math.round(median(large.scans.map(rss)))} beside ${Math.round(median(large.bare.map(rss)))}`,
);
tell(
  'peak memory, 100,000 / 10,000 volumes',
  median(large.scans.map(rss)) / median(small.scans.map(rss)),
  1.15,
  `${Math.round(median(large.scans.map(rss)))} MB beside ${Math.round(median(small.scans.map(rss)))} MB`,
);

async function round(
  volumes: number,
  rounds: number,
): Promise<{ readonly scans: readonly Measured[]; readonly bare: readonly Measured[] }> {
  const cloud = await startCloud(volumes);
  const scans: Measured[] = [];
  const bare: Measured[] = [];
  try {
    for (let turn = 0; turn < rounds; turn += 1) {
      bare.push(await measure([BARE], { env: cloud.env }));
      scans.push(
        await measure([CLI, 'scan', '--key', 'claimcheck.key', '--out', 'evidence', '--share', '100'], { env: cloud.env, cwd: directory }),
      );
      await rm(join(directory, 'evidence'), { recursive: true });
    }
  } finally {
    await cloud.stop();
  }
  return { scans, bare };
}

function tell(what: string, ratio: number, bound: number, figures: string): void {
  process.stdout.write(`${ratio <= bound ? 'ok  ' : 'OVER'} ${what}: ${ratio.toFixed(2)} (at most ${bound}; ${figures})\n`);
}

function wall({ wallMs }: Measured): number {
  return wallMs;
}
function rss({ maxRssMb }: Measured): number {
  return maxRssMb;
}
function seconds(runs: readonly Measured[]): string {
  return (median(runs.map(wall)) / 1000).toFixed(1);
}
