import type { LeafHash } from '../model.ts';

/** The leaf hashes of replies by the tokens that records cite them with, in 32 bytes each: "#1" is the first of a task, "@1" the first of all. */
export interface Leaves {
  readonly add: (leaf: LeafHash) => void;
  /** TypeError where nobody added what the token stands for. */
  readonly of: (token: string) => LeafHash;
  /** `of` each; the same list for the same list. */
  readonly all: (tokens: readonly string[]) => readonly LeafHash[];
}

const WIDTH = 32;

/** `others`: where the tokens go that begin with another mark. */
export function createLeaves(mark: string, others?: Leaves): Leaves {
  let bytes = Buffer.alloc(16 * WIDTH);
  let count = 0;
  let lastTokens: readonly string[] = [];
  let lastLeaves: readonly LeafHash[] = [];
  return { add, of, all };

  function add(leaf: LeafHash): void {
    if ((count + 1) * WIDTH > bytes.length) bytes = Buffer.concat([bytes], 2 * bytes.length);
    bytes.write(leaf, count * WIDTH, 'hex');
    count += 1;
  }

  function of(token: string): LeafHash {
    if (!token.startsWith(mark) && others !== undefined) return others.of(token);
    const at = Number(token.slice(mark.length)) - 1;
    if (!token.startsWith(mark) || !Number.isInteger(at) || at < 0 || at >= count) throw new TypeError(`no reply was kept as ${token}`);
    return bytes.toString('hex', at * WIDTH, (at + 1) * WIDTH);
  }

  function all(tokens: readonly string[]): readonly LeafHash[] {
    if (tokens !== lastTokens) [lastTokens, lastLeaves] = [tokens, tokens.map(of)];
    return lastLeaves;
  }
}
