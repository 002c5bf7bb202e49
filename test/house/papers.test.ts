import { createHash } from 'node:crypto';
import { access, glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rooms } from '../../scripts/rooms.ts';
import { root } from './copy-of-house.ts';

const Manifest = z.object({ scripts: z.record(z.string(), z.string()), dependencies: z.record(z.string(), z.string()) });

describe('the papers', () => {
  let manifest: z.infer<typeof Manifest>;
  const read = (file: string) => readFile(join(root, file), 'utf8');
  beforeAll(async () => {
    manifest = Manifest.parse(JSON.parse(await read('package.json')));
  });

  test('say of each dependency which version it is, and name no other', async () => {
    const rows = (await read('docs/dependencies.md')).matchAll(/^\| ([@a-z][^ ]*) \| (\d\S*) \| /gm);
    expect(Object.fromEntries(Array.from(rows, ([, name, version]) => [name, version]))).toEqual(manifest.dependencies);
  });

  test('pin every dependency exactly', () => {
    expect(Object.values(manifest.dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('name every npm script that they tell to run', async () => {
    const told = (await read('CONTRIBUTING.md')).matchAll(/^npm (?:run )?([a-z:]+) +#/gm);
    const names = Array.from(told, ([, name]) => name ?? '').filter((name) => name !== 'ci');
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  test('name every room', async () => {
    const paper = await read('CONTRIBUTING.md');
    const named = (path: string) => paper.includes(`\`${path}\``) || /^(collectors|plugins)\//.test(path);
    expect(rooms.map(({ path }) => path).filter((path) => !named(path) && path !== 'src/version.ts')).toEqual([]);
  });

  test('link only to files that are there', async () => {
    const broken: string[] = [];
    for await (const paper of glob('{*.md,docs/**/*.md}', { cwd: root })) {
      for (const [, link = ''] of (await read(paper)).matchAll(/\]\(((?!https?:|#|mailto:)[^)#\s]+)/g)) {
        const there = access(join(root, dirname(paper), link)).then(
          () => true,
          () => false,
        );
        if (!(await there)) broken.push(`${paper}: ${link}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('carry the licence word for word', async () => {
    const digest = createHash('sha256')
      .update(await readFile(join(root, 'LICENSE')))
      .digest('hex');
    expect(digest).toBe('cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30');
  });
});
