/** Checks lines of a stream: as much as tells a line from others, and, before a JSON parser sees one, all of it. */
import { BundleError } from '../errors.ts';
import { LINE_LIMITS } from '../model.ts';
import { shown } from './hostile.ts';
import { OPENING, RECORD_START, SALT_END, SALT_START } from './line.ts';
import { createLineScanner, isAmbiguous, type LineFault, type LineScanner } from './scan-line.ts';

const LF = 0x0a;
const opening = Buffer.from(OPENING);
/** 0 for lower-case hex digits, 1 for every other byte. */
const notHex = Uint8Array.from({ length: 256 }, (_, byte) => ('0123456789abcdef'.includes(String.fromCharCode(byte)) ? 0 : 1));

/** The index of the LF that ends the line which begins at `start`. BundleError wrong-shape: it does not begin with a salt, or is no object. */
export function endOfLine(block: Buffer, start: number, file: string, line: number): number {
  const end = block.indexOf(LF, start);
  if (hasSalt(block, start, end)) return end;
  const begin = shown(block.toString('latin1', start, Math.min(end, start + 20)));
  throw new BundleError('wrong-shape', `${file}:${line}: the line begins with ${begin}, not with a salt, or does not end with }`);
}

export interface LineChecker extends Pick<LineScanner, 'lastText'> {
  /** Refuses a line that a JSON parser should not see: BundleError wrong-shape or not-json. `start` and `end` as of `endOfLine`. */
  readonly check: (block: Buffer, start: number, end: number, line: number) => void;
}

export function createLineChecker(file: string): LineChecker {
  const scanner = createLineScanner();
  return { check, lastText: scanner.lastText };

  function check(block: Buffer, start: number, end: number, line: number): void {
    scanner.scan(block, start);
    const fault = scanner.fault();
    if (fault === undefined) return;
    const sure = fault === 'suspect' ? isAmbiguous(block.toString('utf8', start, end), scanner.keys()) : fault;
    if (sure === undefined) return;
    throw new BundleError(sure === 'not-json' || sure === 'unclosed-string' ? 'not-json' : 'wrong-shape', `${file}:${line}: ${SAYS[sure]}`);
  }
}

const SAYS: Readonly<Record<LineFault, string>> = {
  'control-character': 'the line has a control character',
  whitespace: 'the line has white space between its JSON tokens',
  'too-deep': `the line has more than ${LINE_LIMITS.depth} levels`,
  'too-many': `the line has more than ${LINE_LIMITS.commas} values`,
  'unclosed-string': 'the line is not JSON: a string does not end',
  'duplicate-key': 'the line has an object with two members of one name',
  'not-json': 'the line is not JSON',
};

/** `{"salt":"` 32 lower-case hex digits `","`. */
function hasSalt(bytes: Buffer, start: number, end: number): boolean {
  if (end - start <= RECORD_START || bytes[end - 1] !== 0x7d) return false;
  for (let at = 0; at < SALT_START; at++) if (bytes[start + at] !== opening[at]) return false;
  let others = 0;
  for (let at = start + SALT_START; at < start + SALT_END; at++) others |= notHex[bytes[at] ?? 0] ?? 1;
  if (others !== 0) return false;
  return bytes[start + SALT_END] === 0x22 && bytes[start + SALT_END + 1] === 0x2c && bytes[start + RECORD_START] === 0x22;
}
