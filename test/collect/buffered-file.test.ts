import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBufferedFile } from '../../src/collect/buffered-file.ts';

let path = '';
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'claimcheck-file-')), 'file');
});
afterEach(() => rm(join(path, '..'), { recursive: true }));

test('pieces stand in the file in the order in which they were given', async () => {
  const pieces = ['a', Buffer.from('b'), 'ü'.repeat(100_000), Buffer.alloc(100_000, 'c'), 'd', Buffer.from('e')];
  const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  const file = openBufferedFile(path);
  for (const piece of pieces) file.push(piece);
  file.flush();
  file.close();
  expect((await readFile(path)).equals(whole)).toBe(true);
  expect(file.size()).toBe(whole.length);
});

test('large bytes with a buffer of their own are gone once they are written, and not before', () => {
  const file = openBufferedFile(path);
  const own = Buffer.allocUnsafeSlow(100_000);
  file.push(own);
  expect(own).toHaveLength(100_000);
  file.flush();
  file.close();
  expect(own).toHaveLength(0);
});

test('bytes that share their buffer with others stay', () => {
  const file = openBufferedFile(path);
  const whole = Buffer.allocUnsafeSlow(200_000).fill('x');
  file.push(whole.subarray(0, 100_000));
  file.flush();
  file.close();
  expect(whole.every((byte) => byte === 0x78)).toBe(true);
  expect(whole).toHaveLength(200_000);
});
