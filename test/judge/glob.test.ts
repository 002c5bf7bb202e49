import { expect, test } from 'vitest';
import { globPattern } from '../../src/judge/glob.ts';
import fc from '../property.ts';

test.each<[string, string, boolean]>([
  ['a', 'a', true],
  ['a', 'ab', false],
  ['*', '', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a**b', 'a\nb', true],
  ['*b*c*', 'abxcd', true],
  ['*b*b', 'ab', false],
  ['arn:aws:iam::*:user/*', 'arn:aws:iam::111122223333:user/eve', true],
  ['a.c', 'abc', false],
])('%s means %s: %s', (glob, text, means) => {
  expect(globPattern(glob).test(text)).toBe(means);
});

test('a pattern means what the regular expression of its parts means', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  fc.assert(
    fc.property(few, text, (glob, said) => {
      const { test: fits, begins, ends } = globPattern(glob);
      expect(fits(said)).toBe(new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(said));
      if (fits(said)) expect([said.startsWith(begins), said.endsWith(ends)]).toEqual([true, true]);
    }),
  );
});

test('a pattern of a thousand stars on a long text is answered', () => {
  expect(globPattern(`${'*a'.repeat(1000)}*b`).test('a'.repeat(100_000))).toBe(false);
});
