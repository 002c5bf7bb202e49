import { join } from 'node:path';
import pLimit from 'p-limit';
import { CannotObserve, UserError } from '../errors.ts';
import { type ExclusionReason, GLOBAL, type Origin, type Task } from '../model.ts';
import type { Collector } from '../plugin.ts';
import { type Clock, instant } from './clock.ts';
import { createLook, type Ground, type Numbers } from './look.ts';
import type { Plan, PlannedTarget } from './plan.ts';
import type { KeptReply } from './reply.ts';
import { openSpool, type SpoolFiles, type Written } from './spool.ts';
import { toGap } from './to-gap.ts';
import type { Wire } from './wire.ts';

/** What a person is told while the run goes on. */
export type Progress =
  | { readonly is: 'started'; readonly task: Task }
  | { readonly is: 'ended'; readonly task: Task; readonly observations: number; readonly gaps: number }
  | { readonly is: 'bug'; readonly task: Task; readonly error: unknown };

export interface RunOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  /** Where the spools lie. */
  readonly directory: string;
  /** Tasks under way at once. */
  readonly abreast: number;
  readonly origin: Origin | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress: (event: Progress) => void;
  /** How far the spool of the task with this number is written, and whether that is all of it. */
  readonly written: (index: number, written: Written, all: boolean) => void;
}

/** Stands for a task where the replies lie that told which targets there are. */
export const RESOLVING = -1;

/** Where the task with this number (from 0, in plan order) leaves what it saw. */
export function spoolFiles(directory: string, index: number): SpoolFiles {
  const name = String(index + 1).padStart(6, '0');
  return { records: join(directory, `${name}.jsonl`), replies: join(directory, `${name}.replies.jsonl`) };
}

/** Runs every task of the plan. It throws only where the run is interrupted or the disk fails: all else is in the spools. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<void> {
  const limit = pLimit(options.abreast);
  const sessions = new Map<string, object>();
  let broken: { readonly error: unknown } | undefined; // whoever clears the spools away must not meet a task that still writes
  try {
    await Promise.all(plan.tasks.map(({ task, collector, of }, index) => limit(() => runUnlessBroken(task, collector, of, index))));
  } finally {
    for (const { resolved } of plan.targets) resolved.close();
  }
  if (broken !== undefined) throw broken.error;

  async function runUnlessBroken(...task: Parameters<typeof runTask>): Promise<void> {
    if (broken !== undefined) return;
    try {
      await runTask(...task);
    } catch (error) {
      broken ??= { error };
    }
  }

  async function runTask(task: Task, collector: Collector, of: PlannedTarget, index: number): Promise<void> {
    options.signal?.throwIfAborted();
    options.progress({ is: 'started', task });
    let last: Written = { records: 0, replies: 0 };
    const spool = openSpool(spoolFiles(options.directory, index), (written) => {
      last = written;
      options.written(index, written, false);
    });
    const numbers: Numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
    const { target, region } = task;
    const place = { target, collector: collector.id, region };
    const startedAt = instant(options.clock.now());
    const ground = { collector, place, clock: options.clock, permissions: { ...of.source.calls, ...collector.calls } };
    let origin: Origin | undefined = options.origin;
    try {
      if (of.resolved.gap !== undefined) throw of.resolved.gap;
      const caller = {
        target,
        key: `${of.target.name}/${region}`,
        meaning: of.source.meaning,
        allowance: of.source.allowance,
        numbers,
        keep,
        place,
        rank: index,
      };
      const full: Ground = {
        ...ground,
        wire: options.wire,
        caller,
        cloud: of.source.id,
        account: of.target.name,
        session: session(of, region),
        numbers,
        drained: spool.drained,
      };
      await collector.collect(createLook(full, spool.add));
      const { calls, retries, pages, observations, gaps } = numbers;
      spool.add({
        record: 'sweep',
        ...place,
        origin: origin ?? 'override',
        startedAt,
        endedAt: instant(options.clock.now()),
        calls,
        retries,
        pages,
        observations,
        gaps,
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof UserError) throw error;
      if (!(error instanceof CannotObserve)) options.progress({ is: 'bug', task, error });
      const reason = excludedBy(error, of, numbers);
      if (reason === undefined) {
        numbers.gaps += 1;
        spool.add(toGap(error, ground, {}));
      } else {
        const { at, replies } = toGap(error, ground, {});
        spool.add({ record: 'exclusion', ...place, reason, at, replies });
      }
    } finally {
      await spool.end();
    }
    options.written(index, last, true);
    options.progress({ is: 'ended', task, observations: numbers.observations, gaps: numbers.gaps });

    function keep(reply: KeptReply): string {
      if (origin === undefined || (origin === 'live' && reply.head.origin !== 'live')) origin = reply.head.origin;
      return `#${spool.keep(reply)}`;
    }
  }

  /** One session per target and region, shared by its collectors. */
  function session(of: PlannedTarget, region: string): object {
    const key = `${of.target.target}/${region}`;
    let known = sessions.get(key);
    if (known === undefined) {
      known = of.resolved.open(region === GLOBAL ? (of.resolved.regions[0] ?? GLOBAL) : region);
      sessions.set(key, known);
    }
    return known;
  }
}

/** Only an answer of the provider's own excludes, and only where nothing was seen before it. */
function excludedBy(error: unknown, { resolved }: PlannedTarget, numbers: Numbers): ExclusionReason | undefined {
  if (!(error instanceof CannotObserve) || error.replies.length === 0) return undefined;
  if (numbers.pages + numbers.observations + numbers.gaps > 0) return undefined;
  return resolved.excludes?.(error);
}
