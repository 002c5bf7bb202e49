import { expect, test } from 'vitest';
import { seconds } from '../../src/config/duration.ts';

test.each([
  ['15s', 15],
  ['30m', 1800],
  ['24h', 86_400],
  ['7d', 604_800],
  ['999999d', 86_399_913_600],
])('%s is %i seconds', (text, length) => {
  expect(seconds(text)).toBe(length);
});

test.each(['', '5', 'd', '0h', '-1h', '1.5h', '1h30m', ' 1h', '1H', '1y', '1000000d', '1h\n'])('%j is no duration', (text) => {
  expect(seconds(text)).toBeUndefined();
});
