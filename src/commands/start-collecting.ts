import { Worker } from 'node:worker_threads';
import type { Outline } from '../collect/outline.ts';
import type { Progress } from '../collect/run.ts';
import { createWatermarks, type Watermarks } from '../collect/watermarks.ts';
import { type CollectingMessage, type CollectingTask, fromPlainError } from './collecting.ts';
import type { Io } from './io.ts';

/** A thread that collects. */
export interface Collecting {
  /** What will be looked at. UserError as of `prepare`. */
  readonly plan: Promise<Outline>;
  /** How far the spools are written; whoever waits is told what went wrong, Ctrl-C included. */
  readonly marks: Pick<Watermarks, 'beyond'>;
  /** Ends the thread, whatever it is at. */
  readonly stop: () => Promise<void>;
}

/**
 * Young memory of the thread, in megabytes. Left alone it doubles several times over in a long scan, though what is read of a page lives for
 * milliseconds. It bounds no scan: what lives on becomes old memory, which has no limit of ours.
 */
const YOUNG = 48;

/**
 * Collects on a thread of its own: the SDKs' parsers keep one processor busy, and what they bring is numbered, judged, hashed and written at the
 * same time by the thread that called.
 */
export function startCollecting(task: CollectingTask, { env, signal }: Pick<Io, 'env' | 'signal'>, progress: (event: Progress) => void): Collecting {
  const marks = createWatermarks();
  const file = import.meta.filename.endsWith('.ts') ? './collecting-thread.ts' : './collecting-thread.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: task,
    env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  });
  const planned = Promise.withResolvers<Outline>();
  const fail = (error: unknown): void => {
    marks.fail(error);
    planned.reject(error);
  };
  const interrupt = (): void => fail(signal.reason);
  planned.promise.catch(() => {}); // told by `marks` too
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  worker.on('message', hear).on('error', fail);
  return {
    plan: planned.promise,
    marks,
    stop: async () => {
      signal.removeEventListener('abort', interrupt);
      await worker.terminate();
    },
  };

  function hear(message: CollectingMessage): void {
    if (message.is === 'written') marks.tell(message.spool, message.written, message.all);
    else if (message.is === 'planned') planned.resolve(message.plan);
    else if (message.is === 'failed') fail(fromPlainError(message.error));
    else if (message.is === 'bug') progress({ ...message, error: fromPlainError(message.error) });
    else progress(message.event);
  }
}
