import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { elbItems } from './elb-listing.ts';
import type { AwsSession } from './session.ts';

const Policy = z.object({
  Name: z.string().min(1),
  SslProtocols: z.array(z.string()),
  Ciphers: z.array(z.object({ Name: z.string().min(1) })),
});

/** How a policy lists versions, in the words of the kind and from old to new. */
const VERSIONS = { SSLv3: 'SSLv3', TLSv1: 'TLSv1.0', 'TLSv1.1': 'TLSv1.1', 'TLSv1.2': 'TLSv1.2', 'TLSv1.3': 'TLSv1.3' } as const;
type Version = (typeof VERSIONS)[keyof typeof VERSIONS];

/** What a listener lets in under a policy. `versions` is left out where the policy has a word for one that we do not know. */
export interface Allowed {
  readonly versions?: readonly Version[];
  readonly suites: readonly string[];
}

/** Every predefined policy of a region by its name, which says nothing by itself: new ones come every year. */
export async function sslPolicies(look: Look<AwsSession>): Promise<Seen<ReadonlyMap<string, Allowed>>> {
  const listing = elbItems(look, {
    action: 'DescribeSSLPolicies',
    input: {},
    ask: (elb, asked) => elb.describeSSLPolicies(asked),
    items: 'SslPolicies',
    shape: Policy,
    id: 'Name',
    type: 'ssl-policy',
  });
  const policies = new Map<string, Allowed>();
  const replies: string[] = [];
  for await (const { page, items } of listing) {
    replies.push(...page.replies);
    for (const { Name, SslProtocols, Ciphers } of items)
      policies.set(Name, { ...versionsOf(SslProtocols), suites: Ciphers.map((cipher) => cipher.Name) });
  }
  return { data: policies, replies };
}

/** Versions as a policy names them; of one that has a word which is not known, none: a part would read as the whole. */
export function versionsOf(protocols: readonly string[]): Pick<Allowed, 'versions'> {
  const known = new Map<string, Version>(Object.entries(VERSIONS));
  if (protocols.length === 0 || protocols.some((protocol) => !known.has(protocol))) return {};
  return { versions: [...known].filter(([name]) => protocols.includes(name)).map(([, version]) => version) };
}
