import { defineCollector, type Look, type Seen, transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import { elbItems, elbSubject } from './elb-listing.ts';
import { EXPOSURES, Listener } from './listener-facts.ts';
import { factsOf, type Policies } from './listener-settings.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';
import { sslPolicies } from './ssl-policies.ts';

const LoadBalancer = z.object({ LoadBalancerArn: z.string().startsWith('arn:'), Scheme: z.string().optional(), Type: z.string() });
const kinds = [transportEncryption];

/**
 * Listeners of application and network load balancers: whether they let plain text in, and under a policy of TLS, which versions and suites. Recipe A-ELB.
 * What a listener of TCP or UDP passes on may well be TLS, and is not seen here.
 */
export const elbListeners = defineCollector({
  id: 'aws.elb-listeners',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['elb'],
  calls: {
    'elasticloadbalancing:DescribeLoadBalancers': ['elasticloadbalancing:DescribeLoadBalancers'],
    'elasticloadbalancing:DescribeListeners': ['elasticloadbalancing:DescribeListeners'],
    'elasticloadbalancing:DescribeSSLPolicies': ['elasticloadbalancing:DescribeSSLPolicies'],
    'elasticloadbalancing:DescribeRules': ['elasticloadbalancing:DescribeRules'],
  },

  collect: async (look) => {
    let known: ReturnType<Policies> | undefined;
    const policies: Policies = () => {
      known ??= sslPolicies(look);
      return known;
    };
    const listing = elbItems(look, {
      action: 'DescribeLoadBalancers',
      input: {},
      ask: (elb, asked) => elb.describeLoadBalancers(asked),
      items: 'LoadBalancers',
      shape: LoadBalancer,
      id: 'LoadBalancerArn',
      type: 'load-balancer',
    });
    for await (const { page, items } of listing) {
      await look.each(
        items.filter(({ Type }) => Type !== 'gateway'), // between networks: no client connects to it
        () => ({ kinds }), // the names of its listeners are not known
        async (balancer, inner) => lookAt(inner, balancer, page, policies),
      );
    }
  },
});

async function lookAt(
  look: Look<AwsSession>,
  { LoadBalancerArn, Scheme }: z.infer<typeof LoadBalancer>,
  from: Seen<unknown>,
  policies: Policies,
) {
  const exposure = EXPOSURES[Scheme ?? ''];
  const listing = elbItems(look, {
    action: 'DescribeListeners',
    input: { LoadBalancerArn },
    ask: (elb, asked) => elb.describeListeners(asked),
    items: 'Listeners',
    shape: Listener,
    id: 'ListenerArn',
    type: 'listener',
  });
  for await (const { page, items } of listing) {
    for (const listener of items) {
      const facts = await factsOf(look, listener, policies);
      const data = { ...facts.data, ...(exposure === undefined ? {} : { exposure }) };
      look.observe(transportEncryption, elbSubject(look, 'listener', listener.ListenerArn), data, [from, page, facts.from]);
    }
  }
}
