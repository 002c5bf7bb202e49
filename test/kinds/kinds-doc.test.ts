import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kindsDoc } from '../../scripts/kinds-doc.ts';

test('docs/kinds.md is current: else run `node scripts/kinds-doc.ts`', () => {
  expect(readFileSync(new URL('../../docs/kinds.md', import.meta.url), 'utf8')).toBe(kindsDoc());
});
