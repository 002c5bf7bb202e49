import { z } from 'zod';
import type { Kind } from '../model.ts';

/** Marks a field that holds another thing's pseudonym ("s000017"), made by `look.refer`. */
export const reference = z.string().regex(/^(s\d{6,}|#\d+)$/);

/** A whole-number span with its unit in the field's name. */
export const days = z.number().nonnegative();

/** Turns a strict zod object into a kind; the fields' descriptions are its documentation. */
export function defineKind<Shape extends z.ZodRawShape>(kind: {
  readonly id: string;
  readonly means: string;
  readonly data: z.ZodObject<Shape>;
  readonly references?: readonly string[];
}): Kind<z.infer<z.ZodObject<Shape>>> & { readonly data: z.ZodObject<Shape> } {
  return {
    id: kind.id,
    means: kind.means,
    data: kind.data,
    parse: (raw) => kind.data.parse(raw),
    references: kind.references ?? [],
    fields: Object.keys(kind.data.shape),
  };
}
