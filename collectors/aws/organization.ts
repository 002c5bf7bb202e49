import { CannotObserve, type Resolving, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';

/** `State` says more, and `Status` retires in 2026: an account that has neither is looked at. */
const Page = z.object({
  Accounts: z.array(z.object({ Id: z.string().regex(/^\d{12}$/), State: z.string().optional(), Status: z.string().optional() })),
  NextToken: z.string().nullish(),
});

/** An account of the organisation; `suspended`: it cannot be called any more. `from`: the reply that says so. */
export interface Member {
  readonly id: string;
  readonly suspended: boolean;
  readonly from: Seen<unknown>;
}

/** Every account that could be listed; `gap`: why the list may not be whole. */
export interface Members {
  readonly members: readonly Member[];
  readonly gap?: unknown;
}

/** The accounts of an organisation, asked from its management account or a delegated one. */
export async function membersOf(session: AwsSession, { call }: Pick<Resolving, 'call'>): Promise<Members> {
  const members: Member[] = [];
  const tokens = new Set<string>();
  try {
    const organizations = await session.client('organizations');
    for (let token: string | undefined; ; ) {
      const input = token === undefined ? {} : { NextToken: token };
      const from = await call('organizations:ListAccounts', input, (asked) => organizations.listAccounts(asked), Page);
      members.push(...from.data.Accounts.map(({ Id, State, Status }) => ({ id: Id, suspended: isSuspended(State ?? Status), from })));
      token = from.data.NextToken || undefined;
      if (token === undefined) return { members };
      if (tokens.has(token)) return { members, gap: repeated(from) };
      tokens.add(token);
    }
  } catch (gap) {
    return { members, gap };
  }
}

/** Organizations User Guide, "Monitor the state of your AWS accounts": a closed account is suspended for 90 days, and then gone. */
function isSuspended(state: string | undefined): boolean {
  return state === 'SUSPENDED' || state === 'CLOSED';
}

function repeated({ replies }: Seen<unknown>): CannotObserve {
  const about = { call: 'organizations:ListAccounts', code: 'RepeatedToken', replies };
  return new CannotObserve('malformed', 'the list of accounts leads back to a page that was read before', about);
}
