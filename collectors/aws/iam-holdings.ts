import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { ENTITY_CALL, entitiesOf, POLICIES, type Principal } from './iam-entities.ts';
import { type Grant, grantsIn, type Rights, rightsOf } from './iam-rights.ts';
import type { AwsSession } from './session.ts';

/** What somebody has from the policies attached to it or written into it. */
export interface Holding {
  readonly grants: readonly Grant[];
  /** The provider's own policies among those that give something. */
  readonly roles: readonly string[];
  /** Whether a policy that the customer wrote gives something. */
  readonly ownRule: boolean;
}

/** What each policy of the account gives, and each of the provider's that is attached there, by ARN. */
export type Policies = ReadonlyMap<string, readonly Grant[]>;

/** `lost`: how many could not be read. */
export async function policiesOf(look: Look<AwsSession>): Promise<{ readonly policies: Policies; readonly lost: number }> {
  const policies = new Map<string, readonly Grant[]>();
  let gone = 0;
  for await (const { items, lost } of await entitiesOf(look, POLICIES)) {
    gone += lost;
    // An ARN is cut out of its page, and would hold the whole page for as long as it is known.
    for (const { arn, document } of items) if (document !== undefined) policies.set(structuredClone(arn), grantsIn(document));
  }
  return { policies, lost: gone };
}

/** A policy that is attached and was not listed could give everything: then what somebody holds cannot be said. */
export function holdingOf({ attached, inline }: Principal, policies: Policies, from: Seen<unknown>): Holding {
  const written = inline.flatMap(grantsIn);
  const giving = attached.filter((arn) => known(arn, policies, from).length > 0);
  const providers = giving.filter((arn) => /^arn:[^:]+:iam::aws:/.test(arn));
  return {
    grants: [...written, ...giving.flatMap((arn) => known(arn, policies, from))],
    roles: providers.map((arn) => structuredClone(nameIn(arn))),
    ownRule: written.length > 0 || giving.length > providers.length,
  };
}

/** All that somebody may do, from its own policies and its groups', within its boundary. */
export function rightsWithin(holdings: readonly Holding[], { boundary }: Principal, policies: Policies, from: Seen<unknown>): Rights {
  const grants = holdings.flatMap((holding) => holding.grants);
  return rightsOf(grants, boundary === undefined ? undefined : known(boundary, policies, from));
}

export function nameIn(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function known(arn: string, policies: Policies, from: Seen<unknown>): readonly Grant[] {
  return policies.get(arn) ?? unlisted('a policy is attached', 'PolicyNotListed', from);
}

export function unlisted(what: string, code: string, { replies }: Seen<unknown>): never {
  throw new CannotObserve('malformed', `${ENTITY_CALL}: ${what} that was not listed`, { call: ENTITY_CALL, code, replies });
}
