import { describe, expect, test } from 'vitest';
import { documented, fasterClock, openLimits } from '../../../fixtures/practice/azure/limits.ts';
import fc from '../../property.ts';
import { accounts, PROD, practise } from './clients.ts';

const list = `/subscriptions/${PROD}/providers/Microsoft.Storage/storageAccounts?api-version=2025-01-01`;
const groups = `/subscriptions/${PROD}/resourceGroups?api-version=2021-04-01`;

/** A practice cloud on a clock that only the test moves, and a plain asker with one token. */
async function onClock(more: Parameters<typeof accounts>[2] = {}) {
  let time = Date.parse('2026-06-01T12:00:00Z');
  const cloud = await practise(accounts(1, 1, more), { clock: () => time });
  const { token } = await cloud.credential().getToken('https://management.azure.com/.default');
  return {
    ask: (path: string) => cloud.raw(`${cloud.practice.resourceManager}${path}`, { authorization: `Bearer ${token}` }),
    pass: (seconds: number) => {
      time += seconds * 1000;
    },
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

describe('Resource Manager', () => {
  test('answers 250 reads at once and counts them down', async () => {
    await using cloud = await onClock();
    const left: (string | undefined)[] = [];
    for (let call = 0; call < 250; call += 1) left.push((await cloud.ask(groups)).headers['x-ms-ratelimit-remaining-subscription-reads']);
    expect([left[0], left.at(-1), (await cloud.ask(groups)).status]).toEqual(['249', '0', 429]);
  });

  test('refills by 25 a second', async () => {
    await using cloud = await onClock({ limits: { 'arm-reads': { bucket: 2, rate: 25 } } });
    const codes = [];
    for (const wait of [0, 0, 0, 0.04, 0]) {
      cloud.pass(wait);
      codes.push((await cloud.ask(groups)).status);
    }
    expect(codes).toEqual([200, 200, 429, 200, 429]);
  });

  test("counts the tenant's own reads on their own", async () => {
    await using cloud = await onClock();
    expect((await cloud.ask('/subscriptions?api-version=2022-12-01')).headers['x-ms-ratelimit-remaining-tenant-reads']).toBe('249');
  });
});

describe('the storage provider', () => {
  test('answers 100 lists in five minutes, then says when to come again', async () => {
    await using cloud = await onClock();
    for (let call = 0; call < 100; call += 1) await cloud.ask(list);
    const { status, headers, text } = await cloud.ask(list);
    expect([status, JSON.parse(text).error.code, headers['retry-after']]).toEqual([429, 'TooManyRequests', '3']);
    cloud.pass(3);
    expect((await cloud.ask(list)).status).toBe(200);
  });

  test('has no limit where the scenario wants none', async () => {
    await using cloud = await onClock({ limits: 'none' });
    const codes = new Set<number>();
    for (let call = 0; call < 300; call += 1) codes.add((await cloud.ask(list)).status);
    expect([...codes]).toEqual([200]);
  });
});

/** Times of calls in order, in milliseconds. */
const times = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 400 }).map((gaps) => {
  let at = 0;
  return gaps.map((gap) => {
    at += gap;
    return at;
  });
});

test('in any window of t seconds at most bucket + rate × t calls get through', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 20 }), fc.double({ min: 0.1, max: 50, noNaN: true }), (calls, bucket, rate) => {
      let time = 0;
      const limits = openLimits({ any: { bucket, rate } }, () => time);
      const taken = calls.filter((at) => {
        time = at;
        return limits.take('any', 'one')?.is === 'taken';
      });
      for (const [first, from] of taken.entries())
        for (const [last, to] of taken.entries()) {
          if (last < first) continue;
          expect(last - first + 1).toBeLessThanOrEqual(bucket + rate * ((to - from) / 1000) + 1e-6);
        }
    }),
    { numRuns: 60 },
  );
});

test('what a refusal says to wait is enough, and a second less is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.double({ min: 0.01, max: 0.9, noNaN: true }), (bucket, rate) => {
      let time = 0;
      const limits = openLimits({ any: { bucket, rate } }, () => time);
      for (let call = 0; call < bucket; call += 1) limits.take('any', 'one');
      const refused = limits.take('any', 'one');
      if (refused?.is !== 'refused') throw new Error('the bucket was not empty');
      time = (refused.wait - 1) * 1000;
      expect(limits.take('any', 'one')?.is).toBe('refused');
      time = refused.wait * 1000;
      expect(limits.take('any', 'one')?.is).toBe('taken');
    }),
  );
});

test('a clock that runs k times fast refills k times as fast', () => {
  let time = 1000;
  const clock = fasterClock(20, () => time);
  time += 50;
  expect(clock()).toBe(2000);
});

test('the documented figures are those of the manual', () => {
  expect([documented['arm-reads'], documented['storage-list']?.bucket, documented['storage-read']?.bucket]).toEqual([
    { bucket: 250, rate: 25 },
    100,
    800,
  ]);
});
