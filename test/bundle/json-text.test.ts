import { expect, test } from 'vitest';
import { jsonTextLength, writeJsonText } from '../../src/bundle/json-text.ts';
import fc from '../property.ts';

const ROOM = 8;

/** Where it begins shifts what stands side by side. */
function written(text: string, begin: number): string {
  const utf8 = Buffer.from(`${'x'.repeat(begin)}${text}`).subarray(begin);
  const into = Buffer.alloc(begin + jsonTextLength(utf8) + ROOM, '#');
  const end = writeJsonText(into, begin, utf8);
  expect([end - begin, into.toString('utf8', end)]).toEqual([jsonTextLength(utf8), '#'.repeat(ROOM)]);
  return `"${into.toString('utf8', begin, end)}"`;
}

test('bytes become the text that JSON.stringify makes of them, and as many as was said', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', ' ', '!', '#', '[', ']', '\u007f', 'é', '\u{1f600}') }),
    fc.constantFrom('<volumeId>vol-1</volumeId>', 'a'.repeat(31)),
  );
  fc.assert(
    fc.property(fc.array(pieces), fc.nat({ max: 4 }), (parts, begin) => {
      const text = parts.join('').toWellFormed();
      expect(written(text, begin)).toBe(JSON.stringify(text));
    }),
    { numRuns: 1000 },
  );
});

test('each character of one byte is escaped or left alone, wherever in four it stands', () => {
  for (let code = 0; code < 0x80; code++) {
    for (let at = 0; at < 4; at++) {
      const text = `${'a'.repeat(at)}${String.fromCharCode(code)}${'z'.repeat(7 - at)}`;
      expect(written(text, 0)).toBe(JSON.stringify(text));
    }
  }
});
