/** A bundle of 1,000,000 facts: written, checked, judged again and redacted, beside `sha256sum` over the same bytes, in one run. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measure, median } from './measure.ts';

const FACTS = Number(process.env['FACTS'] ?? 1_000_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const CLI = new URL('../dist/bin/claimcheck.cjs', import.meta.url).pathname; // what a user installs
const script = (name: string): string => new URL(name, import.meta.url).pathname;
/** Keeps the facts about 1 of 100 subjects, whose ids end in 00; their names are read for it, and withheld. */
const ONE_IN_HUNDRED = `version: 1
withhold:
  - stream: [run.replies, facts, names, replies]
keep:
  - { stream: [facts], subject: ["*00"] }
`;

const directory = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
const bundle = join(directory, 'bundle');
const copy = join(directory, 'copy');
const key = join(directory, 'claimcheck.pub');
const profile = join(directory, 'profile.yaml');
await writeFile(profile, ONE_IN_HUNDRED);
const written = await measure([script('./write-bundle.ts'), bundle, String(FACTS), key]);
const sums: Measured[] = [];
const integrity: Measured[] = [];
const verify: Measured[] = [];
const redact: Measured[] = [];
let redacted = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  sums.push(await sum());
  integrity.push(await measure([script('./check-integrity.ts'), bundle, key]));
  verify.push(await measure([CLI, 'verify', bundle, '--key', key]));
  redact.push(await measure([CLI, 'redact', bundle, '--profile', profile, '--out', copy]));
  redacted = await sizeOf(copy);
  await rm(copy, { recursive: true });
}
const bytes = await sizeOf(bundle);
await rm(directory, { recursive: true });

const what = `${FACTS.toLocaleString('en')} facts, ${megabytes(bytes)} MB`;
tell(`write ${what}: CPU / sha256sum`, ratio([written]), 10, figures([written]));
tell('the same: peak memory (MB)', written.maxRssMb, 300);
tell('integrity only: CPU / sha256sum', ratio(integrity), 1.3, figures(integrity));
tell('verify, three claims judged again: CPU / sha256sum', ratio(verify), 6, figures(verify));
tell('the same: peak memory (MB)', median(verify.map(rss)), 150);
tell(
  'redact to 1 %: seconds',
  median(redact.map(({ cpuMs }) => cpuMs)) / 1000,
  4,
  `${(median(redact.map(({ wallMs }) => wallMs)) / 1000).toFixed(1)} s of wall`,
);
tell('the same: MB left', Number(megabytes(redacted)), 10);
tell('the same: peak memory (MB)', median(redact.map(rss)), 150);

/** What `sha256sum` takes; the shell tells the CPU time of its children. */
async function sum(): Promise<Measured> {
  const files = (await readdir(join(bundle, 'streams'))).map((name) => join(bundle, 'streams', name));
  const started = performance.now();
  const { status, stdout } = spawnSync('/bin/sh', ['-c', 'sha256sum "$@" >/dev/null && times', 'sh', ...files], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`sha256sum ended with ${status}`);
  const [, children = ''] = stdout.split('\n');
  const cpuMs = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (total, [, minutes, seconds]) => total + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
  return { wallMs: performance.now() - started, cpuMs, maxRssMb: 0, stdout: '' };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((total, size) => total + size, 0);
}

/** CPU and not wall: others may work beside us. */
function ratio(runs: readonly Measured[]): number {
  return median(runs.map(cpu)) / median(sums.map(cpu));
}

function figures(runs: readonly Measured[]): string {
  return `${(median(runs.map(cpu)) / 1000).toFixed(1)} s beside ${(median(sums.map(cpu)) / 1000).toFixed(1)} s`;
}

function tell(what: string, value: number, bound: number, figures = ''): void {
  process.stdout.write(
    `${value <= bound ? 'ok  ' : 'OVER'} ${what}: ${value.toFixed(2)} (at most ${bound}${figures === '' ? '' : `; ${figures}`})\n`,
  );
}

function cpu({ cpuMs }: Measured): number {
  return cpuMs;
}
function rss({ maxRssMb }: Measured): number {
  return maxRssMb;
}
function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
