import { expect, test } from 'vitest';
import { nearest } from '../../src/config/suggestion.ts';

test.each([
  ['lokcer', 'locker'],
  ['Sign', 'sign'],
  ['target', 'targets'],
  ['claim', 'claims'],
  ['wiht', 'with'],
  ['plugsin', 'plugins'],
])('%s is meant to be %s', (word, name) => {
  expect(nearest(word, ['version', 'page', 'targets', 'claims', 'plugins', 'sign', 'locker', 'with'])).toBe(name);
});

test.each(['', 'x', 'owner', 'sources'])('%j is near nothing', (word) => {
  expect(nearest(word, ['version', 'page', 'targets', 'claims'])).toBeUndefined();
});
