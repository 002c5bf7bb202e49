import { z } from 'zod';
import { constant, defineKind, instant } from './kind.ts';

/** Sources: facts/proof-recipes A-DET, Z-LOG (alert rules), and what claims about DDoS protection and anomaly detection rest on. */
export const detection = defineKind({
  id: 'detection',
  means:
    'One service that watches for, or wards off, attacks: whether it is on, what it covers, whom it tells. Where there is none, the account (in that region) is observed with `active: false`.',
  data: z.strictObject({
    watches: z
      .enum([
        'threats',
        'denial-of-service',
        'web-requests',
        'posture',
        'vulnerabilities',
        'malware',
        'sensitive-data',
        'anomalies',
        'alarms',
      ])
      .describe('What it is for.'),
    active: z.boolean().optional().describe('Whether it is on.'),
    tier: constant.optional().describe('The provider\'s word for its level: "standard", "advanced", "Premium".'),
    features: z.array(constant).optional().describe("Switched-on parts of it, in the provider's words."),
    featuresOff: z.array(constant).optional().describe('Parts that exist and are off. Empty: all are on.'),
    covered: z.int().nonnegative().optional().describe('How many things it covers.'),
    coverable: z.int().nonnegative().optional().describe('How many things of that sort there are.'),
    blocks: z.boolean().optional().describe('Whether it also stops what it finds, and does not only count it.'),
    rules: z.int().nonnegative().optional().describe('Switched-on rules of detection or alarms.'),
    notifies: z.boolean().optional().describe('Whether anybody is told of what it finds.'),
    wholeOrganization: z.boolean().optional().describe('Whether it covers every account of the organisation.'),
    updatedAt: instant.optional().describe('When its settings last changed.'),
  }),
  examples: {
    // GuardDuty GetDetector: Status, Features[].{Name,Status}, UpdatedAt; Shield GetSubscriptionState: SubscriptionState; WAFv2 ListWebACLs
    aws: {
      watches: 'threats',
      active: true,
      features: ['CLOUD_TRAIL', 'DNS_LOGS'],
      featuresOff: ['EKS_AUDIT_LOGS'],
      updatedAt: '2025-10-01T12:00:00Z',
    },
    // Microsoft.Security pricings.list: pricingTier, subPlan; virtualNetworks: enableDdosProtection
    azure: { watches: 'denial-of-service', active: true, tier: 'Standard', covered: 3, coverable: 3 },
    // compute securityPolicies.list: type, rules, adaptiveProtectionConfig
    gcp: { watches: 'web-requests', active: true, rules: 12, blocks: true },
  },
});
