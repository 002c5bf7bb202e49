/**
 * The politeness cap beside what it allows: calls within a share of the providers' published quotas, at practice clouds that keep to those quotas.
 * Limiter and server run on one clock, k times fast.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, systemClock } from '../src/collect/clock.ts';
import { createWire } from '../src/collect/wire.ts';
import { CASES, type Case } from './quota-cases.ts';

const SHARE = Number(process.env['SHARE'] ?? 0.5);

for (const one of CASES) await run(one);

async function run({ call, calls, k, open }: Case): Promise<void> {
  const clock = fast(k);
  const arrivals: number[] = [];
  const wire = createWire({ clock, random: Math.random, share: SHARE, concurrency: 50, timeout: 60_000 * k });
  const { key, allowance, meaning, ask, close } = await open(wire, clock.now, ({ service, action }) => {
    if (`${service}:${action}` === call) arrivals.push(clock.now());
  });
  arrivals.length = 0;
  const numbers = { calls: 0, retries: 0 };
  const caller = { key, allowance, meaning, numbers, keep: () => '' };

  const { bucket, rate } = allowance(call);
  const bound = (calls - SHARE * bucket) / (SHARE * rate);
  const started = clock.now();
  await Promise.all(Array.from({ length: calls }, () => wire.call(caller, call, {}, ask)));
  const wall = (clock.now() - started) / 1000;
  await close();

  const figures = `${wall.toFixed(1)} s beside ${bound.toFixed(1)} s, on a clock ${k} times fast`;
  tell(`${call}: wall / (calls - share × bucket) / (share × rate)`, wall / bound, 1.1, figures);
  const most = mostBeyond(arrivals, SHARE * rate);
  tell(
    `${call}: most calls in a window, less share × rate × t, / share × bucket`,
    most / (SHARE * bucket),
    1,
    `${most.toFixed(1)} beside ${SHARE * bucket}, at the server`,
  );
  tell(`${call}: calls that the server refused`, numbers.retries, 0, `of ${arrivals.length}`);
}

/** Over all windows from one arrival to another: the most arrivals beyond what the rate alone brings in that time. `at` in milliseconds. */
function mostBeyond(arrivals: readonly number[], rate: number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const [index, at] of arrivals.entries()) {
    const line = index - (at / 1000) * rate;
    least = Math.min(least, line);
    most = Math.max(most, line + 1 - least);
  }
  return most;
}

function fast(k: number): Clock {
  const start = Date.now();
  const zero = performance.now();
  return {
    now: () => start + (performance.now() - zero) * k,
    sleep: async (milliseconds, signal) => {
      await delay(milliseconds / k, undefined, signal === undefined ? {} : { signal });
    },
    after: (milliseconds, work) => systemClock.after(milliseconds / k, work),
  };
}

function tell(what: string, ratio: number, bound: number, figures: string): void {
  process.stdout.write(`${ratio <= bound ? 'ok  ' : 'OVER'} ${what}: ${ratio.toFixed(3)} (at most ${bound}; ${figures})\n`);
}
