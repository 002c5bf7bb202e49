/** How politely we knock at one address and port. */

export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Pace {
  /** Runs when it is its turn. `work` says whether the server cut the line. */
  readonly turn: <T>(work: () => Promise<T>, wasCut: (done: T) => boolean) => Promise<T>;
}

const AT_ONCE = 8;
/** What a second may have: some of them at first, and then so many a second. */
const MOST = 30;
const BURST = 8;

/** No limit but that of connections at once. */
export function unhurriedPace(atOnce: number): Pace {
  const slot = slots(atOnce);
  return { turn: (work) => slot(work) };
}

/** At most 8 connections at once, and 30 (or `most`) in any second; half as many each time that lines are cut more often than not, and slowly more again. */
export function politePace(clock: Clock, most = MOST): Pace {
  const slot = slots(AT_ONCE);
  const burst = Math.max(1, Math.min(BURST, Math.ceil(most / 4)));
  // One a second and less has no burst to take off.
  const fastest = most > burst ? most - burst : most;
  const slowest = Math.min(2, fastest);
  let tokens = burst;
  let at = clock.now();
  let rate = fastest;
  let cuts = 0;
  return {
    turn: (work, wasCut) =>
      slot(async () => {
        const wait = take();
        if (wait > 0) await clock.sleep(wait);
        const done = await work();
        adapt(wasCut(done));
        return done;
      }),
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

export function slots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
