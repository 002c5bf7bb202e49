import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Outline } from '../collect/outline.ts';
import type { Progress } from '../collect/run.ts';
import { createWatermarks, type Watermarks } from '../collect/watermarks.ts';
import { type CollectingMessage, type CollectingTask, type Expected, fromPlainError } from './collecting.ts';
import { giveWay, threadsNow } from './give-way.ts';
import type { Io } from './io.ts';

/** A thread that will collect. The SDKs' parsers keep one processor busy: what they bring is numbered, judged, hashed and written by the caller's thread. */
export interface CollectorThread {
  /** Before `collect`, if at all: it loads what it will probably need. */
  readonly expect: (expected: Expected) => void;
  /** Once. */
  readonly collect: (task: CollectingTask, progress: (event: Progress) => void) => Collecting;
  /** Ends it, whatever it is at. */
  readonly end: () => Promise<void>;
}

/** What a thread brings while it collects. */
export interface Collecting {
  /** What will be looked at. UserError as of `prepare`. */
  readonly plan: Promise<Outline>;
  /** How far the spools are written; whoever waits is told what went wrong, Ctrl-C included. */
  readonly marks: Pick<Watermarks, 'beyond'>;
}

/**
 * Young memory of the thread, in megabytes. Left alone it doubles over and over in a long scan, though what is read of a page lives for milliseconds; and
 * where it is small, what is being read as it is swept is taken for old, and stays. It bounds no scan: what lives on becomes old memory, which has no
 * limit of ours.
 */
const YOUNG = 192;

/**
 * What V8 is told before the thread is made. Each thread has one helper that compiles: on two cores, more of them only stand in the way of the thread
 * that waits for nothing else. The thread's young memory has its full size from the start.
 */
const ENGINE = ['--concurrent-turbofan-max-threads=1', '--concurrent-maglev-max-threads=1', `--min-semi-space-size=${YOUNG / 3}`];

/** Starts a thread, which gets ready to collect. Its environment is `env`, its clock and its chance are its own. */
export function openCollectorThread({ env, signal }: Pick<Io, 'env' | 'signal'>): CollectorThread {
  const marks = createWatermarks();
  const planned = Promise.withResolvers<Outline>();
  planned.promise.catch(() => {}); // told by `marks` too
  const file = import.meta.filename.endsWith('.ts') ? './collecting-loop.ts' : './collecting-loop.js';
  for (const flag of ENGINE) setFlagsFromString(flag);
  const others = threadsNow();
  const worker = new Worker(new URL(file, import.meta.url), {
    env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  });
  const interrupt = (): void => fail(signal.reason);
  worker.on('error', fail);
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();

  return {
    expect: (expected) => worker.postMessage(expected),
    collect: (task, progress) => {
      worker.on('message', (message: CollectingMessage) => hear(message, progress));
      worker.postMessage(task);
      return { plan: planned.promise, marks };
    },
    end: async () => {
      signal.removeEventListener('abort', interrupt);
      await worker.terminate();
    },
  };

  function fail(error: unknown): void {
    marks.fail(error);
    planned.reject(error);
  }

  function hear(message: CollectingMessage, progress: (event: Progress) => void): void {
    if (message.is === 'written') marks.tell(message.spool, message.written, message.all);
    else if (message.is === 'planned') {
      // What is sealed from here on is garbage at once: young memory that went on growing would only hold more of it.
      setFlagsFromString('--semi-space-growth-factor=1');
      giveWay(others);
      planned.resolve(message.plan);
    } else if (message.is === 'failed') fail(fromPlainError(message.error));
    else if (message.is === 'bug') progress({ ...message, error: fromPlainError(message.error) });
    else progress(message.event);
  }
}
