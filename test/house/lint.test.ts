import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inspect } from '../../scripts/walls.ts';
import { copyOfHouse, root } from './copy-of-house.ts';

/** What our own rules say, in scripts/*.grit. */
const clock = 'A pure room has no clock and no chance: take the instant or the number as an argument.';
const silent = 'An error is caught here and nobody hears of it.';

/** What Biome keeps: a circle, and what a pure room may not touch. */
const againstALint: Readonly<Record<string, readonly [rule: string, code: string]>> = {
  'src/bundle/circle-a.ts': ['lint/suspicious/noImportCycles', "import { b } from './circle-b.ts';\nexport const a = (): number => b();\n"],
  'src/bundle/circle-b.ts': ['lint/suspicious/noImportCycles', "import { a } from './circle-a.ts';\nexport const b = (): number => a();\n"],
  'src/bundle/circle-of-types-a.ts': [
    'lint/suspicious/noImportCycles',
    "import type { B } from './circle-of-types-b.ts';\nexport type A = B[];\n",
  ],
  'src/bundle/circle-of-types-b.ts': [
    'lint/suspicious/noImportCycles',
    "import type { A } from './circle-of-types-a.ts';\nexport type B = A[];\n",
  ],
  'src/model/now.ts': [clock, 'export const now = Date.now();\n'],
  'src/kinds/planted.ts': ['lint/correctness/noNodejsModules', "export { readFile } from 'node:fs/promises';\n"],
  'src/checks/planted.ts': ['lint/style/noRestrictedGlobals', "export const reply = await fetch('https://example.com');\n"],
  'src/checks/timer.ts': ['lint/style/noRestrictedGlobals', 'setTimeout(() => 1, 1);\n'],
  'src/judge/environment.ts': ['lint/correctness/noProcessGlobal', 'export const home = process.env.HOME;\n'],
  'src/judge/module.ts': ['lint/correctness/noNodejsModules', "export const fs = await import('node:fs');\n"],
  'src/judge/now.ts': [clock, 'export const now = Date.now();\n'],
  'src/judge/today.ts': [clock, 'export const today = new Date();\n'],
  'src/judge/date-call.ts': [clock, 'export const today = Date();\n'],
  'src/judge/point-free.ts': [clock, 'export const clock = [0].map(Date.now);\n'],
  'reports/chance.ts': [clock, 'export const chance = Math.random();\n'],
  'reports/html/global.ts': ['lint/style/noRestrictedGlobals', "export const reply = globalThis.fetch('https://example.com');\n"],
  'src/collect/any.ts': ['lint/suspicious/noExplicitAny', 'export const anything: any = 1;\n'],
  'src/collect/non-null.ts': ['lint/style/noNonNullAssertion', 'export const first = (list: string[]): string => list[0]!;\n'],
  'src/collect/floating.ts': ['lint/nursery/noFloatingPromises', 'const work = async (): Promise<number> => 1;\nwork();\n'],
  'src/collect/swallowed.ts': [silent, 'export function f(): void {\n  try {\n    f();\n  } catch {}\n}\n'],
  'src/judge/swallowed.ts': [silent, 'export function f(): void {\n  try {\n    f();\n  } catch {}\n}\n'],
  'src/collect/swallowed-by-name.ts': [
    silent,
    'export function f(): void {\n  try {\n    f();\n  } catch (error) {\n    // never mind\n  }\n}\n',
  ],
  'src/collect/swallowed-at-last.ts': [
    silent,
    'export function f(): void {\n  try {\n    f();\n    f();\n  } catch {} finally {\n    f();\n  }\n}\n',
  ],
  'test/house/skipped.test.ts': ['lint/suspicious/noSkippedTests', "import { test } from 'vitest';\ntest.skip('nothing', () => {});\n"],
};

const Report = z.object({
  summary: z.object({ unchanged: z.number() }),
  diagnostics: z.array(z.object({ category: z.string(), message: z.string(), location: z.object({ path: z.string() }) })),
});

function lint(at: string): z.infer<typeof Report> {
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: at,
    encoding: 'utf8',
  });
  return Report.parse(JSON.parse(stdout));
}

describe('Biome in a copy of the house', () => {
  let found: ReadonlyMap<string, readonly string[]>;
  let looked: number;
  beforeAll(async () => {
    await using house = await copyOfHouse(Object.entries(againstALint).map(([file, [, code]]) => [file, code]));
    const { diagnostics, summary } = lint(house.path);
    looked = summary.unchanged;
    found = new Map(
      Object.entries(Object.groupBy(diagnostics, ({ location }) => location.path)).map(([file, all = []]) => [
        file,
        all.map(({ category, message }) => (category === 'plugin' ? message : category)),
      ]),
    );
  });

  test('looks at more than what was planted', () => {
    expect(looked).toBeGreaterThan(Object.keys(againstALint).length);
  });

  test.each(Object.entries(againstALint))('catches the fault planted as %s', (file, [rule]) => {
    expect(found.get(file)).toContain(rule);
  });
});

test('no file silences a rule', async () => {
  const { files } = await inspect(root);
  const silenced = /biome-ignore|@ts-(ignore|expect-error|nocheck)|eslint-disable|as unknown as|\bas any\b/;
  const silent = await Promise.all(files.map(async (file) => silenced.test(await readFile(join(root, file), 'utf8'))));
  expect(files).toContain('src/model.ts');
  expect(files.filter((file, at) => silent[at] && file !== 'test/house/lint.test.ts')).toEqual([]);
});

test('no file of the rooms has 250 lines or more', async () => {
  const files = (await inspect(root)).files.filter((file) => /^(src|collectors|reports)\//.test(file));
  const lines = await Promise.all(files.map(async (file) => (await readFile(join(root, file), 'utf8')).split('\n').length - 1));
  expect(files).toContain('src/model.ts');
  expect(files.filter((_, at) => (lines[at] ?? 0) >= 250)).toEqual([]);
});
