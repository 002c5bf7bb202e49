import { spawnSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { giveWay } from '../../src/commands/give-way.ts';

const MODULE = new URL('../../src/commands/give-way.ts', import.meta.url).href;

/** Five turns, in a process of its own: none can take its priority back. */
const TURNS = `
import { getPriority } from 'node:os';
import { giveWay, threadsNow } from '${MODULE}';
const threads = threadsNow();
const priorities = Array.from({ length: 5 }, () => {
  const lowered = giveWay(threads);
  return { lowered, priorities: [...new Set(threads.map((thread) => getPriority(thread)))] };
});
console.log(JSON.stringify({ threads: threads.length, priorities }));
`;

test('where threads have priorities, each of a process gives way by five steps, as far down as there are any', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', TURNS], { encoding: 'utf8' });
  const { threads, priorities } = JSON.parse(stdout);
  const usual = getPriority();
  const expected = [1, 2, 3, 4, 5].map((turn) => (process.platform === 'linux' ? [Math.min(usual + 5 * turn, 19)] : []));
  expect(priorities).toEqual(expected.map((steps) => ({ lowered: threads, priorities: steps })));
});

test('a thread that is not there does not give way', () => {
  expect(giveWay([2 ** 22 + 1])).toBe(0);
});
