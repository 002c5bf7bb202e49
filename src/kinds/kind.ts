import { z } from 'zod';
import type { Kind } from '../model.ts';

/** Marks a field that holds another thing's pseudonym ("s000017"), made by `look.refer`. */
export const reference = z.string().regex(/^(s\d{6,}|#\d+)$/);

/** A whole-number span with its unit in the field's name. */
export const days = z.number().nonnegative();

/** RFC 3339, UTC, ends in Z. */
export const instant = z.iso.datetime();

/**
 * A provider's or a standard's own word: an algorithm, a built-in policy, a region, an object identifier. Whatever a customer
 * may choose does not belong here; dotted names, ARNs, addresses, UUIDs and account ids do not fit the pattern.
 */
export const constant = z
  .string()
  .regex(/^(?!arn:)(?!.*\d{9})(?!.*[\da-f]{8}-[\da-f]{4}-)(?!(?:\d{1,3}\.){3}\d{1,3}$)(?:[A-Za-z0-9_:+/-]|\.(?=\d)){1,80}$/);

/** Where an example's fields come from: a cloud, a live endpoint, a document. */
export type ExampleOf = 'aws' | 'azure' | 'gcp' | 'live' | 'documents';

/** A kind with its schema, and one example of its data per cloud that has it. */
export interface KindWithSchema<Data = unknown> extends Kind<Data> {
  readonly data: z.ZodObject<z.ZodRawShape>;
  readonly examples: Readonly<Partial<Record<ExampleOf, Data>>>;
}

/** Objects of data that a kind remembers having parsed. */
const RECENT = 16;

/** Turns a strict zod object into a kind; the fields' descriptions are its documentation. */
export function defineKind<Shape extends z.ZodRawShape>(kind: {
  readonly id: string;
  readonly means: string;
  readonly data: z.ZodObject<Shape, z.core.$strict>;
  readonly references?: readonly string[];
  readonly examples: Readonly<Partial<Record<ExampleOf, z.infer<z.ZodObject<NoInfer<Shape>, z.core.$strict>>>>>;
}): KindWithSchema<z.infer<z.ZodObject<Shape, z.core.$strict>>> & { readonly data: z.ZodObject<Shape, z.core.$strict> } {
  // Several checks ask about one observation, one after the other; and many observations of one page share few objects of data.
  type Parsed = { readonly raw: unknown; readonly data: z.infer<z.ZodObject<Shape, z.core.$strict>> };
  const recent: Parsed[] = [];
  let next = 0;
  return {
    id: kind.id,
    means: kind.means,
    data: kind.data,
    parse: (raw) => {
      for (const known of recent) if (known.raw === raw) return known.data;
      const data = kind.data.parse(raw);
      recent[next] = { raw, data };
      next = (next + 1) % RECENT;
      return data;
    },
    references: kind.references ?? [],
    fields: Object.keys(kind.data.shape),
    examples: kind.examples,
  };
}
