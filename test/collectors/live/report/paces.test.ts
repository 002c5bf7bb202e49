import { expect, test } from 'vitest';
import type { Pace } from '../../../../collectors/live/probe/pace.ts';
import { openPaces } from '../../../../collectors/live/report/paces.ts';

function clockOf() {
  let time = 0;
  return {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

test('one address and port has one pace, under whichever name it is scanned; another has its own', async () => {
  const paced = openPaces(30, clockOf());
  const seen: Pace[] = [];
  const look = (place: string) => paced(place, async (pace) => void seen.push(pace));
  await Promise.all([look('192.0.2.7 443'), look('192.0.2.7 443'), look('192.0.2.7 8443')]);
  expect([seen[0] === seen[1], seen[0] === seen[2]]).toEqual([true, false]);
});

test('a pace is kept for a second after its last use, and forgotten then', async () => {
  const clock = clockOf();
  const paced = openPaces(30, clock);
  const look = () => paced('192.0.2.7 443', async (pace) => pace);
  const first = await look();
  clock.pass(900);
  const second = await look();
  clock.pass(1100);
  const third = await look();
  expect([second === first, third === first]).toEqual([true, false]);
});

test('one that is in use is never forgotten', async () => {
  const clock = clockOf();
  const paced = openPaces(30, clock);
  const [outer, inner] = await paced('192.0.2.7 443', async (pace) => {
    clock.pass(60_000);
    return [pace, await paced('192.0.2.7 443', async (again) => again)];
  });
  expect(inner).toBe(outer);
});

test('what throws gives its pace back', async () => {
  const clock = clockOf();
  const paced = openPaces('unlimited', clock);
  const first = await paced('192.0.2.7 443', async (pace) => pace);
  await expect(paced('192.0.2.7 443', () => Promise.reject(new TypeError('no')))).rejects.toThrow(TypeError);
  clock.pass(2000);
  expect(await paced('192.0.2.7 443', async (pace) => pace)).not.toBe(first);
});
