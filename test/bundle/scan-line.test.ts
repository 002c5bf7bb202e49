import { describe, expect, test } from 'vitest';
import { createLineScanner, isAmbiguous } from '../../src/bundle/scan-line.ts';
import fc from '../property.ts';

/** What the scanner, and where it is not sure the parser, says of a line. */
function faultOf(line: string): string | undefined {
  const scanner = createLineScanner();
  const bytes = Buffer.from(`${line}\n`);
  expect(scanner.scan(bytes, 0)).toBe(bytes.length - 1);
  const fault = scanner.fault();
  return fault === 'suspect' ? isAmbiguous(line, scanner.keys()) : fault;
}

describe('the line scanner', () => {
  test('finds no fault with what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(faultOf(JSON.stringify({ value }))).toBeUndefined();
      }),
    );
  });

  test('finds a member that is named twice wherever it is put', () => {
    const tree = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), tree, { minKeys: 1, maxKeys: 90 }), tree, fc.nat(), (record, other, pick) => {
        const keys = Object.keys(record);
        const twice = JSON.stringify(keys[pick % keys.length]);
        const line = `{"outer":[${JSON.stringify(record).slice(0, -1)},${twice}:${JSON.stringify(other)}}]}`;
        expect(faultOf(line)).toBe('duplicate-key');
      }),
    );
  });

  test.each([
    ['the same name twice', '{"a":1,"a":2}', 'duplicate-key'],
    ['the same name in two spellings', '{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['a name of the outer object inside', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}', undefined],
    ['names that only look alike in values', '{"a":"\\"a\\":1","b":":a","c":"a"}', undefined],
    ['two names of one 32-bit hash', '{"Aa":1,"BB":2}', undefined],
    ['__proto__ as a name', '{"__proto__":{"a":1},"b":2}', undefined],
    ['__proto__ twice', '{"__proto__":{"a":1},"__proto__":2}', 'duplicate-key'],
    ['a space between tokens', '{"a": 1}', 'whitespace'],
    ['a carriage return at the end', '{"a":1}\r', 'whitespace'],
    ['a NUL between tokens', '{"a":1\0}', 'control-character'],
    ['a NUL in a string', '{"a":"\0"}', 'control-character'],
    ['a string that does not end', '{"a":"b}', 'unclosed-string'],
    ['a string that ends in a backslash', '{"a":"b\\', 'control-character'],
    ['128 levels', `{"a":${'['.repeat(127)}${']'.repeat(127)}}`, undefined],
    ['129 levels', `{"a":${'['.repeat(128)}${']'.repeat(128)}}`, 'too-deep'],
    ['a million brackets', '['.repeat(1_000_000), 'too-deep'],
    ['a broken escape in a name', '{"\\x":1}', 'not-json'],
  ])('judges %s', (_, line, fault) => {
    expect(faultOf(line)).toBe(fault);
  });
});
