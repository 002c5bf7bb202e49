import { z } from 'zod';
import { type KindWithSchema, reference } from '../../src/kinds/kind.ts';

const Node = z.object({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  description: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  required: z.array(z.string()).default([]),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  propertyNames: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** What a test needs to know of one schema in JSON Schema's words. */
export type Node = z.infer<typeof Node>;

export function nodeOf(schema: unknown): Node {
  return Node.parse(schema);
}

export function dataNode(kind: KindWithSchema): Node {
  return nodeOf(z.toJSONSchema(kind.data));
}

/** A field at any depth: its path ("copies.vault"; list steps leave no trace), its own name, and its schema. */
export interface Field {
  readonly path: string;
  readonly name: string;
  readonly node: Node;
}

/** Every named field of a kind, with those within lists, objects and records. */
export function fieldsOf(kind: KindWithSchema): readonly Field[] {
  return within(dataNode(kind), '');
}

function within(node: Node, prefix: string): readonly Field[] {
  const inner = [...(node.anyOf ?? []), ...(node.items === undefined ? [] : [node.items])].map(nodeOf);
  const named = Object.entries(node.properties ?? {}).map(([name, schema]) => ({ path: `${prefix}${name}`, name, node: nodeOf(schema) }));
  return [...inner.flatMap((one) => within(one, prefix)), ...named.flatMap((field) => [field, ...within(field.node, `${field.path}.`)])];
}

/** The strings that a schema lets through, choices unfolded and lists opened; objects within are fields of their own. */
export function stringsOf(node: Node): readonly Node[] {
  const inner = [...(node.anyOf ?? []), ...(node.items === undefined ? [] : [node.items])].map(nodeOf).flatMap(stringsOf);
  return node.type === 'string' && node.enum === undefined && node.const === undefined ? [node, ...inner] : inner;
}

/** Whether a schema takes another thing's pseudonym and nothing else. */
export function isReference(node: Node): boolean {
  return node.pattern === nodeOf(z.toJSONSchema(reference)).pattern;
}
