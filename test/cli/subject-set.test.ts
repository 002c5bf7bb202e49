import { expect, test } from 'vitest';
import { createSubjectSet } from '../../src/commands/subject-set.ts';
import fc from '../property.ts';

const target = fc.constantFrom('t0001', 't0002', 't12345');
const number = fc.oneof(fc.nat(40), fc.integer({ min: 4090, max: 4100 }), fc.integer({ min: 1, max: 999_999_999_999_999 }));
const subject = fc.tuple(
  target,
  number.map((each) => `s${String(each).padStart(6, '0')}`),
);

test('has exactly the subjects that a Set has, and says which came before', () => {
  fc.assert(
    fc.property(fc.array(subject, { maxLength: 200 }), fc.array(subject, { maxLength: 50 }), (added, asked) => {
      const [set, model] = [createSubjectSet(), new Set<string>()];
      for (const [its, name] of added) {
        expect(set.add(its, name)).toBe(!model.has(`${its}/${name}`));
        model.add(`${its}/${name}`);
      }
      for (const [its, name] of [...added, ...asked]) {
        expect(set.has(its, name)).toBe(model.has(`${its}/${name}`));
        expect(set.hasNumber(its, Number(name.slice(1)))).toBe(set.has(its, name));
      }
    }),
  );
});
