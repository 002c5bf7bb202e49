import { defineCollector, detection } from 'claimcheck/plugin';
import { z } from 'zod';
import { homeRegion } from './partitions.ts';
import { aws } from './source.ts';

const State = z.object({ SubscriptionState: z.enum(['ACTIVE', 'INACTIVE']) });
const kinds = [detection];

/**
 * Protection against denial of service: Standard, which every account has and nobody can switch off (AWS WAF Developer Guide, "AWS Shield Standard
 * overview"), and whether the account has subscribed to Advanced. Recipe A-DET.
 */
export const shield = defineCollector({
  id: 'aws.shield',
  version: 1,
  source: aws,
  per: 'target',
  kinds,
  services: ['shield'],
  calls: { 'shield:GetSubscriptionState': ['shield:GetSubscriptionState'] },

  collect: async (look) => {
    const client = await look.session.client('shield', homeRegion(look.session.partition));
    const subject = (tier: string) => ({
      id: `${look.account}/shield-${tier}`,
      service: 'shield',
      type: 'account-setting',
      account: look.account,
    });
    const subscription = await look.attempt({ kinds, subject: subject('advanced') }, () =>
      look.call('shield:GetSubscriptionState', {}, (input) => client.getSubscriptionState(input), State),
    );
    const all = { watches: 'denial-of-service', blocks: true } as const;
    look.observe(detection, subject('standard'), { ...all, active: true, tier: 'standard' }, [subscription], 'provider');
    if (subscription === undefined) return;
    const active = subscription.data.SubscriptionState === 'ACTIVE';
    look.observe(detection, subject('advanced'), { ...all, active, tier: 'advanced' }, [subscription]);
  },
});
