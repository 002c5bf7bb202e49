import type { z } from 'zod';
import type { Answer, Check, ControlRef, Kind } from '../model.ts';

export const holds: Answer = { is: 'holds' };
export const contradicts = (why: string): Answer => ({ is: 'contradicts', why });
export const notApplicable = (why: string): Answer => ({ is: 'not-applicable', why });
export const unseen = (field: string): Answer => ({ is: 'unseen', field });

/** A check as its file writes it: parameters as a zod schema, `reads` as a list where it does not depend on them. */
export function defineCheck<Data, Params>(check: {
  readonly id: string;
  readonly version: number;
  readonly says: string;
  readonly kind: Kind<Data>;
  readonly mode: 'each' | 'some';
  readonly per?: 'account' | 'region' | 'subject';
  readonly params: z.ZodType<Params>;
  readonly reads: readonly (keyof Data & string)[] | ((params: Params) => readonly (keyof Data & string)[]);
  readonly judge: (data: Data, params: Params, seen: { readonly at: string }) => Answer;
  readonly controls: readonly ControlRef[];
  readonly fix: string;
}): Check<Data, Params> & { readonly schema: z.ZodType<Params> } {
  const { params, reads, ...rest } = check;
  return {
    ...rest,
    schema: params,
    params: (raw) => params.parse(raw),
    reads: typeof reads === 'function' ? reads : () => reads,
  };
}
