import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';

const SOURCES = join(import.meta.dirname, '../../src/cli.ts');

/** How a process ended. `code` is null where a signal killed it before it could say so itself. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly cwd: string;
  /** Runs the sources: where functions of theirs, which are the same tool, take what the process made. */
  readonly sources?: true;
  /** Beside the clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sends a signal once that has come true. */
  readonly interrupt?: { readonly with: 'SIGINT' | 'SIGTERM'; readonly when: () => boolean };
  /** What comes through a pipe to its stdin. Left out: nothing. */
  readonly stdin?: string;
  /** Where stdout goes, if not to us: to a reader that has gone away, or to a device that is full. */
  readonly stdout?: 'closed' | 'full';
  /** The largest file that the process may write, in blocks of 512 bytes: a disk that is full. */
  readonly largestFile?: number;
}

/** The command line as a process of its own, in an environment that no real credentials can come from. */
export async function claimcheck(args: readonly string[], run: Run): Promise<Ran> {
  const [program = '', ...words] = [...wrapper(run), process.execPath, run.sources ? SOURCES : inject('cli'), ...args];
  const child = spawn(program, words, {
    cwd: run.cwd,
    env: { ...cleanEnvironment(run.cwd), ...run.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (run.interrupt !== undefined) {
    while (child.exitCode === null && !run.interrupt.when()) await pause(5);
    child.kill(run.interrupt.with);
  }
  return { code: await ended, stdout: await stdout, stderr: await stderr };
}

/** A shell around the process, where only a shell can arrange what is asked for. */
function wrapper({ largestFile, stdin, stdout }: Run): readonly string[] {
  if (largestFile !== undefined) return ['/bin/sh', '-c', `ulimit -f ${largestFile} && exec "$@"`, 'sh'];
  if (stdout === 'full') return ['/bin/sh', '-c', 'exec "$@" >/dev/full', 'sh'];
  if (stdin !== undefined) return ['/bin/sh', '-c', 'printf %s "$0" | "$@"', stdin];
  // The status of the left side of a pipe is told on a third descriptor, which is our stdout.
  if (stdout === 'closed') return ['/bin/sh', '-c', '{ { "$@"; echo $? >&3; } | true; } 3>&1', 'sh'];
  return [];
}

/** Runs `work` in a directory of its own, which is gone afterwards. */
export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'claimcheck-cli-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A terminal's variables are there, so that colour off a terminal would show. Compiled sources are kept between processes. */
function cleanEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    PATH: '/usr/bin:/bin',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    NODE_COMPILE_CACHE: join(tmpdir(), 'claimcheck-compile-cache'),
  };
}

async function collected(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
