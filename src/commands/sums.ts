/** For each number a sum of digests, modulo 2^128, in which the order of the summands does not count. */
export interface Sums {
  /** `digest`: 16 bytes or more. */
  readonly add: (number: number, digest: Buffer) => void;
  readonly has: (number: number) => boolean;
  readonly equals: (number: number, other: Sums) => boolean;
  /** Four words and how many were added. */
  readonly of: (number: number) => readonly number[];
}

const WORDS = 4;
const WIDTH = WORDS + 1;

export function createSums(): Sums {
  let words = new Uint32Array(1024 * WIDTH);
  return {
    add,
    has: (number) => (words[number * WIDTH + WORDS] ?? 0) > 0,
    of,
    equals: (number, other) => of(number).join() === other.of(number).join(),
  };

  function add(number: number, digest: Buffer): void {
    const at = number * WIDTH;
    if (at + WIDTH > words.length) {
      const larger = new Uint32Array(Math.max(2 * words.length, at + WIDTH));
      larger.set(words);
      words = larger;
    }
    let carry = 0;
    for (let word = 0; word < WORDS; word++) {
      const sum = (words[at + word] ?? 0) + digest.readUInt32LE(4 * word) + carry;
      words[at + word] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
    words[at + WORDS] = (words[at + WORDS] ?? 0) + 1;
  }

  function of(number: number): readonly number[] {
    return [...words.subarray(number * WIDTH, (number + 1) * WIDTH)];
  }
}
