import type { KindWithSchema } from '../../src/kinds/kind.ts';
import { dataNode, isReference, type Node, nodeOf } from '../kinds/json-schema.ts';
import fc from '../property.ts';

type Fields = Readonly<Record<string, unknown>>;

const DAY = 86_400_000;

/** Any data of a kind: whole, and with anything optional missing. Instants lie around `at`, numbers around those that checks ask for. */
export function dataOf(kind: KindWithSchema, at: string): fc.Arbitrary<Fields> {
  const node = dataNode(kind);
  return objectOf(node, at).filter((data) => kind.data.safeParse(data).success);
}

/** Any one of these fields with any value; undefined stands for a field that was not read. What a schema says is read once, not for each value. */
export function oneFieldOf(kind: KindWithSchema, fields: readonly string[], at: string): fc.Arbitrary<Fields> {
  const node = dataNode(kind);
  const each = fields.map((field) => {
    const value = jsonOf(nodeOf(node.properties?.[field]), at);
    const missing = node.required.includes(field) ? value : fc.option(value, { nil: undefined });
    return missing.map((one) => ({ [field]: one }));
  });
  return fc.oneof(...each);
}

function objectOf(node: Node, at: string): fc.Arbitrary<Fields> {
  const fields = Object.entries(node.properties ?? {}).map(([name, schema]) => {
    const value = jsonOf(nodeOf(schema), at);
    const missing = node.required.includes(name) ? value : fc.option(value, { nil: undefined, freq: 5 });
    return [name, missing] as const;
  });
  return fc
    .record(Object.fromEntries(fields))
    .map((data) => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)));
}

function jsonOf(node: Node, at: string): fc.Arbitrary<unknown> {
  if (node.anyOf !== undefined) return fc.oneof(...node.anyOf.map((one) => jsonOf(nodeOf(one), at)));
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  if (node.type === 'boolean') return fc.boolean();
  if (node.type === 'array') return fc.array(jsonOf(nodeOf(node.items), at), { maxLength: 3 });
  if (node.type === 'object') return node.properties === undefined ? fc.constant({}) : objectOf(node, at);
  if (node.type === 'integer' || node.type === 'number') return numberOf(node);
  if (node.format === 'date-time') return aroundOf(at);
  if (node.format === 'date') return aroundOf(at).map((instant) => instant.slice(0, 10));
  return isReference(node) ? fc.constantFrom('s000001', 's000002') : fc.constantFrom('AES256', 'eu-west-1');
}

function numberOf({ minimum, exclusiveMinimum, maximum }: Node): fc.Arbitrary<number> {
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1);
  return fc
    .constantFrom(0, 1, 2, 4, 6, 40, 70, 90, 200, 364, 365, 366, 1024, 1095, 2048, 3072)
    .filter((number) => number >= least && number <= (maximum ?? number));
}

function aroundOf(at: string): fc.Arbitrary<string> {
  return fc.integer({ min: -800, max: 800 }).map((days) => new Date(Date.parse(at) + days * DAY).toISOString());
}
