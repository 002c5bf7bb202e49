/** 100,000 EBS volumes in 17 regions: a whole scan (look, judge, seal) beside bare SDK paginators, in one run. `ROUNDS` of each are timed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, median, startCloud, time } from './measure.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 11);
/** Of each, for its memory. */
const WEIGHED = 3;
const CLI = new URL('../dist/bin/claimcheck.cjs', import.meta.url).pathname; // what a user installs
const SCAN = [CLI, 'scan', '--key', 'claimcheck.key', '--out', 'evidence', '--share', '100'];
const BARE = [new URL('./bare-paginators.ts', import.meta.url).pathname];
const CONFIG = `version: 1
targets: { prod: { aws: { regions: all } } }
claims:
  - { id: ebs, quote: volumes are encrypted, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }
`;

const directory = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
await writeFile(join(directory, 'claimcheck.yaml'), CONFIG);
await measure([CLI, 'keygen'], { cwd: directory });
const small = await round(10_000, 0);
const large = await round(100_000, ROUNDS);
await rm(directory, { recursive: true });

const seconds = (of: 'scan' | 'bare') => (median(large.times.map((pair) => pair[of])) / 1000).toFixed(1);
const [scanMb, bareMb, smallMb] = [median(large.scanMb), median(large.bareMb), median(small.scanMb)].map(Math.round);
tell(
  'wall, scan / bare paginators',
  median(large.times.map(({ scan, bare }) => scan / bare)), // each beside its neighbour: a machine's pace changes
  1.3,
  `${seconds('scan')} s beside ${seconds('bare')} s`,
);
tell('peak memory, scan - bare (MB)', median(large.scanMb) - median(large.bareMb), 100, `${scanMb} beside ${bareMb}`);
tell('peak memory, 100,000 / 10,000 volumes', median(large.scanMb) / median(small.scanMb), 1.15, `${scanMb} MB beside ${smallMb} MB`);

async function round(volumes: number, rounds: number) {
  const cloud = await startCloud(volumes);
  const times: { readonly bare: number; readonly scan: number }[] = [];
  const [scanMb, bareMb]: [number[], number[]] = [[], []];
  const scanned = { env: cloud.env, cwd: directory };
  try {
    for (let turn = 0; turn < rounds; turn += 1) {
      times.push({ bare: await time(BARE, { env: cloud.env }), scan: await time(SCAN, scanned) });
      await rm(join(directory, 'evidence'), { recursive: true });
    }
    for (let turn = 0; turn < WEIGHED; turn += 1) {
      bareMb.push((await measure(BARE, { env: cloud.env })).maxRssMb);
      scanMb.push((await measure(SCAN, scanned)).maxRssMb);
      await rm(join(directory, 'evidence'), { recursive: true });
    }
  } finally {
    await cloud.stop();
  }
  return { times, scanMb, bareMb };
}

function tell(what: string, ratio: number, bound: number, figures: string): void {
  process.stdout.write(`${ratio <= bound ? 'ok  ' : 'OVER'} ${what}: ${ratio.toFixed(2)} (at most ${bound}; ${figures})\n`);
}
