/** A scan inside the test's own process, on a clock that jumps over every wait: all of `claimcheck scan` but its process and its thread. */
import { vi } from 'vitest';
import type { Clock } from '../../src/collect/clock.ts';
import type { Outline } from '../../src/collect/outline.ts';
import { createWatermarks } from '../../src/collect/watermarks.ts';
import { collect } from '../../src/commands/collect.ts';
import { type CollectingMessage, fromPlainError } from '../../src/commands/collecting.ts';
import type { CollectorThread } from '../../src/commands/collector-thread.ts';
import { gate } from '../../src/commands/gate.ts';
import { makeBundle } from '../../src/commands/make-bundle.ts';
import { tellScan } from '../../src/commands/tell.ts';
import { verify } from '../../src/commands/verify.ts';
import { heardIo } from '../cli/heard-io.ts';
import { type Desk, readBundle, type Scanned } from './world.ts';

/** Time jumps over every wait; what the wait would have been is known by the time that it is. What ends by itself ends so many times as soon. */
export function jumpingClock(sooner = 1): Clock {
  let jumped = 0;
  return {
    now: () => Date.now() + jumped,
    sleep: async (milliseconds) => {
      jumped += milliseconds;
    },
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds / sooner);
      return () => clearTimeout(timer);
    },
  };
}

export async function scanHere({ directory, env }: Pick<Desk, 'directory' | 'env'>, clock: Clock = jumpingClock()): Promise<Scanned> {
  const heard = heardIo(directory);
  const io = { ...heard.io, env };
  const options = { config: 'claimcheck.yaml', callTimeout: '15s', concurrency: '50', share: '100' };
  const made = await makeBundle(options, here(env, clock), io);
  tellScan(made.directory, made.view, { ...options, publicKey: made.publicKey ?? 'PUB' }, io);
  const verified = await verify(made.directory, { key: ['claimcheck.pub'] }, heardIo(directory).io);
  const code = gate(made.view.judgements, false) ?? 0;
  return { code, stdout: heard.stdout(), stderr: heard.stderr(), bundle: made.directory, verified, ...(await readBundle(made.directory)) };
}

/** The same at AWS, whose SDK reads the environment of the process: what the desk has, and nothing of the machine's own. */
export async function scanAwsHere(desk: Pick<Desk, 'directory' | 'env'>, clock?: Clock): Promise<Scanned> {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(desk.env)) vi.stubEnv(name, value);
  try {
    return await scanHere(desk, clock);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Collects on the caller's own thread. */
export function here(env: Desk['env'], clock: Clock): CollectorThread {
  const marks = createWatermarks();
  const planned = Promise.withResolvers<Outline>();
  planned.promise.catch(() => {}); // told by `marks` too
  const standing = { clock, random: () => 0, signal: new AbortController().signal, env };
  let ended: Promise<void> | undefined;
  return {
    expect: () => {},
    collect: (task, progress) => {
      ended = collect(task, standing, (message) => hear(message, progress));
      return { plan: planned.promise, marks };
    },
    end: async () => ended,
  };

  function hear(message: CollectingMessage, progress: Parameters<CollectorThread['collect']>[1]): void {
    if (message.is === 'written') marks.tell(message.spool, message.written, message.all);
    else if (message.is === 'planned') planned.resolve(message.plan);
    else if (message.is === 'failed') {
      marks.fail(fromPlainError(message.error));
      planned.reject(fromPlainError(message.error));
    } else if (message.is === 'bug') progress({ ...message, error: fromPlainError(message.error) });
    else progress(message.event);
  }
}
