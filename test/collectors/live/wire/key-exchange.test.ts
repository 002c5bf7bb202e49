import { getDiffieHellman } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bitLength, primeName } from '../../../../collectors/live/names/primes.ts';
import { type Suite, suites } from '../../../../collectors/live/names/suites.ts';
import { readKeyExchange } from '../../../../collectors/live/wire/key-exchange.ts';
import { uint16 } from '../scripted-server.ts';

const TLS12 = 0x0303;
const SIGNATURE = Buffer.concat([uint16(0x0804), uint16(4), Buffer.alloc(4, 9)]);

function suite(code: number): Suite {
  const found = suites.get(code);
  if (found === undefined) throw new Error('no such suite');
  return found;
}

function exchange(prime: Uint8Array): Buffer {
  return Buffer.concat([uint16(prime.length), prime, Buffer.of(0, 1, 2), Buffer.of(0, 1, 5)]);
}

describe('the size of a prime', () => {
  test.each([
    ['1024 bits', Buffer.alloc(128, 0xff), 1024],
    ['1023 bits', Buffer.concat([Buffer.of(0x7f), Buffer.alloc(127, 0xff)]), 1023],
    ['a leading zero does not count', Buffer.concat([Buffer.of(0), Buffer.alloc(256, 0x80)]), 2048],
  ])('%s', (_name, prime, bits) => {
    const read = readKeyExchange(Buffer.concat([exchange(prime), SIGNATURE]), suite(0x0033), TLS12);
    expect(read?.prime && bitLength(read.prime)).toBe(bits);
  });

  test('nothing but zero is none', () => {
    expect(readKeyExchange(Buffer.concat([exchange(Buffer.alloc(8)), SIGNATURE]), suite(0x0033), TLS12)?.prime).toBeUndefined();
  });

  test('a prime that was cut off has none', () => {
    expect(readKeyExchange(exchange(Buffer.alloc(128, 0xff)).subarray(0, 100), suite(0x0033), TLS12)).toBeUndefined();
  });

  test('the hint of a pre-shared key stands before it', () => {
    const hinted = Buffer.concat([uint16(4), Buffer.from('hint'), exchange(Buffer.alloc(96, 0xff))]);
    expect(readKeyExchange(hinted, suite(0x0090), TLS12)?.prime).toHaveLength(96);
  });
});

test('a curve, and what it was signed with', () => {
  const body = Buffer.concat([Buffer.of(3, 0, 0x1d, 2, 7, 7), SIGNATURE]);
  expect(readKeyExchange(body, suite(0xc02f), TLS12)).toEqual({
    group: 0x1d,
    point: Buffer.of(7, 7),
    parameters: Buffer.of(3, 0, 0x1d, 2, 7, 7),
    scheme: 0x0804,
    signature: Buffer.alloc(4, 9),
  });
});

test('a curve that has no name is not read', () => {
  expect(readKeyExchange(Buffer.of(1, 0, 0x1d, 0), suite(0xc02f), TLS12)).toBeUndefined();
});

test.each([
  ['modp2', 'modp1024'],
  ['modp14', 'modp2048'],
])('the prime of %s is a known one', (group, name) => {
  expect(primeName(getDiffieHellman(group).getPrime())).toBe(name);
});

test('a prime of nobody has no name', () => {
  expect(primeName(Buffer.alloc(128, 0xff))).toBeUndefined();
});
