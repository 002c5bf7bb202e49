import type { z } from 'zod';
import { isEverybody, type Policy } from './s3-policy.ts';

/**
 * Whether a policy lets everybody in. Undefined: it lets in whoever meets a condition, or whoever is not named, and who that is cannot be said here; or
 * there are denials beside it, which are not weighed.
 */
export function letsEverybodyIn({ Statement: statements }: z.infer<typeof Policy>): boolean | undefined {
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const open = allowed.filter(({ Principal }) => Principal === undefined || isEverybody(Principal));
  if (open.length === 0) return false;
  const denies = statements.length > allowed.length;
  return open.some(({ Principal, Condition }) => Principal !== undefined && Condition === undefined) && !denies ? true : undefined;
}
