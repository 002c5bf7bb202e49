import { expect, test } from 'vitest';
import { createLimiter } from '../../src/collect/limits.ts';
import fc from '../property.ts';
import { fakeClock } from './fake-clock.ts';

/** When each of n calls, all asked for at once, is let through, in seconds. */
async function passes(n: number, allowance: { bucket: number; rate: number }, share: number): Promise<number[]> {
  const clock = fakeClock(0);
  const limiter = createLimiter(clock, share);
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: n }, async () => {
      await limiter.take('k', allowance);
      times.push(clock.now() / 1000);
      limiter.ended('k', allowance);
    }),
  );
  return times.sort((a, b) => a - b);
}

test('in any window no more calls pass than the share of bucket and rate allows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(0.5, 1),
      async (n, bucket, rate, share) => {
        const times = await passes(n, { bucket, rate }, share);
        for (const [from, begin] of times.entries()) {
          for (const [to, end] of times.entries()) {
            if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(Math.max(1, share * bucket) + share * rate * (end - begin) + 1e-6);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('the limiter wastes nothing: n calls take what bucket and rate make them take', async () => {
  const times = await passes(40, { bucket: 10, rate: 10 }, 1);
  expect(times.at(-1)).toBeCloseTo(3, 5);
});

test('keys do not wait for each other', async () => {
  const clock = fakeClock(0);
  const limiter = createLimiter(clock, 1);
  await Promise.all(['a', 'b', 'c'].map((key) => limiter.take(key, { bucket: 1, rate: 1 })));
  expect(clock.slept).toEqual([]);
});

test('a throttled key loses the rest of its burst', async () => {
  const clock = fakeClock(0);
  const limiter = createLimiter(clock, 1);
  const allowance = { bucket: 10, rate: 10 };
  await limiter.take('k', allowance);
  limiter.ended('k', allowance);
  limiter.drain('k', allowance);
  await limiter.take('k', allowance);
  expect(clock.slept).toEqual([100]);
});

test('nothing beyond the burst goes out before one call of it has come back, and the time is counted from then', async () => {
  const clock = fakeClock(0);
  const limiter = createLimiter(clock, 1);
  const allowance = { bucket: 2, rate: 10 };
  const times: number[] = [];
  const calls = [1, 2, 3].map(async () => {
    await limiter.take('k', allowance);
    times.push(clock.now());
  });
  await Promise.all(calls.slice(0, 2));
  await clock.sleep(5000);
  limiter.ended('k', allowance);
  await calls[2];
  expect(times).toEqual([0, 0, 5100]);
});

test('a call that waits for a place is counted when it has one', async () => {
  const clock = fakeClock(0);
  const limiter = createLimiter(clock, 1);
  const allowance = { bucket: 1, rate: 10 };
  const late = async () => {
    await clock.sleep(3000);
    return () => {};
  };
  await limiter.take('k', allowance, undefined, late);
  limiter.ended('k', allowance);
  await limiter.take('k', allowance);
  expect(clock.now()).toBe(3100);
});
