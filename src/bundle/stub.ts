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
   * The line, or the stub of lines, that begins at leaf `at`: right after the one before, unless `take` came between. `completed`: as of the
   * tree to which it was just pushed.
   */
  readonly add: (at: number, stub: Stub, completed: Tree['completed']) => void;
  /** The stubs for what was added since the last time. */
  readonly take: () => readonly Stub[];
}

export function gatherStubs(): StubGatherer {
  let waiting: { readonly at: number; readonly stub: Stub }[] = [];
  return {
    add: (at, stub, completed) => {
      let joined = { at, stub };
      for (let nth = 0; ; nth++) {
        const left = waiting.at(-1);
        const { level } = joined.stub;
        const isRight = (joined.at / 2 ** level) % 2 === 1;
        if (left === undefined || left.stub.level !== level || !isRight) break;
        waiting.pop();
        joined = { at: left.at, stub: { level: level + 1, hash: completed(nth) } };
      }
      waiting.push(joined);
    },
    take: () => {
      const taken = waiting.map(({ stub }) => stub);
      waiting = [];
      return taken;
    },
  };
}
