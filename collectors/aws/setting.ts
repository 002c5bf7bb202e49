import { type Ask, CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import type { z } from 'zod';
import type { AwsSession } from './session.ts';

/** How one setting is asked for. `none`: the codes with which the service says that nothing is configured. */
export interface Setting<Input, T> {
  readonly call: string;
  readonly input: Input;
  readonly ask: Ask<Input>;
  readonly shape: z.ZodType<T>;
  readonly none: readonly string[];
}

/**
 * A setting that the service may answer with a refusal of its own code, which says that there is none: then `data` is "none", and the refusal is what
 * is cited. Any other refusal is thrown, a denial foremost: whoever may not look does not know that nothing is there.
 */
export async function settingOf<Input, T>(look: Look<AwsSession>, setting: Setting<Input, T>): Promise<Seen<T | 'none'>> {
  const { call, input, ask, shape, none } = setting;
  try {
    return await look.call(call, input, ask, shape);
  } catch (error) {
    if (!(error instanceof CannotObserve) || error.reason === 'denied' || error.code === undefined || !none.includes(error.code))
      throw error;
    return { data: 'none', replies: error.replies };
  }
}
