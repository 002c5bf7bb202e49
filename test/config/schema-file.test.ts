import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaText } from '../../scripts/schema.ts';

test('the published JSON Schema is current: else run `node scripts/schema.ts`', () => {
  expect(readFileSync(new URL('../../schema/claimcheck.schema.json', import.meta.url), 'utf8')).toBe(schemaText());
});
