import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { GcpSession } from './session.ts';

/** Calls that tell whether a bucket is open; permissions: Cloud Storage, "IAM permissions for JSON methods"; Organization Policy, "Access control". */
export const policyCalls = {
  'storage:buckets.getIamPolicy': ['storage.buckets.getIamPolicy'],
  'orgpolicy:policies.getEffectivePolicy': ['orgpolicy.policy.get'],
} as const;

/** IAM, "Policy": who may do what. An empty policy has no bindings. */
const Policy = z.object({
  kind: z.literal('storage#policy'),
  bindings: z.array(z.object({ members: z.array(z.string()).optional(), condition: z.unknown().optional() })).optional(),
});

/** Organization Policy v2, "Policy": of a boolean constraint, in the state that holds for the project. */
const Effective = z.object({
  spec: z
    .object({ rules: z.array(z.object({ enforce: z.boolean().optional(), condition: z.unknown().optional() })).optional() })
    .optional(),
});

/** IAM, "Principal identifiers": everybody on the internet, and everybody with any Google account. */
const EVERYBODY = new Set(['allUsers', 'allAuthenticatedUsers']);

/** Whether the bucket's own policy lets everybody in; undefined where a condition decides. Bucket ACLs show in the policy as legacy roles. */
export async function letsEverybodyIn(look: Look<GcpSession>, bucket: string): Promise<Seen<boolean | undefined>> {
  const storage = await look.session.storage();
  const { data, replies } = await look.call(
    'storage:buckets.getIamPolicy',
    { bucket, requestedPolicyVersion: 3 },
    async (input) => (await storage.bucket(input.bucket).iam.getPolicy({ requestedPolicyVersion: input.requestedPolicyVersion }))[1],
    Policy,
  );
  const open = (data.bindings ?? []).filter(({ members = [] }) => members.some((member) => EVERYBODY.has(member)));
  if (open.length === 0) return { data: false, replies };
  return { data: open.some(({ condition }) => condition === undefined) ? true : undefined, replies };
}

/** What "inherited" comes to: whether the organisation's policy keeps everybody out of all buckets of the project; undefined where a condition decides. */
export async function inheritedBlock(look: Look<GcpSession>): Promise<Seen<'all' | 'none' | undefined>> {
  const { data, replies } = await look.call(
    'orgpolicy:policies.getEffectivePolicy',
    { name: `projects/${look.account}/policies/storage.publicAccessPrevention` },
    ({ name }) => look.session.orgPolicy(`v2/${name}:getEffectivePolicy`),
    Effective,
  );
  const rules = data.spec?.rules ?? [];
  if (rules.length === 0 || rules.some(({ condition, enforce }) => condition !== undefined || enforce === undefined))
    return { data: undefined, replies };
  return { data: rules.some(({ enforce }) => enforce) ? 'all' : 'none', replies };
}
