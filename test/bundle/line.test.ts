import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { lineWithSalt, newSalt, pooledRandom, pooledSalts, saltedDigest } from '../../src/bundle/line.ts';
import { leafHash } from '../../src/bundle/merkle.ts';
import fc from '../property.ts';
import { seededRandom } from './small-bundle.ts';

describe('a salted line', () => {
  test('begins with 128 bits of salt and holds the record', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== 'salt'),
          fc.jsonValue(),
          { minKeys: 1 },
        ),
        (record) => {
          const line = lineWithSalt(record, newSalt(seededRandom('a')));
          expect(line).toMatch(/^\{"salt":"[0-9a-f]{32}",/);
          const { salt, ...rest } = JSON.parse(line);
          expect(salt).toHaveLength(32);
          expect(JSON.stringify(rest)).toBe(JSON.stringify(record));
        },
      ),
    );
  });

  test('is the same for the same random bytes, and another for others', () => {
    expect(lineWithSalt({ a: 1 }, newSalt(seededRandom('a')))).toBe(lineWithSalt({ a: 1 }, newSalt(seededRandom('a'))));
    expect(lineWithSalt({ a: 1 }, newSalt(seededRandom('a')))).not.toBe(lineWithSalt({ a: 1 }, newSalt(seededRandom('b'))));
  });

  test('has its leaf hash over 0x00 and its UTF-8 bytes', () => {
    const line = lineWithSalt({ name: 'Zürich \ud800' }, newSalt(seededRandom('a')));
    expect(leafHash(line)).toBe(
      createHash('sha256')
        .update(Buffer.concat([Buffer.of(0), Buffer.from(line)]))
        .digest('hex'),
    );
  });

  test('takes no record that brings a salt, or that is empty', () => {
    expect(() => lineWithSalt({ salt: 'mine', a: 1 }, '0'.repeat(32))).toThrow(TypeError);
    expect(() => lineWithSalt({}, '0'.repeat(32))).toThrow(TypeError);
  });
});

test('a pool gives every byte of its source once', () => {
  const pooled = pooledRandom(seededRandom('a'));
  const parts = Array.from({ length: 2000 }, () => pooled(16).toString('hex'));
  expect(new Set(parts).size).toBe(2000);
});

test('pooled salts are the digits of the same bytes, 128 bits at a time', () => {
  const [salts, bytes] = [pooledSalts(seededRandom('a')), seededRandom('a')(16_384).toString('hex')];
  expect(Array.from({ length: 1024 }, () => salts()).join('')).toBe(bytes);
});

test('a salted digest is over the digits of the salt, then the content', () => {
  const salt = 'ab'.repeat(16);
  expect(saltedDigest(salt, 'quote')).toBe(createHash('sha256').update(`${salt}quote`).digest('hex'));
});
