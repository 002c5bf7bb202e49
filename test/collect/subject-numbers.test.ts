import { expect, test } from 'vitest';
import { createMarks, createSubjectNumbers } from '../../src/collect/subject-numbers.ts';
import fc from '../property.ts';

test('subjects are numbered in the order of their first use, however many there are', () => {
  const numbers = createSubjectNumbers();
  const ids = Array.from({ length: 20_000 }, (_, index) => `"arn:aws:ec2:r1:111122223333:volume/vol-${index}"`);
  expect(ids.map((id) => numbers.of(id))).toEqual(ids.map((_, index) => index + 1));
  expect(ids.map((id) => numbers.of(Buffer.from(id)))).toEqual(ids.map((_, index) => index + 1));
  expect(numbers.size()).toBe(20_000);
});

test('the same id has the same number, and no other id has it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3000 }), (ids) => {
      const numbers = createSubjectNumbers();
      const known = new Map<string, number>();
      for (const id of ids) if (!known.has(id)) known.set(id, known.size + 1);
      expect(ids.map((id) => numbers.of(id))).toEqual(ids.map((id) => known.get(id)));
    }),
    { numRuns: 50 },
  );
});

test('a subject keeps its last mark', () => {
  const marks = createMarks();
  expect([marks.last(3), marks.mark(3, 7), marks.mark(3, 7), marks.mark(3, 8), marks.last(3)]).toEqual([0, 'first', 'again', 'first', 8]);
  expect([marks.mark(1_000_000, 1), marks.last(3), marks.last(999_999)]).toEqual(['first', 8, 0]);
});
