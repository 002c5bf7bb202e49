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

test('map() and cel.bind(), which can double a list again and again, are refused', () => {
  expect(celFault('data.l.map(x, x) == [1]', 'data')).toBeDefined();
  expect(celFault('cel.bind(x, data.l, x + x == [1])', 'data')).toBeDefined();
});

test('loops within loops are evaluated on what is small, and not on what would take years', () => {
  const pairs = compileCel('data.l.all(x, data.l.exists(y, x == y))', 'data');
  const list = (length: number) => ({ l: Array.from({ length }, (_, index) => index) });
  expect(pairs(list(50))).toBe('true');
  expect(pairs(list(100_000))).toBe('not-evaluable');
  expect(compileCel('data.l.all(x, x >= 0) && "x" != data.s', 'data')({ ...list(100_000), s: 'y' })).toBe('true');
  expect(compileCel('data.l.all(x, x in data.l)', 'data')(list(100_000))).toBe('not-evaluable');
  expect(compileCel('data.l.exists(x, data.s.contains(data.t))', 'data')({ l: [1], s: 'a'.repeat(1e6), t: 'a' })).toBe('not-evaluable');
});

test('lists that the expression brings count too', () => {
  const list = `[${Array.from({ length: 50 }, (_, index) => index).join(', ')}]`;
  const nested = ['a', 'b', 'c', 'd'].reduce((inner, name) => `${list}.all(${name}, ${inner})`, 'data.x');
  expect(compileCel(nested, 'data')({ x: true })).toBe('not-evaluable');
});
