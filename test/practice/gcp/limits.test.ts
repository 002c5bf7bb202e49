import { expect, test } from 'vitest';
import { openLimits } from '../../../fixtures/practice/gcp/limits.ts';
import fc from '../../property.ts';
import { get, oneProject, PROD, practise, reasonOf } from './clients.ts';

test('in any window of t seconds at most burst + rate × t calls pass', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 300 });
  fc.assert(
    fc.property(pauses, fc.integer({ min: 30, max: 6000 }), fc.integer({ min: 1, max: 40 }), (waits, perMinute, burst) => {
      let now = 0;
      const limits = openLimits({ 'storage:*': { perMinute, burst } }, () => now);
      const passed: number[] = [];
      for (const wait of waits) {
        now += wait;
        if (limits.take('storage:buckets.list', 'p') === undefined) passed.push(now);
      }
      for (const [first, from] of passed.entries())
        for (const [last, to] of passed.entries())
          if (last >= first && last - first + 1 > burst + ((to - from) / 60_000) * perMinute + 1e-6) return false;
      return true;
    }),
    { numRuns: 50 },
  );
});

test('what the quota leaves, passes', () => {
  let now = 0;
  const limits = openLimits({ 'storage:*': { perMinute: 60, burst: 1 } }, () => now);
  const passed = Array.from({ length: 30 }, () => {
    now += 1000;
    return limits.take('storage:buckets.list', 'p');
  });
  expect(passed.every((quota) => quota === undefined)).toBe(true);
});

test.each([
  ['cloudresourcemanager:projects.get', 600],
  ['cloudresourcemanager:projects.search', 240],
  ['serviceusage:services.get', 240],
])('%s has a documented quota of %i a minute', (call, perMinute) => {
  const limits = openLimits('documented', () => 0);
  const taken = Array.from({ length: perMinute + 1 }, () => limits.take(call, 'p'));
  expect(taken.findIndex((quota) => quota !== undefined)).toBe(perMinute);
});

test('callers of different projects do not share a quota', () => {
  const limits = openLimits({ 'storage:*': { perMinute: 1 } }, () => 0);
  expect(['p', 'q', 'p'].map((holder) => limits.take('storage:buckets.list', holder)?.perMinute)).toEqual([undefined, undefined, 1]);
});

test('above the quota the real library is told so, with the figure', async () => {
  await using cloud = await practise(oneProject([], { limits: { 'cloudresourcemanager:*': { perMinute: 3 } } }), {
    clock: () => Date.now(),
  });
  const client = await cloud.auth();
  const ask = () => get(client, `${cloud.practice.endpoint}/v3/projects/${PROD}`);
  const replies = [await ask(), await ask(), await ask(), await ask()];
  const last = replies.at(-1);
  expect([
    replies.map(({ status }) => status),
    reasonOf(last?.data),
    JSON.stringify(last?.data).includes('"quota_limit_value":"3"'),
  ]).toEqual([[200, 200, 200, 429], 'RATE_LIMIT_EXCEEDED', true]);
});

test('a quota refills k times as fast where the server is told to run so', async () => {
  let now = Date.now();
  await using cloud = await practise(oneProject([], { limits: { 'storage:*': { perMinute: 1 } } }), { clock: () => now, speed: 60 });
  const client = await cloud.auth();
  const ask = async () => (await get(client, `${cloud.practice.endpoint}/storage/v1/b?project=${PROD}`)).status;
  const [first, second] = [await ask(), await ask()];
  now += 1000;
  expect([first, second, await ask()]).toEqual([200, 429, 200]);
});

test('a scenario without limits has none', async () => {
  const limits = openLimits('none', () => 0);
  const taken = Array.from({ length: 2000 }, () => limits.take('serviceusage:services.get', 'p'));
  expect(taken.every((quota) => quota === undefined)).toBe(true);
});
