import type { Allowance } from '../plugin.ts';
import type { Clock } from './clock.ts';

/** Takes one of the places that all calls share; resolves to what gives it back. */
export type Enter = () => Promise<() => void>;

/**
 * Keeps calls within a share of the provider's published allowance, per key (account, region, API).
 * Generic cell rate algorithm: in any t seconds at most share × (bucket + rate × t) calls pass, counted where they arrive.
 */
export interface Limiter {
  /** Resolves when a call may go out, and has a place to; to what gives the place back. In the order in which they were asked for. */
  readonly take: (key: string, allowance: Allowance, signal?: AbortSignal, enter?: Enter) => Promise<() => void>;
  /** A call that was taken has ended, however it did. */
  readonly ended: (key: string, allowance: Allowance) => void;
  /** The provider said "too many": whatever burst was left is gone, for every caller of the key. */
  readonly drain: (key: string, allowance: Allowance) => void;
}

interface Line {
  /** Theoretical arrival time of the next call, in ms. */
  due: number;
  readonly waiting: {
    readonly signal: AbortSignal | undefined;
    readonly enter: Enter;
    readonly go: (leave: () => void) => void;
    readonly fail: (error: unknown) => void;
  }[];
  moving: boolean;
  opening: Opening | undefined;
}

/**
 * The provider's bucket is full, and refills only from when the first call of a burst gets there; ours must not begin to before. How long the first
 * takes on the way nobody knows, so that what goes beyond the burst waits until one of it has come back.
 */
interface Opening {
  taken: number;
  readonly done: Promise<void>;
  readonly end: () => void;
}

export function createLimiter(clock: Clock, share: number): Limiter {
  const lines = new Map<string, Line>();
  return { take, ended, drain };

  function take(key: string, allowance: Allowance, signal?: AbortSignal, enter: Enter = free): Promise<() => void> {
    const line = lineOf(key);
    return new Promise((go, fail) => {
      line.waiting.push({ signal, enter, go, fail });
      if (!line.moving) void move(line, pace(allowance));
    });
  }

  /** One after the other, so that a call is counted when it goes out, and not when it was let to wait for a place. Never rejects. */
  async function move(line: Line, { interval, most }: Pace): Promise<void> {
    line.moving = true;
    for (let next = line.waiting[0]; next !== undefined; next = line.waiting[0]) {
      try {
        for (let wait = waitOf(line, { interval, most }); wait !== 0; wait = waitOf(line, { interval, most })) {
          await (typeof wait === 'number' ? clock.sleep(wait, next.signal) : wait);
        }
        const leave = await next.enter();
        if (waitOf(line, { interval, most }) !== 0) {
          leave();
          continue;
        }
        if (line.opening === undefined) line.due = Math.max(line.due, clock.now()) + interval;
        else line.opening.taken += 1;
        line.waiting.shift();
        next.go(leave);
      } catch (error) {
        line.waiting.shift();
        next.fail(error);
      }
    }
    line.moving = false;
  }

  /** 0: now. Milliseconds, or what is waited for. */
  function waitOf(line: Line, { interval, most }: Pace): number | Promise<void> {
    const now = clock.now();
    if (line.opening === undefined && line.due <= now) {
      const { promise: done, resolve: end } = Promise.withResolvers<void>();
      line.opening = { taken: 0, done, end };
    }
    if (line.opening !== undefined) return line.opening.taken < most ? 0 : line.opening.done;
    return Math.max(0, line.due - (most - 1) * interval - now);
  }

  function ended(key: string, allowance: Allowance): void {
    const line = lineOf(key);
    const { opening } = line;
    if (opening === undefined) return;
    line.opening = undefined;
    line.due = Math.max(line.due, clock.now() + opening.taken * pace(allowance).interval);
    opening.end();
  }

  function drain(key: string, allowance: Allowance): void {
    const line = lineOf(key);
    const { most, interval } = pace(allowance);
    line.due = Math.max(line.due, clock.now() + most * interval);
  }

  function lineOf(key: string): Line {
    const line = lines.get(key) ?? { due: 0, waiting: [], moving: false, opening: undefined };
    lines.set(key, line);
    return line;
  }

  function pace({ bucket, rate }: Allowance): Pace {
    return { interval: 1000 / (rate * share), most: Math.max(1, Math.floor(bucket * share)) };
  }
}

/** Milliseconds between two calls, and how many may go out at once. */
interface Pace {
  readonly interval: number;
  readonly most: number;
}

const free: Enter = () => Promise.resolve(() => {});
