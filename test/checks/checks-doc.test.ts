import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checksDoc } from '../../scripts/checks-doc.ts';
import { checks } from '../../src/checks/index.ts';

const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');

test('docs/checks.md is current: else run `node scripts/checks-doc.ts`', () => {
  expect(page).toBe(checksDoc());
});

test('docs/checks.md names a sentence for every check', () => {
  const [, sentences = ''] = /## Sentences and checks\n([\s\S]*?)\n### /.exec(page) ?? [];
  expect(checks.filter(({ id }) => !sentences.includes(`\`${id}\``)).map(({ id }) => id)).toEqual([]);
});
