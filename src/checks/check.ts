import type { z } from 'zod';
import type { Answer, BoundCheck, Check, Instant, Kind } from '../model.ts';

export const holds: Answer = { is: 'holds' };
export const contradicts = (why: string): Answer => ({ is: 'contradicts', why });
export const notApplicable = (why: string): Answer => ({ is: 'not-applicable', why });
export const unseen = (field: string): Answer => ({ is: 'unseen', field });

/** A check as the registry holds it; `schema` describes its parameters, for the config's JSON Schema. */
export interface CheckWithSchema extends Check {
  readonly schema: z.ZodType;
}

/** A check as its file writes it: parameters as a zod schema, `reads` as a list where it does not depend on them. */
export interface CheckOf<Data, Params> extends Omit<Check, 'kind' | 'bind'> {
  readonly kind: Kind<Data>;
  readonly params: z.ZodType<Params>;
  readonly reads: readonly (keyof Data & string)[] | ((params: Params) => readonly (keyof Data & string)[]);
  /** Left out: `mode` and `per` hold for all parameters. */
  readonly grouping?: (params: Params) => BoundCheck['grouping'];
  /** Pure; `seen.at` is the only clock. With less of what it reads, the answer is the same or `unseen`. */
  readonly judge: (data: Data, params: Params, seen: { readonly at: Instant }) => Answer;
}

/** Hides a check's own types: parameters are parsed once, at `bind`, and each observation's data as it is judged. */
export function defineCheck<Data, Params>(check: CheckOf<Data, Params>): CheckWithSchema {
  const { params: schema, reads, judge, grouping, ...rest } = check;
  return {
    ...rest,
    schema,
    bind: (raw) => {
      const params = schema.parse(raw);
      const grouped = grouping?.(params);
      return {
        ...(grouped === undefined ? {} : { grouping: grouped }),
        reads: typeof reads === 'function' ? reads(params) : reads,
        judge: (data, seen) => judge(check.kind.parse(data), params, seen),
      };
    },
  };
}
