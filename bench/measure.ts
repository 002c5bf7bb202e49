import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** What one run of a program took. */
export interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly maxRssMb: number;
  readonly stdout: string;
}

/** Preloaded into a measured process: as it ends, it tells on descriptor 3 what it took. JavaScript, so that Node loads no TypeScript for it. */
const USAGE = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssMb: maxRSS / 1024 }));
});`)}`;

interface Options {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly fine?: readonly number[];
}

/** Runs a Node program as its own process; the process itself tells its CPU time and its peak memory as it ends. */
export async function measure(args: readonly string[], options: Options = {}): Promise<Measured> {
  const { wallMs, stdout, usage } = await run(['--import', USAGE, ...args], options);
  const { cpuMs, maxRssMb }: { cpuMs: number; maxRssMb: number } = JSON.parse(usage);
  return { wallMs, cpuMs, maxRssMb, stdout };
}

/** The same, for its wall time alone: what is preloaded takes time in each thread of a program, and ours has one more than others. */
export async function time(args: readonly string[], options: Options = {}): Promise<number> {
  return (await run(args, options)).wallMs;
}

async function run(args: readonly string[], { env, cwd, fine = [0] }: Options) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const usagePipe = child.stdio[3];
  if (child.stdout === null || child.stderr === null || usagePipe === null || usagePipe === undefined || !('read' in usagePipe))
    throw new Error('the child has no pipes');
  const [stdout, stderr, usage, [code]] = await Promise.all([text(child.stdout), text(child.stderr), text(usagePipe), once(child, 'exit')]);
  const wallMs = performance.now() - started;
  if (!fine.includes(Number(code))) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return { wallMs, stdout, usage };
}

/** A practice cloud in a process of its own, so that its work is not counted as ours. */
export async function startCloud(
  volumes: number,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly stop: () => Promise<void> }> {
  const script = new URL('../scripts/practice.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, '--volumes', String(volumes)], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { env }: { env: { prod: Record<string, string> } } = JSON.parse(line);
    return {
      env: env.prod,
      stop: async () => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('the practice cloud did not start');
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
