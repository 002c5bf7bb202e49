import { expect, test } from 'vitest';
import { createLeafSet } from '../../src/bundle/leaf-set.ts';
import fc from '../property.ts';

/** Few different bytes, so that hashes share words and meet again. */
const leaf = fc.array(fc.constantFrom('00', '01', 'ff'), { minLength: 32, maxLength: 32 }).map((bytes) => bytes.join(''));
const long = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

test('has exactly the leaves that a Set has', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(leaf, long), { maxLength: 300 }), fc.array(fc.oneof(leaf, long), { maxLength: 50 }), (added, asked) => {
      const [set, model] = [createLeafSet(), new Set<string>()];
      for (const each of added) {
        set.add(each);
        model.add(each);
      }
      for (const each of [...added, ...asked]) expect(set.has(each)).toBe(model.has(each));
    }),
  );
});

test('keeps more leaves than fit in one piece of its memory', () => {
  const set = createLeafSet();
  const nth = (index: number): string => index.toString(16).padStart(8, '0').repeat(8);
  for (let index = 0; index < 40_000; index++) set.add(nth(index));
  const known = Array.from({ length: 80_000 }, (_, index) => set.has(nth(index)));
  expect(known.indexOf(false)).toBe(40_000);
  expect(known.lastIndexOf(true)).toBe(39_999);
});
