/** Finite-field groups of TLS 1.3: RFC 7919 §A, RFC 8446 §4.2.8.1, §7.4.1. Node checks any prime it is given for seconds; these are known to be good. */
import { randomBytes } from 'node:crypto';

/** Each prime is made of its length, the digits of e, and the first number that makes it one. */
const PRIMES: ReadonlyMap<number, { readonly bits: number; readonly more: number }> = new Map([
  [0x0100, { bits: 2048, more: 560_316 }],
  [0x0101, { bits: 3072, more: 2_625_351 }],
  [0x0102, { bits: 4096, more: 5_736_041 }],
  [0x0103, { bits: 6144, more: 15_705_020 }],
  [0x0104, { bits: 8192, more: 10_965_728 }],
]);
export const ffdheGroups: readonly number[] = [...PRIMES.keys()];

/** Bits of e that are computed: more than the largest prime takes. */
const PRECISION = 8320n;
/** Of our exponent: more than the largest group's strength asks for. */
const SECRET_BYTES = 52;

/** `key` and the secret are as long as the prime. */
export function ffdheShare(group: number): { readonly key: Buffer; readonly agree: (peer: Buffer) => Buffer } | undefined {
  const prime = primeOf(group);
  if (prime === undefined) return undefined;
  const secret = numberOf(randomBytes(SECRET_BYTES));
  const length = lengthOf(prime);
  return {
    key: bytesOf(power(2n, secret, prime), length),
    agree: (peer) => {
      const share = numberOf(peer);
      if (peer.length !== length || share <= 1n || share >= prime - 1n)
        throw Object.assign(new Error('no share of this group'), { code: 'ERR_FFDHE_SHARE' });
      return bytesOf(power(share, secret, prime), length);
    },
  };
}

export function primeOf(group: number): bigint | undefined {
  const made = PRIMES.get(group);
  if (made === undefined) return undefined;
  const bits = BigInt(made.bits);
  const middle = (euler() >> (PRECISION - (bits - 130n))) + BigInt(made.more);
  return (1n << bits) - (1n << (bits - 64n)) + (middle << 64n) - 1n;
}

/** e · 2^PRECISION, rounded down but for the last few bits. */
function euler(): bigint {
  let sum = 0n;
  let term = 1n << PRECISION;
  for (let n = 1n; term > 0n; n += 1n) {
    sum += term;
    term /= n;
  }
  return sum;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex') || '0'}`);
}

function lengthOf(prime: bigint): number {
  return prime.toString(16).length / 2;
}

function bytesOf(number: bigint, length: number): Buffer {
  return Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');
}
