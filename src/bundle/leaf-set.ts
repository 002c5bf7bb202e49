/** A set of leaf hashes in 40 bytes each: a bundle may have millions of replies. */
import { randomBytes } from 'node:crypto';
import type { LeafHash } from '../model.ts';

const WORDS = 8;
/** Hashes in one piece of memory. */
const PIECE = 1 << 14;

export interface LeafSet {
  readonly add: (leaf: LeafHash) => void;
  readonly has: (leaf: LeafHash) => boolean;
}

export function createLeafSet(): LeafSet {
  // Strangers choose hashes: where one goes must not be theirs to choose.
  const secret = randomBytes(4).readInt32LE() | 1;
  const pieces: Int32Array[] = [];
  let size = 0;
  /** Numbers of hashes, from 1; 0 is free. At most half of it is taken. */
  let table = new Uint32Array(64);
  const asked = new Int32Array(WORDS);
  const askedBytes = Buffer.from(asked.buffer);

  function slotOf(words: Int32Array, at: number): number {
    let mixed = 0;
    for (let word = 0; word < 4; word++) {
      mixed = Math.imul(mixed ^ (words[at + word] ?? 0), secret);
      mixed ^= mixed >>> 15;
    }
    return mixed & (table.length - 1);
  }

  /** The slot that holds the asked hash, or the free one where it would go. */
  function find(): number {
    for (let slot = slotOf(asked, 0); ; slot = (slot + 1) & (table.length - 1)) {
      const number = table[slot] ?? 0;
      if (number === 0 || isAsked(number - 1)) return slot;
    }
  }

  function isAsked(index: number): boolean {
    const piece = pieces[Math.floor(index / PIECE)];
    const at = (index % PIECE) * WORDS;
    for (let word = 0; word < WORDS; word++) if (piece?.[at + word] !== asked[word]) return false;
    return true;
  }

  function grow(): void {
    table = new Uint32Array(2 * table.length);
    for (let index = 0; index < size; index++) {
      const piece = pieces[Math.floor(index / PIECE)] ?? asked;
      let slot = slotOf(piece, (index % PIECE) * WORDS);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = index + 1;
    }
  }

  return {
    has: (leaf) => {
      askedBytes.write(leaf, 'hex');
      return table[find()] !== 0;
    },
    add: (leaf) => {
      askedBytes.write(leaf, 'hex');
      const slot = find();
      if (table[slot] !== 0) return;
      if (size % PIECE === 0) pieces.push(new Int32Array(PIECE * WORDS));
      pieces.at(-1)?.set(asked, (size % PIECE) * WORDS);
      size += 1;
      table[slot] = size;
      if (2 * size > table.length) grow();
    },
  };
}
