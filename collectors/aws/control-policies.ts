import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Client } from './clients.ts';
import { nextToken, Token } from './listing.ts';
import { Policy } from './s3-policy.ts';
import type { AwsSession } from './session.ts';

const PARENTS = 'organizations:ListParents';
const POLICIES = 'organizations:ListPoliciesForTarget';
const DOCUMENT = 'organizations:DescribePolicy';

/** What `controlPoliciesOf` asks. */
export const LEVEL_CALLS: Readonly<Record<string, readonly string[]>> = {
  [PARENTS]: ['organizations:ListParents'],
  [POLICIES]: ['organizations:ListPoliciesForTarget'],
  [DOCUMENT]: ['organizations:DescribePolicy'],
};

const Parent = z.object({ Id: z.string().min(1), Type: z.enum(['ROOT', 'ORGANIZATIONAL_UNIT']) });
const Parents = z.object({ Parents: z.array(Parent), ...Token });
const Policies = z.object({ Policies: z.array(z.object({ Id: z.string().min(1) })), ...Token });
const Document = z.object({ Policy: z.object({ Content: Policy }) });

type Onward = { NextToken?: string };

/** Organizations User Guide, "Quotas": units are nested five deep, between the root and the account. */
const DEPTH = 5;

/** The service control policies on the account, on each unit above it, and on the root: every one of these levels has to let something pass. */
export async function controlPoliciesOf(look: Look<AwsSession>, client: Client['organizations']) {
  const from: Seen<unknown>[] = [];
  const levels: Policy[][] = [];
  const known = new Map<string, Policy>();
  let target: { readonly Id: string; readonly Type?: string } = { Id: look.account };
  for (let depth = 0; ; depth++) {
    levels.push(await policiesOn(target.Id));
    if (target.Type === 'ROOT') return { levels, from };
    if (depth > DEPTH) throw lost('the units above the account lead to no root', 'NoRoot');
    target = await parentOf(target.Id);
  }

  async function policiesOn(TargetId: string): Promise<Policy[]> {
    const input: Onward & { TargetId: string; Filter: 'SERVICE_CONTROL_POLICY' } = { TargetId, Filter: 'SERVICE_CONTROL_POLICY' };
    const ask = (asked: typeof input) => client.listPoliciesForTarget(asked);
    const ids: string[] = [];
    for await (const page of look.pages(POLICIES, { input, ask, page: Policies, next: nextToken })) {
      from.push(page);
      ids.push(...page.data.Policies.map(({ Id }) => Id));
    }
    const found: Policy[] = [];
    for (const id of ids) found.push(known.get(id) ?? (await read(id)));
    return found;
  }

  async function read(PolicyId: string): Promise<Policy> {
    const seen = await look.call(DOCUMENT, { PolicyId }, (asked) => client.describePolicy(asked), Document);
    const { Content } = seen.data.Policy;
    from.push(seen);
    known.set(PolicyId, Content);
    return Content;
  }

  async function parentOf(ChildId: string) {
    const input: Onward & { ChildId: string } = { ChildId };
    const ask = (asked: typeof input) => client.listParents(asked);
    const found: z.infer<typeof Parent>[] = [];
    for await (const page of look.pages(PARENTS, { input, ask, page: Parents, next: nextToken })) {
      from.push(page);
      found.push(...page.data.Parents);
    }
    const [parent, ...others] = found;
    if (parent === undefined || others.length > 0) throw lost('the account, or a unit above it, has not one parent', 'NotOneParent');
    return parent;
  }

  function lost(what: string, code: string): CannotObserve {
    return new CannotObserve('malformed', `${PARENTS}: ${what}`, { call: PARENTS, code, replies: from.flatMap(({ replies }) => replies) });
  }
}
