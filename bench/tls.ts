/** `claimcheck tls` beside sslscan, both as processes, each less its own `--version`; and how many connections it makes, and how fast. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { peer } from '../test/peers/peer.ts';
import { modern, old, startNginx } from '../test/peers/tls-servers.ts';
import { startDelay } from './delay.ts';
import { measure, median } from './measure.ts';

const CLI = new URL('../dist/bin/claimcheck.cjs', import.meta.url).pathname;
const RUNS = Number(process.env['RUNS'] ?? 3);
/** Ten times as many take no more memory. */
const ENDPOINTS = (process.env['ENDPOINTS'] ?? '1000,10000').split(',').map(Number);
const SAME_WORK = ['--only', 'suites,groups,preference', '--rate', 'unlimited', '--json'];

/** Not spawnSync: the proxy that makes the way long runs in this process. */
async function timed(program: string, args: readonly string[]): Promise<{ readonly ms: number; readonly stdout: string }> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { ms: performance.now() - started, stdout };
}

const ours = (args: readonly string[]) => timed(process.execPath, [CLI, ...args]);
const theirs = (args: readonly string[]) => timed(peer('sslscan'), args);

function tell(what: string, value: number, bound: number, figures: string): void {
  process.stdout.write(
    `${value <= bound ? 'ok  ' : 'OVER'} ${what}: ${value.toPrecision(3)} (at most ${bound.toPrecision(3)}; ${figures})\n`,
  );
}

async function beside(name: string, port: number, bound: number, most: number, wholeMost?: number): Promise<void> {
  const runs: { us: { ms: number; stdout: string }; usStart: number; them: number; themStart: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const us = await ours(['tls', `127.0.0.1:${port}`, ...SAME_WORK]);
    const usStart = (await ours(['--version'])).ms;
    const them = (await theirs(['--no-colour', `127.0.0.1:${port}`])).ms;
    runs.push({ us, usStart, them, themStart: (await theirs(['--version'])).ms });
  }
  const us = median(runs.map((run) => run.us.ms)) - median(runs.map((run) => run.usStart));
  const them = median(runs.map((run) => run.them)) - median(runs.map((run) => run.themStart));
  const result: { connections: number; seconds: number } = JSON.parse(runs[0]?.us.stdout ?? '{}');
  tell(
    `${name}: wall / sslscan's`,
    us / them,
    bound,
    `${us.toFixed(0)} ms beside ${them.toFixed(0)} ms; ${result.seconds} s of it the scan`,
  );
  tell(`${name}: connections for suites, groups, preference`, result.connections, most, 'as told');
  if (wholeMost === undefined) return;
  const whole: { connections: number } = JSON.parse((await ours(['tls', `127.0.0.1:${port}`, '--rate', 'unlimited', '--json'])).stdout);
  tell(`${name}: connections of a whole scan`, whole.connections, wholeMost, 'as told, and HTTP beside');
}

/** Every suite of every version, one after the other, as `testssl.sh -E` asks for them. Once: it takes its time. */
async function besideTestssl(name: string, port: number): Promise<void> {
  const us = (await ours(['tls', `127.0.0.1:${port}`, ...SAME_WORK])).ms - (await ours(['--version'])).ms;
  const start = (await timed(peer('testssl'), ['--version'])).ms;
  const them = (await timed(peer('testssl'), ['-E', '--color', '0', '--warnings', 'off', `127.0.0.1:${port}`])).ms - start;
  tell(`${name}: wall / testssl.sh -E's`, us / them, 1 / 100, `${us.toFixed(0)} ms beside ${(them / 1000).toFixed(1)} s`);
}

async function politeness(port: number): Promise<void> {
  const proxy = await startDelay(port, 20);
  const started = performance.now();
  const { arrivals } = proxy;
  await measure([CLI, 'tls', `127.0.0.1:${proxy.port}`, '--json'], { fine: [0, 4] });
  const busiest = Math.max(...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + 1000).length));
  tell(
    'politeness: connections in any second',
    busiest,
    30,
    `${arrivals.length} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  tell('politeness: connections at once', proxy.mostOpen(), 8, 'at the server');
  await proxy.close();
}

/** One nginx, and many ports that lead to it: each is an endpoint of its own. */
async function many(count: number, port: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
  // Names of one loopback server: 127.x.y.z are addresses of their own.
  await writeFile(join(folder, 'hosts'), Array.from({ length: count }, (_, i) => `127.1.${i >> 8}.${i & 255}:${port}\n`).join(''));
  const args = [CLI, 'tls', '--file', join(folder, 'hosts'), '--only', 'suites,groups', '--rate', 'unlimited', '--json'];
  const { wallMs, maxRssMb, stdout } = await measure(args, { fine: [0, 4] });
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (lines.length !== count) throw new Error(`${lines.length} lines of ${count}`);
  await rm(folder, { recursive: true });
  tell(`${count} endpoints: seconds`, wallMs / 1000, (25 * count) / 1000, 'with --only suites,groups');
  tell(`${count} endpoints: MB of peak memory`, maxRssMb, 200, 'one process');
}

const one = await startNginx(modern);
await beside('nginx, 3 + 3 suites', one.port, 1 / 4, 36, 90);
const far = await startDelay(one.port, 50);
await beside('the same at 50 ms round trip', far.port, 1 / 6, 36);
await far.close();
await politeness(one.port);
await one.close();
const two = await startNginx(old);
await beside('nginx, old style', two.port, 1 / 4, 135, 220);
await besideTestssl('nginx, old style', two.port);
await two.close();
const lots = await startNginx({ ...modern, anyAddress: true });
for (const count of ENDPOINTS) await many(count, lots.port);
await lots.close();
