/** How politely we knock at one address and port. */

export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Pace {
  /** Runs when it is its turn. `alone`: and while nothing else does. */
  readonly turn: <T>(work: () => Promise<T>, cut: (done: T) => Cut | undefined, alone?: boolean) => Promise<T>;
}

/** How a line ended too early. `reset`: the server wants no more of them, or not so many at once. */
export type Cut = 'reset' | 'unanswered';

const AT_ONCE = 8;
/** What a second may have: some of them at first, and then so many a second. */
const MOST = 30;
const BURST = 8;

/** After so many good ones, one more at once again. */
const GOOD_ENOUGH = 8;

/** No limit but that of connections at once: one fewer for each that is reset, and slowly more again. */
export function unhurriedPace(atOnce = AT_ONCE): Pace {
  let limit = atOnce;
  const slot = slots(() => limit);
  return {
    turn: (work, cut, alone) =>
      slot(async () => {
        const done = await work();
        limit = cut(done) === 'reset' ? Math.max(1, limit - 1) : Math.min(atOnce, limit + 1 / GOOD_ENOUGH);
        return done;
      }, alone),
  };
}

/** At most 8 connections at once, and 30 (or `most`) in any second; half as many each time that lines are cut more often than not, and slowly more again. */
export function politePace(clock: Clock, most = MOST): Pace {
  const inner = unhurriedPace();
  const burst = Math.max(1, Math.min(BURST, Math.ceil(most / 4)));
  // One a second and less has no burst to take off.
  const fastest = most > burst ? most - burst : most;
  const slowest = Math.min(2, fastest);
  let tokens = burst;
  let at = clock.now();
  let rate = fastest;
  let cuts = 0;
  return {
    turn: (work, cut, alone) =>
      inner.turn(
        async () => {
          const wait = take();
          if (wait > 0) await clock.sleep(wait);
          const done = await work();
          adapt(cut(done) !== undefined);
          return done;
        },
        cut,
        alone,
      ),
  };

  /** Takes a token, and says how long it is till it is there. */
  function take(): number {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - at) * rate) / 1000) - 1;
    at = now;
    return tokens >= 0 ? 0 : Math.ceil((-tokens * 1000) / rate);
  }

  function adapt(cut: boolean): void {
    cuts = cut ? cuts + 1 : Math.max(0, cuts - 1);
    if (cuts > AT_ONCE / 2) {
      rate = Math.max(slowest, rate / 2);
      cuts = 0;
    } else if (!cut) rate = Math.min(fastest, rate * 1.05);
  }
}

/** Runs so many at once, in the order in which they come; `most` may change in between. `alone`: while no other is open. */
export function slots(most: () => number): <T>(work: () => Promise<T>, alone?: boolean) => Promise<T> {
  const waiting: { readonly start: () => void; readonly alone: boolean }[] = [];
  let open = 0;
  let isTaken = false;
  return async (work, alone = false) => {
    await new Promise<void>((start) => {
      waiting.push({ start, alone });
      startNext();
    });
    try {
      return await work();
    } finally {
      open -= 1;
      isTaken = false;
      startNext();
    }
  };

  function startNext(): void {
    for (let [next] = waiting; next !== undefined && !isTaken && open < (next.alone ? 1 : Math.floor(most())); [next] = waiting) {
      waiting.shift();
      open += 1;
      isTaken = next.alone;
      next.start();
    }
  }
}
