import { defineCollector, transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import { ClassicListener, classicFacts, POLICIES } from './classic-listener-facts.ts';
import { EXPOSURES } from './listener-facts.ts';
import { itemsOf } from './listing.ts';
import { aws } from './source.ts';
import { arnSubject } from './subjects.ts';

const Balancer = z.object({
  LoadBalancerName: z.string().min(1),
  Scheme: z.string().optional(),
  ListenerDescriptions: z.array(ClassicListener),
});

const LIST = 'elasticloadbalancing:DescribeLoadBalancers';
const kinds = [transportEncryption];

/**
 * Listeners of classic load balancers. They cannot redirect: one of HTTP lets plain text in. What one of TCP passes on may well be TLS, and is not seen.
 * Each has a policy of its own, made of switches, which a predefined one only began. Recipe A-ELB.
 */
export const classicListeners = defineCollector({
  id: 'aws.classic-listeners',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['elb'],
  calls: { [LIST]: [LIST], [POLICIES]: [POLICIES] },

  collect: async (look) => {
    const client = await look.session.client('classicloadbalancing');
    const first: { PageSize: number; Marker?: string } = { PageSize: 400 };
    const named = (name: string, type: string, rest = '') => {
      const id = `arn:${look.session.partition}:elasticloadbalancing:${look.region}:${look.account}:loadbalancer/${name}${rest}`;
      return arnSubject(look, { id, service: 'elb', type });
    };
    const listing = itemsOf(look, {
      ...{ call: LIST, input: first, items: 'LoadBalancerDescriptions', token: 'NextMarker', shape: Balancer, id: 'LoadBalancerName' },
      ask: (asked) => client.describeLoadBalancers(asked),
      onward: (Marker) => ({ ...first, Marker }),
      subject: (name) => named(name, 'load-balancer'),
      about: { kinds },
    });
    for await (const { page, items } of listing) {
      const listeners = items.flatMap((balancer) => balancer.ListenerDescriptions.map((listener) => ({ balancer, listener })));
      const subjectOf = ({ balancer, listener }: (typeof listeners)[number]) =>
        named(balancer.LoadBalancerName, 'listener', `/${listener.Listener.LoadBalancerPort}`);
      await look.each(
        listeners,
        (one) => ({ kinds, subject: subjectOf(one) }),
        async (one, inner) => {
          const exposure = EXPOSURES[one.balancer.Scheme ?? ''];
          const { data, from } = await classicFacts(inner, one.balancer.LoadBalancerName, one.listener, subjectOf(one));
          inner.observe(transportEncryption, subjectOf(one), { ...data, ...(exposure === undefined ? {} : { exposure }) }, [page, from]);
        },
      );
    }
  },
});
