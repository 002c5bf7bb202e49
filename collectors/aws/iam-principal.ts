import { type Look, privilegedAccess, type Seen } from 'claimcheck/plugin';
import { entitySubject, type Principal, type PrincipalType } from './iam-entities.ts';
import { type Holding, holdingOf, type Policies, rightsWithin } from './iam-holdings.ts';
import type { Rights } from './iam-rights.ts';
import { trustOf } from './iam-trust.ts';
import { present } from './kms-key-facts.ts';
import type { AwsSession } from './session.ts';

/** A group, and how many users are in it: those are listed after it. */
export interface Group {
  readonly principal: Principal;
  readonly from: Seen<unknown>;
  members: number;
}

/** Observes what somebody may do, from its own policies and from those of the groups that it is in. Who has ordinary rights only is passed over. */
export function observePrincipal(
  look: Look<AwsSession>,
  one: Omit<Group, 'members'> & { readonly type: PrincipalType; readonly of: readonly Group[]; readonly members?: number },
  policies: Policies,
): Rights {
  const { type, principal, from, of, members } = one;
  const own = holdingOf(principal, policies, from);
  const groups = of.map((group) => ({ ...group, holding: holdingOf(group.principal, policies, group.from) }));
  const holdings = [own, ...groups.map(({ holding }) => holding)];
  const rights = rightsWithin(holdings, principal, policies, from);
  if (rights === 'ordinary') return rights;
  const alone = rightsWithin([own], principal, policies, from);
  const giving = groups.find(({ holding }) => holding.grants.length > 0);
  const told = {
    ...given(holdings),
    ...(principal.trust === undefined ? {} : trustOf(principal.trust, look.account)),
    ...present({ lastUsedAt: principal.lastUsed, members }),
    ...(alone === rights || giving === undefined ? {} : { through: look.refer(entitySubject(look, 'group', giving.principal.arn)) }),
  };
  const data = { principal: type, rights, reach: 'account', standing: true, ...told } as const;
  look.observe(privilegedAccess, entitySubject(look, type, principal.arn), data, [from, ...groups.map((group) => group.from)]);
  return rights;
}

function given(holdings: readonly Holding[]) {
  return { roles: [...new Set(holdings.flatMap(({ roles }) => roles))], ownRule: holdings.some(({ ownRule }) => ownRule) };
}
