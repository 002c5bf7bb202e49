/** Looks at the first members of a line without parsing it. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const LETTER_S = 0x73;
const MOST_DIGITS = 15;
/** 1 for the bytes that mean themselves in a JSON string: ASCII without quote, backslash and control characters. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== 0x5c ? 1 : 0));

/** Where a text stands, its quotes not counted. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Finds the text of a member that stands, like all members before it, with a plain ASCII text as its value. False where there is none:
 * it may stand further behind. `start`: where the first member's key begins; `end`: of the line.
 */
export function findEarly(line: Buffer, start: number, end: number, key: Uint8Array, found: Span): boolean {
  for (let at = start; line[at] === QUOTE; ) {
    const keyEnd = endOfPlain(line, at + 1);
    if (line[keyEnd] !== QUOTE || line[keyEnd + 1] !== COLON || line[keyEnd + 2] !== QUOTE) return false;
    const valueEnd = endOfPlain(line, keyEnd + 3);
    if (valueEnd >= end || line[valueEnd] !== QUOTE || line[valueEnd + 1] !== COMMA) return false;
    if (isKey(line, at + 1, keyEnd, key)) {
      found.start = keyEnd + 3;
      found.end = valueEnd;
      return true;
    }
    at = valueEnd + 2;
  }
  return false;
}

/** Whether those bytes, which stand from `at` on, are these. */
function isAt(line: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if (line[at + index] !== bytes[index]) return false;
  return true;
}

/** Whether the text begins and ends with these bytes, which may overlap. */
export function isBetween(line: Uint8Array, { start, end }: Span, begins: Uint8Array, ends: Uint8Array): boolean {
  if (end - start < begins.length || end - start < ends.length) return false;
  return isAt(line, end - ends.length, ends) && isAt(line, start, begins);
}

/** The number in a plain text like "s000017"; NaN where it is none. */
export function numberIn(line: Uint8Array, { start, end }: Span): number {
  if (line[start] !== LETTER_S || end - start < 2 || end - start > MOST_DIGITS + 1) return Number.NaN;
  let number = 0;
  for (let at = start + 1; at < end; at++) {
    const digit = (line[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = 10 * number + digit;
  }
  return number;
}

function endOfPlain(line: Uint8Array, from: number): number {
  let at = from;
  while (plain[line[at] ?? 0] === 1) at++;
  return at;
}

function isKey(line: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  return end - start === key.length && isAt(line, start, key);
}
