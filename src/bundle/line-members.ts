/** Looks at the first members of a line without parsing it. */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
/** 1 for the bytes that mean themselves in a JSON string: ASCII without quote, backslash and control characters. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== 0x5c ? 1 : 0));

/**
 * The text of a member that stands, like all members before it, with a plain ASCII text as its value. Undefined where there is none:
 * it may stand further behind. `start`: where the first member's key begins; `end`: of the line.
 */
export function earlyText(line: Buffer, start: number, end: number, key: Uint8Array): string | undefined {
  for (let at = start; line[at] === QUOTE; ) {
    const keyEnd = endOfPlain(line, at + 1);
    if (line[keyEnd] !== QUOTE || line[keyEnd + 1] !== COLON || line[keyEnd + 2] !== QUOTE) return undefined;
    const valueEnd = endOfPlain(line, keyEnd + 3);
    if (valueEnd >= end || line[valueEnd] !== QUOTE || line[valueEnd + 1] !== COMMA) return undefined;
    if (isKey(line, at + 1, keyEnd, key)) return line.toString('latin1', keyEnd + 3, valueEnd);
    at = valueEnd + 2;
  }
  return undefined;
}

function endOfPlain(line: Uint8Array, from: number): number {
  let at = from;
  while (plain[line[at] ?? 0] === 1) at++;
  return at;
}

function isKey(line: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  if (end - start !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (line[start + at] !== key[at]) return false;
  return true;
}
