/** Checks a line of a stream, before any JSON parser sees it, and says what is wrong with it. */
import { BundleError } from '../errors.ts';
import { shown } from './hostile.ts';
import { DEPTH_LIMIT } from './layout.ts';
import { RECORD_START, SALT_END, SALT_START } from './line.ts';
import { createLineScanner, isAmbiguous, type LineFault } from './scan-line.ts';

/** Checks the line that begins at `start` and gives the index of its LF. BundleError wrong-shape or not-json. */
export function checkLines(file: string): (block: Buffer, start: number, line: number) => number {
  const scanner = createLineScanner();

  function refuse(line: number, why: string, code: 'wrong-shape' | 'not-json' = 'wrong-shape'): never {
    throw new BundleError(code, `${file}:${line}: ${why}`);
  }

  return (block, start, line) => {
    const end = scanner.scan(block, start);
    if (!hasSalt(block, start, end))
      refuse(line, `the line begins with ${shown(block.toString('latin1', start, Math.min(end, start + 20)))}, not with a salt`);
    const fault = scanner.fault();
    if (fault === undefined) return end;
    const sure = fault === 'suspect' ? isAmbiguous(block.toString('utf8', start, end), scanner.keys()) : fault;
    if (sure !== undefined) refuse(line, SAYS[sure], sure === 'not-json' || sure === 'unclosed-string' ? 'not-json' : 'wrong-shape');
    return end;
  };
}

const SAYS: Readonly<Record<LineFault, string>> = {
  'control-character': 'the line has a control character',
  whitespace: 'the line has white space between its JSON tokens',
  'too-deep': `the line has more than ${DEPTH_LIMIT} levels`,
  'unclosed-string': 'the line is not JSON: a string does not end',
  'duplicate-key': 'the line has an object with two members of one name',
  'not-json': 'the line is not JSON',
};

/** `{"salt":"` 32 lower-case hex digits `","`. */
function hasSalt(bytes: Buffer, start: number, end: number): boolean {
  if (end - start <= RECORD_START || bytes[end - 1] !== 0x7d || bytes.toString('latin1', start, start + SALT_START) !== '{"salt":"')
    return false;
  for (let at = start + SALT_START; at < start + SALT_END; at++) {
    const byte = bytes[at] ?? 0;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return bytes[start + SALT_END] === 0x22 && bytes[start + SALT_END + 1] === 0x2c && bytes[start + RECORD_START] === 0x22;
}
