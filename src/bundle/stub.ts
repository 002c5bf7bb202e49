/** What stands for withheld lines: `#<level> <hash>`, the root of a whole subtree of 2^level of them. */
import type { Tree } from './merkle.ts';

export interface Stub {
  /** 2^level lines are withheld. */
  readonly level: number;
  /** 32 bytes in latin1. */
  readonly hash: string;
}

export const STUB_MARK = 0x23;
const HIGHEST = 52;
/** Bytes that no stub is longer than. */
export const STUB_LIMIT = `#${HIGHEST} ${'0'.repeat(64)}`.length;
const STUB = /^#(0|[1-9]\d?) ([0-9a-f]{64})$/;

/** Undefined where the line is not the one spelling of a stub. */
export function parseStub(line: string): Stub | undefined {
  const [, level, hash] = STUB.exec(line) ?? [];
  if (level === undefined || hash === undefined || Number(level) > HIGHEST) return undefined;
  return { level: Number(level), hash: Buffer.from(hash, 'hex').toString('latin1') };
}

/** The line, with its LF. */
export function stubLine({ level, hash }: Stub): string {
  return `#${level} ${Buffer.from(hash, 'latin1').toString('hex')}\n`;
}

/** Gathers withheld lines that stand side by side into the fewest stubs. */
export interface StubGatherer {
  /**
   * The line (level 0), or the stub of lines, that begins at leaf `at`: right after the one before, unless `take` came between. `hash` as of `Stub`.
   * `completed`: as of the tree to which it was just pushed.
   */
  readonly add: (at: number, level: number, hash: string, completed: Tree['completed']) => void;
  /** The stubs for what was added since the last time. */
  readonly take: () => readonly Stub[];
}

export function gatherStubs(): StubGatherer {
  // Side by side, and no object for each: there is one for every line that is withheld.
  const levels: number[] = [];
  const hashes: string[] = [];
  return {
    add: (at, level, hash, completed) => {
      let [start, height, joined] = [at, level, hash];
      for (let nth = 0; levels.at(-1) === height && (start / 2 ** height) % 2 === 1; nth++) {
        levels.pop();
        hashes.pop();
        joined = completed(nth);
        start -= 2 ** height;
        height += 1;
      }
      levels.push(height);
      hashes.push(joined);
    },
    take: () => {
      const taken = levels.map((level, index) => ({ level, hash: hashes[index] ?? '' }));
      levels.length = 0;
      hashes.length = 0;
      return taken;
    },
  };
}
