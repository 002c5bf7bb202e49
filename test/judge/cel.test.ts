import { expect, test } from 'vitest';
import { celFault, compileCel } from '../../src/judge/cel.ts';

test('an expression sees its one variable and nothing else', () => {
  expect(compileCel('data.days <= 365', 'data')({ days: 365 })).toBe('true');
  expect(celFault('subject.name == "a"', 'data')).toBeDefined();
});

test('a missing field is not evaluable, never false', () => {
  expect(compileCel('data.keyManager == "customer"', 'data')({})).toBe('not-evaluable');
});

test('has() and matches() are refused wherever they stand', () => {
  expect(celFault('has(data.a)', 'data')).toBeDefined();
  expect(celFault('data.l.exists(x, x.y.matches("(a+)+$"))', 'data')).toBeDefined();
  expect(celFault('data.a.startsWith("x") || [1].exists(i, i == 1 && !has(data.b))', 'data')).toBeDefined();
});

test('an expression of a thousand terms is refused', () => {
  expect(celFault(Array.from({ length: 1000 }, () => 'data.a == 1').join(' && '), 'data')).toBeDefined();
});

test('what data inherits from Object is not a field', () => {
  expect(compileCel('data.constructor == "x"', 'data')({})).toBe('not-evaluable');
});
