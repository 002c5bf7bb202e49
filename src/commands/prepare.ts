import { saltedLine } from '../bundle/line.ts';
import { leafHash } from '../bundle/merkle.ts';
import { makePlan, type Plan } from '../collect/plan.ts';
import { resolveTargets } from '../collect/resolve.ts';
import type { SaltReply } from '../collect/spool.ts';
import { createWire, type Wire } from '../collect/wire.ts';
import { UserError } from '../errors.ts';
import type { Origin } from '../model.ts';
import { collectors, sources } from '../plugins.ts';
import type { Configured } from './configure.ts';
import type { Io } from './io.ts';
import { needsOf } from './needs.ts';

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
  readonly salt: SaltReply;
  /** The salted lines of the replies that told which accounts and regions there are. */
  readonly resolvingReplies: readonly string[];
}

/** Asks the providers which accounts and regions there are. UserError no-credentials where no target has any. */
export async function prepare({ config, claims, base }: Configured, effort: Effort, io: Io): Promise<Prepared> {
  const { clock, random, signal, env, randomBytes } = io;
  const { concurrency = 50, share = 0.5, timeout = 15_000, origin } = effort;
  const wire = createWire({ clock, random, signal, share, concurrency, timeout, origin });
  const salt: SaltReply = (reply) => {
    const line = saltedLine(reply, randomBytes);
    return { line, hash: leafHash(line) };
  };
  const resolvingReplies: string[] = [];
  const found = await resolveTargets(config.targets, sources, { wire, env, base, salt, keep: (line) => resolvingReplies.push(line) });
  signal.throwIfAborted();
  const resolved = found.flatMap((one) => one.resolved);
  if (resolved.length > 0 && resolved.every(({ noCredentials }) => noCredentials === true)) {
    const names = config.targets.map(({ name }) => name).join(', ');
    throw new UserError(
      'no-credentials',
      `no usable credentials for any target (${names}); set them as the provider's own tools expect them, e.g. AWS_PROFILE or AWS_ROLE_ARN`,
      { cause: resolved[0]?.gap },
    );
  }
  return { plan: makePlan(found, collectors, needsOf(claims)), wire, salt, resolvingReplies };
}
