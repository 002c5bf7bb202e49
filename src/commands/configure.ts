import { resolve as absolute, dirname } from 'node:path';
import { instant } from '../collect/clock.ts';
import type { Config, Known } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { celFault } from '../judge/cel.ts';
import { type ResolvedClaim, resolveClaim } from '../judge/resolve.ts';
import { checks, collectors, kinds, sources } from '../plugins.ts';
import type { Io } from './io.ts';

/** Everything that a config may name. */
export const known: Known = { sources, collectors, kinds, checks, expression: celFault };

/** A config with its claims bound to the checks. */
export interface Configured {
  readonly config: Config;
  readonly claims: readonly ResolvedClaim[];
  /** The config's directory. */
  readonly base: string;
}

/** Reads claimcheck.yaml. UserError config-missing or config-wrong. */
export function configure(path: string, { cwd, clock }: Pick<Io, 'cwd' | 'clock'>): Configured {
  const file = absolute(cwd, path);
  const config = loadConfig(file, known, instant(clock.now()).slice(0, 10));
  return { config, base: dirname(file), claims: config.claims.map((claim) => resolveClaim(claim, { checks, kinds })) };
}

/** Narrows a config to chosen claims and targets. UserError usage where one is not in it. */
export function choose(
  configured: Configured,
  chosen: { readonly claims?: readonly string[] | undefined; readonly targets?: readonly string[] | undefined },
): Configured & { readonly subset: boolean } {
  const { config, claims, base } = configured;
  missing(
    'claim',
    chosen.claims,
    config.claims.map(({ id }) => id),
  );
  missing(
    'target',
    chosen.targets,
    config.targets.map(({ name }) => name),
  );
  return {
    base,
    config: { ...config, targets: config.targets.filter(({ name }) => chosen.targets?.includes(name) ?? true) },
    claims: claims.filter(({ claim }) => chosen.claims?.includes(claim.id) ?? true),
    subset: chosen.claims !== undefined || chosen.targets !== undefined,
  };
}

function missing(what: string, wanted: readonly string[] | undefined, there: readonly string[]): void {
  const unknown = wanted?.find((name) => !there.includes(name));
  if (unknown !== undefined) throw new UserError('usage', `no ${what} is named "${unknown}"; there are: ${there.join(', ')}`);
}
