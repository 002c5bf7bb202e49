import { type Look, type Seen, transportEncryption } from 'claimcheck/plugin';
import { elbItems, elbSubject } from './elb-listing.ts';
import { clientCertificate, type Listener, plainFacts, Rule, turnsAwayByDefault } from './listener-facts.ts';
import type { AwsSession } from './session.ts';
import type { Allowed } from './ssl-policies.ts';

/** The predefined policies of TLS, asked for where a listener has one. */
export type Policies = () => Promise<Seen<ReadonlyMap<string, Allowed>>>;

/** What one listener's own settings say, and what was read for it beside the listing. */
export async function factsOf(look: Look<AwsSession>, listener: Listener, policies: Policies) {
  const about = { kinds: [transportEncryption], subject: elbSubject(look, 'listener', listener.ListenerArn) };
  if (listener.Protocol === 'HTTPS' || listener.Protocol === 'TLS') {
    const all = await look.attempt({ ...about, fields: ['minimumVersion', 'versions', 'suites'] }, policies);
    return {
      data: { listener: 'tls', required: true, ...clientCertificate(listener), ...allowedBy(listener, all?.data) } as const,
      from: all,
    };
  }
  if (listener.Protocol !== 'HTTP') return { data: {}, from: undefined };
  if (!turnsAwayByDefault(listener)) return { data: plainFacts([{ Actions: listener.DefaultActions }]), from: undefined };
  const rules = await look.attempt({ ...about, fields: ['required', 'listener'] }, () => rulesOf(look, listener));
  return { data: rules === undefined ? {} : plainFacts([{ Actions: listener.DefaultActions }, ...rules.data]), from: rules };
}

function allowedBy({ SslPolicy: policy }: Listener, policies: ReadonlyMap<string, Allowed> | undefined) {
  const allowed = policy === undefined ? undefined : policies?.get(policy);
  const { versions = [], suites } = allowed ?? {};
  const [minimumVersion] = versions;
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(minimumVersion === undefined ? {} : { minimumVersion, versions: [...versions] }),
    ...(suites === undefined ? {} : { suites: [...suites] }),
  };
}

async function rulesOf(look: Look<AwsSession>, { ListenerArn }: Listener): Promise<Seen<readonly Rule[]>> {
  const listing = elbItems(look, {
    action: 'DescribeRules',
    input: { ListenerArn },
    ask: (elb, asked) => elb.describeRules(asked),
    items: 'Rules',
    shape: Rule,
    id: 'RuleArn',
    type: 'rule',
  });
  const pages: { readonly page: Seen<unknown>; readonly items: readonly Rule[] }[] = [];
  for await (const page of listing) pages.push(page);
  return { data: pages.flatMap(({ items }) => items), replies: pages.flatMap(({ page }) => page.replies) };
}
