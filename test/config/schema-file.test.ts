import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemas } from '../../scripts/schema.ts';

test.each(schemas)('the published $file is current: else run `node scripts/schema.ts`', ({ file, text }) => {
  expect(readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8')).toBe(text());
});
