/** The Merkle tree hash of RFC 6962 §2.1 (RFC 9162 §2.1.1) over SHA-256, built as the leaves come. */
import { hash } from 'node:crypto';
import type { LeafHash } from '../model.ts';

const WIDTH = 32;
const LEFT = 1;
const RIGHT = LEFT + WIDTH;

/** A tree that grows at its right end; holds one hash per level and nothing else. */
export interface Tree {
  /** Adds a leaf, in hex. */
  readonly push: (leaf: LeafHash) => void;
  /** Adds a leaf, or the root of a whole subtree of 2^level leaves, as 32 bytes in latin1. TypeError where it would not stand at a multiple of that. */
  readonly pushBytes: (hash: string, level: number) => void;
  /** The hash of the nth node, from 0 and the lowest, that the last push completed: it added that node's last leaf. 32 bytes in latin1. */
  readonly completed: (nth: number) => string;
  /** Leaves so far, those below added subtrees too. */
  readonly size: () => number;
  /** Hex. Of an empty tree: SHA-256 of nothing. May be asked at any time. */
  readonly root: () => string;
}

/** Hex SHA-256(0x00 ‖ line). `prefixed` is the line with one byte before it, which is overwritten. */
export function hashPrefixedLine(prefixed: Uint8Array): LeafHash {
  prefixed[0] = 0;
  return hash('sha256', prefixed, 'hex');
}

/** The same as 32 bytes in latin1. */
export function hashPrefixedLineBytes(prefixed: Uint8Array): string {
  prefixed[0] = 0;
  return hash('sha256', prefixed, 'binary');
}

/** Hex SHA-256(0x00 ‖ line); the line without its LF. */
export function leafHash(line: string): LeafHash {
  return hash('sha256', `\0${line}`, 'hex');
}

export function createTree(): Tree {
  let size = 0;
  // One node in the making for each level: 0x01 ‖ left ‖ right. The left child stands where `size` has its bit set.
  const nodes: Buffer[] = [];
  const completed: string[] = [];

  function node(level: number): Buffer {
    const known = nodes[level];
    if (known !== undefined) return known;
    const made = Buffer.alloc(1 + 2 * WIDTH, 1);
    nodes[level] = made;
    return made;
  }

  function add(added: string, at: number, encoding: 'hex' | 'latin1'): void {
    let level = at;
    const leaves = at === 0 ? 1 : 2 ** at;
    let rest = size / leaves;
    if (leaves > 1 && !Number.isInteger(rest)) throw new TypeError(`a subtree of level ${level} cannot stand at leaf ${size}`);
    let joined = node(level);
    joined.write(added, rest % 2 === 0 ? LEFT : RIGHT, WIDTH, encoding);
    while (rest % 2 === 1) {
      const digest = hash('sha256', joined, 'binary');
      completed[level - at] = digest;
      rest = (rest - 1) / 2;
      joined = node(++level);
      joined.write(digest, rest % 2 === 0 ? LEFT : RIGHT, WIDTH, 'latin1');
    }
    size += leaves;
  }

  return {
    push: (leaf) => add(leaf, 0, 'hex'),
    pushBytes: (hash, level) => add(hash, level, 'latin1'),
    completed: (nth) => completed[nth] ?? '',
    size: () => size,
    root: () => {
      if (size === 0) return hash('sha256', '', 'hex');
      let level = 0;
      let rest = size;
      for (; rest % 2 === 0; rest /= 2) level++;
      let right = node(level).subarray(LEFT, RIGHT);
      for (;;) {
        rest = (rest - 1) / 2;
        level++;
        for (; rest > 0 && rest % 2 === 0; rest /= 2) level++;
        if (rest === 0) return right.toString('hex');
        right = hash('sha256', Buffer.concat([node(level).subarray(0, RIGHT), right]), 'buffer');
      }
    },
  };
}
