import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRegular, readSmall, shown } from '../../src/bundle/hostile.ts';
import { inTemporaryDirectory } from './small-bundle.ts';

describe('opening what a stranger sent', () => {
  test.each<[string, (path: string) => Promise<unknown>, string]>([
    ['a link to a file', (path) => writeFile(`${path}.real`, 'x').then(() => symlink(`${path}.real`, path)), 'wrong-shape'],
    ['a link to a device that never ends', (path) => symlink('/dev/zero', path), 'wrong-shape'],
    ['a link to nowhere', (path) => symlink('nowhere', path), 'wrong-shape'],
    ['a directory', (path) => mkdir(path), 'wrong-shape'],
    ['nothing', async () => undefined, 'missing-file'],
  ])('refuses %s', async (_, make, code) => {
    await inTemporaryDirectory(async (directory) => {
      await make(join(directory, 'file'));
      await expect(openRegular(directory, 'file')).rejects.toMatchObject({ code });
    });
  });

  test('reads no small file that is large', async () => {
    await inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), 'x'.repeat(101));
      await expect(readSmall(directory, 'file', 100)).rejects.toMatchObject({ code: 'wrong-shape' });
      expect((await readSmall(directory, 'file', 101)).length).toBe(101);
    });
  });
});

test('a foreign text is shown short, in quotes, and in printable ASCII', () => {
  expect(shown('t0001')).toBe('"t0001"');
  expect(shown('\u001b[2J\n"\u202e\u009b')).toBe('"\\u001b[2J\\n\\"\\u202e\\u009b"');
  expect(shown('x'.repeat(1000)).length).toBeLessThan(120);
});
