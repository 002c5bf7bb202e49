import type { EntityType, GetAccountAuthorizationDetailsRequest } from '@aws-sdk/client-iam';
import { type Look, privilegedAccess } from 'claimcheck/plugin';
import { z } from 'zod';
import { iamOf } from './iam-people.ts';
import { itemsOf } from './listing.ts';
import { Policy } from './s3-policy.ts';
import type { AwsSession } from './session.ts';

export type PrincipalType = 'group' | 'user' | 'role';

/** One sort of entity in GetAccountAuthorizationDetails, which is asked for by itself: its list, its filter, and what is read of it. */
export interface Sort<T, Type = PrincipalType> {
  readonly type: Type;
  readonly list: string;
  readonly filter: readonly EntityType[];
  readonly shape: z.ZodType<T>;
}

/** Whoever may hold rights. */
export interface Principal {
  readonly arn: string;
  readonly attached: readonly string[];
  readonly inline: readonly Policy[];
  readonly boundary: string | undefined;
  readonly groups: readonly string[];
  /** Of a role: who may take it on, and when somebody last did. */
  readonly trust?: Policy;
  readonly lastUsed?: string | undefined;
}

/** IAM writes a policy as it stands in an address (RFC 3986); servers of others write it plain. */
const Document = z
  .string()
  .transform((text, { addIssue }) => {
    try {
      return text.trimStart().startsWith('{') ? text : decodeURIComponent(text);
    } catch {
      addIssue({ code: 'custom', message: 'the policy is not encoded as IAM does' });
      return z.NEVER;
    }
  })
  .pipe(Policy);
const arn = z.string().startsWith('arn:');
const Inline = z.array(z.object({ PolicyDocument: Document })).optional();
const Held = z.object({
  Arn: arn,
  AttachedManagedPolicies: z.array(z.object({ PolicyArn: z.string().min(1) })).optional(),
  PermissionsBoundary: z.object({ PermissionsBoundaryArn: z.string().min(1) }).optional(),
});

function toPrincipal(held: z.infer<typeof Held>, inline: z.infer<typeof Inline>, groups: readonly string[] = []): Principal {
  const attached = (held.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn);
  const policies = (inline ?? []).map(({ PolicyDocument }) => PolicyDocument);
  return { arn: held.Arn, attached, inline: policies, boundary: held.PermissionsBoundary?.PermissionsBoundaryArn, groups };
}

export const POLICIES: Sort<{ readonly arn: string; readonly document: Policy | undefined }, 'policy'> = {
  type: 'policy',
  list: 'Policies',
  filter: ['LocalManagedPolicy', 'AWSManagedPolicy'],
  shape: z
    .object({ Arn: arn, PolicyVersionList: z.array(z.object({ IsDefaultVersion: z.boolean(), Document })) })
    .transform(({ Arn, PolicyVersionList: all }) => ({ arn: Arn, document: all.find((one) => one.IsDefaultVersion)?.Document })),
};

export const GROUPS: Sort<Principal> = {
  type: 'group',
  list: 'GroupDetailList',
  filter: ['Group'],
  shape: Held.extend({ GroupPolicyList: Inline }).transform((group) => toPrincipal(group, group.GroupPolicyList)),
};

export const USERS: Sort<Principal> = {
  type: 'user',
  list: 'UserDetailList',
  filter: ['User'],
  shape: Held.extend({ UserPolicyList: Inline, GroupList: z.array(z.string()).optional() }).transform((user) =>
    toPrincipal(user, user.UserPolicyList, user.GroupList),
  ),
};

export const ROLES: Sort<Principal> = {
  type: 'role',
  list: 'RoleDetailList',
  filter: ['Role'],
  shape: Held.extend({
    RolePolicyList: Inline,
    AssumeRolePolicyDocument: Document,
    RoleLastUsed: z.object({ LastUsedDate: z.date().optional() }).optional(),
  }).transform((role) => ({
    ...toPrincipal(role, role.RolePolicyList),
    trust: role.AssumeRolePolicyDocument,
    lastUsed: role.RoleLastUsed?.LastUsedDate?.toISOString(),
  })),
};

export const ENTITY_CALL = 'iam:GetAccountAuthorizationDetails';

export function entitySubject(look: Look<AwsSession>, type: PrincipalType | 'policy', id: string) {
  return { id, service: 'iam', type, account: look.account, name: id.split('/').at(-1) };
}

/** Every entity of one sort, page by page. */
export async function entitiesOf<T>(look: Look<AwsSession>, { type, list, filter, shape }: Sort<T, PrincipalType | 'policy'>) {
  const iam = await iamOf(look);
  const input: GetAccountAuthorizationDetailsRequest = { Filter: [...filter], MaxItems: 100 };
  return itemsOf(look, {
    call: ENTITY_CALL,
    input,
    ask: (asked) => iam.getAccountAuthorizationDetails(asked),
    items: list,
    token: 'Marker',
    cut: 'IsTruncated',
    onward: (Marker) => ({ Marker }),
    shape,
    id: 'Arn',
    subject: (id) => entitySubject(look, type, id),
    about: { kinds: [privilegedAccess] },
  });
}
