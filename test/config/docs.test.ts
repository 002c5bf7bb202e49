import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { checkConfig } from '../../src/config/parse.ts';
import { celFault } from '../../src/judge/cel.ts';
import { checks, collectors, kinds, sources } from '../../src/plugins.ts';

const page = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const known = { sources, collectors, kinds, checks, expression: celFault };

test('the example of the documentation is a right config', () => {
  const quotes = [...example.matchAll(/quote: (.*)/g)].map(([, quote]) => quote).join('\n');
  expect(checkConfig(example, 'claimcheck.yaml', known, () => quotes, '2026-07-01')).not.toHaveProperty('faults');
});

test('the documentation names every key', () => {
  const named = new Set([...page.matchAll(/`([A-Za-z.]+)`/g)].flatMap(([, name = '']) => [name, name.split('.').at(-1)]));
  const keys = keysOf(configJsonSchema({ sources: [], collectors: [], kinds, checks: [] }));
  expect(keys).toContain('approvedBy');
  expect(keys.filter((key) => !named.has(key))).toEqual([]);
});

const node = z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() });

/** Every key of every mapping below a JSON Schema. */
function keysOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  const { success, data } = node.safeParse(schema);
  if (!success) return [];
  const { properties = {}, ...rest } = data;
  return [...Object.keys(properties), ...Object.values(properties).flatMap(keysOf), ...Object.values(rest).flatMap(keysOf)];
}
