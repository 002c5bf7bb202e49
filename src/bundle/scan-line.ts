/**
 * Reads a line of a stream byte by byte, before any JSON parser sees it. It refuses what two parsers could read differently:
 * a member named twice, bytes outside of strings that no compact JSON has, control characters, deep nesting; and what would take much memory.
 */
import { LINE_LIMITS } from '../model.ts';

const { commas: MOST_COMMAS, depth: MOST_LEVELS } = LINE_LIMITS;
const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

const IS_QUOTE = 1;
const IS_BACKSLASH = 2;
/** What a string's bytes mean to it: 0 for nothing, 3 for control characters. */
const specials = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === QUOTE) return IS_QUOTE;
  return byte === BACKSLASH ? IS_BACKSLASH : byte < 0x20 ? 3 : 0;
});

/** Members of one object that are compared pair by pair; larger objects take the slow way. */
const FEW_KEYS = 64;

/** What is wrong with a line; `not-json` is the parser's to say. */
export type LineFault = 'control-character' | 'whitespace' | 'too-deep' | 'too-many' | 'unclosed-string' | 'duplicate-key' | 'not-json';

export interface LineScanner {
  /** The index of the LF that ends the line which begins at `start`; there must be one. */
  readonly scan: (bytes: Uint8Array, start: number) => number;
  /** Of the last scan. `suspect`: two keys may be the same, `isAmbiguous` says. */
  readonly fault: () => LineFault | 'suspect' | undefined;
  /** Keys that the last scan counted. */
  readonly keys: () => number;
  /** The quotes around the last member's value that is text, in the last scan; every escape in it is one of JSON's. */
  readonly lastText: () => readonly [number, number];
}

export function createLineScanner(): LineScanner {
  // Hashes of the keys of the open objects, one object after the other; where each object's begin.
  let hashes = new Int32Array(1024);
  const begins = new Int32Array(MOST_LEVELS + 1);
  let fault: LineFault | 'suspect' | undefined;
  let keys = 0;
  let lastText = 0;
  let lastTextEnd = 0;

  /** `hash` is undefined where the key has escapes: it may be spelt in many ways. */
  function addKey(hash: number | undefined, begin: number, top: number): number {
    keys++;
    if (hash === undefined || top - begin >= FEW_KEYS) fault ??= 'suspect';
    else {
      for (let index = begin; index < top; index++) {
        if (hashes[index] === hash) {
          fault ??= 'suspect';
          break;
        }
      }
    }
    if (top === hashes.length) {
      const larger = new Int32Array(2 * top);
      larger.set(hashes);
      hashes = larger;
    }
    hashes[top] = hash ?? 0;
    return top + 1;
  }

  /** A fault that a parser need not look at any more; the rest of the line is only skipped. */
  function give(up: LineFault, bytes: Uint8Array, from: number): number {
    fault = up;
    return bytes.indexOf(LF, from);
  }

  function scan(bytes: Uint8Array, start: number): number {
    fault = undefined;
    keys = 0;
    lastText = 0;
    lastTextEnd = 0;
    let depth = 0;
    let begin = 0;
    let top = 0;
    let commas = 0;
    for (let at = start; ; at++) {
      const byte = bytes[at] ?? LF;
      if (byte === QUOTE && bytes[at - 1] === COLON) {
        // A member's value, which is compared with nothing.
        lastText = at;
        for (at++; ; at++) {
          const special = specials[bytes[at] ?? LF];
          if (special === 0) continue;
          if (special === IS_QUOTE) break;
          if (special !== IS_BACKSLASH) return give(bytes[at] === LF ? 'unclosed-string' : 'control-character', bytes, at);
          const length = escapeLength(bytes, ++at);
          if (length === 0) return give((bytes[at] ?? LF) < 0x20 ? 'control-character' : 'not-json', bytes, at);
          at += length - 1;
        }
        lastTextEnd = at;
      } else if (byte === QUOTE) {
        let hash = 0;
        let escaped = false;
        for (at++; ; at++) {
          const inside = bytes[at] ?? LF;
          if (inside <= BACKSLASH) {
            if (inside === QUOTE) break;
            if (inside < 0x20) return give(inside === LF ? 'unclosed-string' : 'control-character', bytes, at);
            if (inside === BACKSLASH) {
              escaped = true;
              at++;
              if ((bytes[at] ?? LF) < 0x20) return give('control-character', bytes, at);
            }
          }
          hash = (Math.imul(hash, 31) + inside) | 0;
        }
        if (bytes[at + 1] === COLON) top = addKey(escaped ? undefined : hash, begin, top);
      } else if (byte === COMMA) {
        if (++commas > MOST_COMMAS) return give('too-many', bytes, at);
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth === MOST_LEVELS) return give('too-deep', bytes, at);
        begins[depth++] = begin;
        begin = top;
      } else if (byte === 0x7d || byte === 0x5d) {
        top = begin;
        begin = begins[depth > 0 ? --depth : 0] ?? 0;
      } else if (byte <= 0x20) {
        if (byte === LF) return at;
        return give(byte === 0x20 || byte === 0x09 || byte === 0x0d ? 'whitespace' : 'control-character', bytes, at);
      }
    }
  }

  return { scan, fault: () => fault, keys: () => keys, lastText: () => [lastText, lastTextEnd] };
}

/** Bytes of the escape whose first byte after the backslash stands at `at`; 0 where JSON has no such escape. */
function escapeLength(bytes: Uint8Array, at: number): number {
  const letter = bytes[at] ?? LF;
  if (letter !== 0x75) return escapable[letter] ?? 0;
  for (let digit = at + 1; digit <= at + 4; digit++) if (!isHex(bytes[digit] ?? LF)) return 0;
  return 5;
}

const isHex = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
const escapable = Uint8Array.from({ length: 256 }, (_, byte) => ('"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0));

/**
 * The sure answer for a suspect line: a parser keeps one member of each name, so that it has fewer than the line has keys
 * exactly where a name comes twice.
 */
export function isAmbiguous(line: string, keys: number): LineFault | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return 'not-json';
  }
  const waiting = [parsed];
  let members = 0;
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inner: unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += inner.length;
    for (const each of inner) waiting.push(each);
  }
  return members === keys ? undefined : 'duplicate-key';
}
