import type { Clock } from '../../src/collect/clock.ts';

/** A clock that jumps to the next thing that is due as soon as nothing else runs. */
export function fakeClock(start = Date.parse('2026-06-01T12:00:00Z')): Clock & { readonly slept: number[] } {
  let now = start;
  let jumping = false;
  const due: { at: number; run: () => void }[] = [];
  const slept: number[] = [];

  return {
    slept,
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        slept.push(milliseconds);
        const entry = add(milliseconds, resolve);
        signal?.addEventListener('abort', () => {
          remove(entry);
          reject(signal.reason);
        });
      }),
    after: (milliseconds, work) => {
      const entry = add(milliseconds, work);
      return () => remove(entry);
    },
  };

  function add(milliseconds: number, run: () => void): { at: number; run: () => void } {
    const entry = { at: now + milliseconds, run };
    due.push(entry);
    schedule();
    return entry;
  }

  function remove(entry: { at: number; run: () => void }): void {
    const index = due.indexOf(entry);
    if (index >= 0) due.splice(index, 1);
  }

  /** Real I/O under way gets its turns first: it waits a few rounds of the event loop before it jumps. */
  function schedule(rounds = 5): void {
    if (jumping && rounds === 5) return;
    jumping = true;
    setImmediate(() => {
      if (rounds > 0) return schedule(rounds - 1);
      jumping = false;
      const next = due.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) return;
      remove(next);
      now = Math.max(now, next.at);
      next.run();
      if (due.length > 0) schedule();
    });
  }
}
