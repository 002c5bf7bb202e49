import { type ConfigTarget, makePlan, type Need, type Plan } from '../collect/plan.ts';
import type { KeptReply } from '../collect/reply.ts';
import { resolveTargets } from '../collect/resolve.ts';
import { createWire, type Wire } from '../collect/wire.ts';
import { UserError } from '../errors.ts';
import type { Origin } from '../model.ts';
import type { Plugin } from '../plugin.ts';
import type { Io } from './io.ts';

/** What to look at; plain data. */
export interface Wanted {
  readonly targets: readonly ConfigTarget[];
  readonly needs: readonly Need[];
  /** The config's directory. */
  readonly base: string;
}

/** How hard to look. */
export interface Effort {
  readonly concurrency?: number;
  /** 0 to 1. */
  readonly share?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly origin?: Origin | undefined;
}

/** What is ready before the first collector looks. */
export interface Prepared {
  readonly plan: Plan;
  readonly wire: Wire;
}

/**
 * Asks the providers which accounts and regions there are; `keep` takes the replies that tell so, and gives their tokens.
 * UserError no-credentials where no target has any.
 */
export async function prepare(
  { targets, needs, base }: Wanted,
  { sources, collectors }: Plugin,
  effort: Effort,
  { clock, random, signal, env }: Pick<Io, 'clock' | 'random' | 'signal' | 'env'>,
  keep: (reply: KeptReply) => string,
): Promise<Prepared> {
  const { concurrency = 50, share = 0.5, timeout = 15_000, origin } = effort;
  const wire = createWire({ clock, random, signal, share, concurrency, timeout, origin });
  const found = await resolveTargets(targets, sources, { wire, env, base, keep });
  signal.throwIfAborted();
  const resolved = found.flatMap((one) => one.resolved);
  if (resolved.length > 0 && resolved.every(({ noCredentials }) => noCredentials === true)) {
    const names = targets.map(({ name }) => name).join(', ');
    throw new UserError(
      'no-credentials',
      `no usable credentials for any target (${names}); set them as the provider's own tools expect them, e.g. AWS_PROFILE or AWS_ROLE_ARN`,
      { cause: resolved[0]?.gap },
    );
  }
  return { plan: makePlan(found, collectors, needs), wire };
}
