import { expect, test } from 'vitest';
import { type Clock, politePace, slots, unhurriedPace } from '../../../../collectors/live/probe/pace.ts';

/** Time goes on only when somebody sleeps. */
function clockOf(): Clock & { readonly time: () => number } {
  let time = 0;
  let due: { at: number; wake: () => void }[] = [];
  const advance = (): void => {
    const [next] = due.toSorted((a, b) => a.at - b.at);
    if (next === undefined) return;
    due = due.filter((each) => each !== next);
    time = Math.max(time, next.at);
    next.wake();
    setImmediate(advance);
  };
  return {
    time: () => time,
    now: () => time,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        if (due.push({ at: time + milliseconds, wake }) === 1) setImmediate(advance);
      }),
  };
}

async function startsOf(count: number, cut: (index: number) => boolean): Promise<readonly number[]> {
  const clock = clockOf();
  const pace = politePace(clock);
  const starts: number[] = [];
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      pace.turn(
        async () => void starts.push(clock.time()),
        () => (cut(index) ? 'unanswered' : undefined),
      ),
    ),
  );
  return starts;
}

test('no second has more than 30 connections', async () => {
  const starts = await startsOf(120, () => false);
  const most = Math.max(...starts.map((start) => starts.filter((other) => other >= start && other < start + 1000).length));
  expect({ most: most <= 30, all: starts.length }).toEqual({ most: true, all: 120 });
});

test('the first eight do not wait', async () => {
  expect((await startsOf(20, () => false)).filter((start) => start === 0)).toHaveLength(8);
});

test('lines that are cut make it slower', async () => {
  const [calm, cut] = [await startsOf(60, () => false), await startsOf(60, () => true)];
  expect(cut.at(-1)).toBeGreaterThan(3 * (calm.at(-1) ?? 0));
});

test('no more than eight are open at once', async () => {
  const slot = slots(() => 8);
  const opened: (() => void)[] = [];
  const all = Array.from({ length: 20 }, () => slot(() => new Promise<void>((done) => void opened.push(done))));
  const open: number[] = [];
  for (let closed = 0; closed < 20; closed += 1) {
    await new Promise(setImmediate);
    open.push(opened.length - closed);
    opened[closed]?.();
  }
  await Promise.all(all);
  expect(Math.max(...open)).toBe(8);
});

test('each reset makes one fewer at once, and good ones more again', async () => {
  const pace = unhurriedPace();
  let open = 0;
  const seen: number[] = [];
  const knock = (cut: 'reset' | undefined) =>
    pace.turn(
      async () => {
        open += 1;
        seen.push(open);
        await new Promise(setImmediate);
        open -= 1;
      },
      () => cut,
    );
  await Promise.all(Array.from({ length: 8 }, () => knock('reset')));
  seen.length = 0;
  await Promise.all(Array.from({ length: 8 }, () => knock(undefined)));
  expect(Math.max(...seen)).toBe(1);
  await Promise.all(Array.from({ length: 60 }, () => knock(undefined)));
  expect(Math.max(...seen)).toBe(8);
});

test('a second try is made alone, and holds up nobody for ever', async () => {
  const slot = slots(() => 8);
  let open = 0;
  const seen: string[] = [];
  const work = (name: string) => async () => {
    open += 1;
    seen.push(`${name} ${open}`);
    await new Promise(setImmediate);
    open -= 1;
  };
  await Promise.all([
    slot(work('a')),
    slot(work('b')),
    slot(work('again'), true),
    slot(work('again'), true),
    slot(work('c')),
    slot(work('d')),
  ]);
  expect(seen).toEqual(['a 1', 'b 2', 'again 1', 'again 1', 'c 1', 'd 2']);
});

test('one connection at a time is always allowed', async () => {
  const pace = unhurriedPace();
  let done = 0;
  await Promise.all(
    Array.from({ length: 30 }, () =>
      pace.turn(
        async () => {
          done += 1;
        },
        () => 'reset',
      ),
    ),
  );
  expect(done).toBe(30);
});
