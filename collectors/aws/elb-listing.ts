import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Look, type Seen, type Subject, transportEncryption } from 'claimcheck/plugin';
import type { z } from 'zod';
import { itemsOf } from './listing.ts';
import type { AwsSession } from './session.ts';

interface Paging {
  readonly PageSize: number;
  readonly Marker?: string;
}

/** A listing of ELBv2: they all have pages of 400, and the same names for their tokens. */
interface ElbListing<Input, T> {
  readonly action: 'DescribeLoadBalancers' | 'DescribeListeners' | 'DescribeRules' | 'DescribeSSLPolicies';
  readonly input: Input;
  readonly ask: (elb: ElasticLoadBalancingV2, input: Input & Paging) => Promise<unknown>;
  readonly items: string;
  readonly shape: z.ZodType<T>;
  readonly id: string;
  readonly type: string;
}

export async function* elbItems<Input extends object, T>(
  look: Look<AwsSession>,
  { action, input, ask, type, ...rest }: ElbListing<Input, T>,
): AsyncIterable<{ readonly page: Seen<unknown>; readonly items: readonly T[] }> {
  const elb = await look.session.client('elasticloadbalancing');
  const first: Input & Paging = { PageSize: 400, ...input };
  yield* itemsOf(look, {
    ...rest,
    call: `elasticloadbalancing:${action}`,
    input: first,
    ask: (asked) => ask(elb, asked),
    token: 'NextMarker',
    onward: (Marker) => ({ ...first, Marker }),
    subject: (id) => elbSubject(look, type, id),
    about: { kinds: [transportEncryption] },
  });
}

/** By its ARN; a policy, which has none, by its name. */
export function elbSubject(look: Look<AwsSession>, type: string, id: string): Subject {
  return { id: id.startsWith('arn:') ? id : `${look.region}/${type}/${id}`, service: 'elb', type, account: look.account };
}
