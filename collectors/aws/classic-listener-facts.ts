import { type Look, type Seen, type Subject, transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';
import { type Allowed, versionsOf } from './ssl-policies.ts';

/** One listener of a classic load balancer, with the names of its policies. */
export const ClassicListener = z.object({
  Listener: z.object({ Protocol: z.string(), LoadBalancerPort: z.number().int() }),
  PolicyNames: z.array(z.string().min(1)).optional(),
});
type ClassicListener = z.infer<typeof ClassicListener>;

const Attribute = z.object({ AttributeName: z.string(), AttributeValue: z.string().optional() });
const Policy = z.object({ PolicyTypeName: z.string(), PolicyAttributeDescriptions: z.array(Attribute) });
const Policies = z.object({ PolicyDescriptions: z.array(Policy) });
export const POLICIES = 'elasticloadbalancing:DescribeLoadBalancerPolicies';
const TLS = 'SSLNegotiationPolicyType';
const kinds = [transportEncryption];

/** What a listener's own settings say, and what was read for it beside the listing. */
export async function classicFacts(
  look: Look<AwsSession>,
  LoadBalancerName: string,
  { Listener: { Protocol }, PolicyNames = [] }: ClassicListener,
  subject: Subject,
) {
  if (Protocol === 'HTTP') return { data: { listener: 'plain', required: false } as const, from: undefined };
  if (Protocol !== 'HTTPS' && Protocol !== 'SSL') return { data: {}, from: undefined };
  const about = { kinds, subject, fields: ['minimumVersion', 'versions', 'suites'] };
  const allowed = await look.attempt(about, () => allowedBy(look, LoadBalancerName, PolicyNames));
  const { versions = [], suites } = allowed?.data ?? {};
  const [minimumVersion] = versions;
  const data = {
    ...({ listener: 'tls', required: true } as const),
    ...(minimumVersion === undefined ? {} : { minimumVersion, versions: [...versions] }),
    ...(suites === undefined ? {} : { suites: [...suites] }),
  };
  return { data, from: allowed };
}

/** What the listener's policy switches on. Policies of stickiness stand in the same list; without one for TLS, nobody knows. */
async function allowedBy(look: Look<AwsSession>, LoadBalancerName: string, PolicyNames: string[]): Promise<Seen<Partial<Allowed>>> {
  if (PolicyNames.length === 0) return { data: {}, replies: [] };
  const client = await look.session.client('classicloadbalancing');
  const input = { LoadBalancerName, PolicyNames };
  const { data, replies } = await look.call(POLICIES, input, (asked) => client.describeLoadBalancerPolicies(asked), Policies);
  const [policy, ...others] = data.PolicyDescriptions.filter(({ PolicyTypeName }) => PolicyTypeName === TLS);
  if (policy === undefined || others.length > 0) return { data: {}, replies };
  const on = policy.PolicyAttributeDescriptions.filter(({ AttributeValue }) => AttributeValue === 'true').map((one) => one.AttributeName);
  const protocols = on.filter((name) => name.startsWith('Protocol-')).map((name) => name.slice('Protocol-'.length));
  const suites = on.filter((name) => !name.startsWith('Protocol-') && name !== 'Server-Defined-Cipher-Order');
  return { data: { ...versionsOf(protocols), suites }, replies };
}
