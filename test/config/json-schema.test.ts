import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { fullText } from './full.ts';
import { known } from './known.ts';

const fits = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { date: true, uri: true } }).compile(configJsonSchema(known));

test('a config with every key fits', () => {
  expect(fits(parse(fullText)), JSON.stringify(fits.errors)).toBe(true);
});

describe('what the config reader refuses by its shape, the schema refuses', () => {
  test.each([
    ['a misspelled key', 'locker:', 'lokcer:'],
    ['another version', 'version: 1', 'version: 2'],
    ['no claims', /claims:[\s\S]*(?=\nsign:)/, 'claims: []'],
    ['an id with capitals', 'id: backups', 'id: Backups'],
    ['a source that is not registered', '{ endpoints:', '{ hosts:'],
    ['a body of another shape', 'regions: all', 'regions: some'],
    ['an unknown key in a body', 'externalId:', 'externalid:'],
    ['an unknown check', 'check: encrypted-by-default', 'check: encrypted'],
    ['an unknown version of a check', 'encrypted-at-rest@1', 'encrypted-at-rest@7'],
    ['a parameter of another form', 'atLeast: 35d', 'atLeast: long'],
    ['parameters left out where they are needed', ', with: { atLeast: 35d }', ''],
    ['an unknown service', 'services: [ebs]', 'services: [ebz]'],
    ['an unknown kind', 'kind: encryption-at-rest', 'kind: volumes'],
    ['a control without a framework', 'soc2:CC6.1', 'CC6.1'],
    ['an age without a unit', 'maxAge: 24h', 'maxAge: 24'],
    ['an exception that nobody approved', 'approvedBy: ciso', 'because: swap'],
    ['a document without an end', ', validUntil: 2027-06-30, inherited', ', inherited'],
  ])('%s', (_name, from, to) => {
    const broken = fullText.replace(from, to);
    expect(broken).not.toBe(fullText);
    expect(fits(parse(broken))).toBe(false);
  });
});

test('every key is described; bodies and parameters belong to their sources and checks', () => {
  const keys: { readonly path: string; readonly described: boolean }[] = [];
  walk(configJsonSchema(known), '', keys);
  expect(keys.map(({ path }) => path)).toContain('/claims/proof/anyOf/validUntil');
  const foreign = /^\/targets\/|\/with\/(?!services)/;
  expect(keys.filter(({ path, described }) => !described && !foreign.test(path))).toEqual([]);
});

const node = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
});

function walk(schema: unknown, path: string, keys: { readonly path: string; readonly described: boolean }[]): void {
  const { success, data } = node.safeParse(schema);
  if (!success) return;
  for (const [key, property] of Object.entries(data.properties ?? {})) {
    keys.push({ path: `${path}/${key}`, described: node.safeParse(property).data?.description !== undefined });
    walk(property, `${path}/${key}`, keys);
  }
  for (const inner of [data.items, data.additionalProperties, ...(data.anyOf ?? [])]) walk(inner, path, keys);
}
