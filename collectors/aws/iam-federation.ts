import { defineCollector, mfa } from 'claimcheck/plugin';
import { z } from 'zod';
import { iamOf } from './iam-people.ts';
import { aws } from './source.ts';

const Providers = z.object({ SAMLProviderList: z.array(z.object({ Arn: z.string().min(1) })).default([]) });

/**
 * The doors through which people of another directory come in: an identity provider of SAML, which IAM Identity Center sets up too. Who stands behind one,
 * and with which second factor, only that directory could tell. Recipe A-IAM-MFA. Providers of OpenID Connect let in workloads, and are not told of.
 */
export const iamFederation = defineCollector({
  id: 'aws.iam-federation',
  version: 1,
  source: aws,
  per: 'target',
  kinds: [mfa],
  services: ['iam'],
  calls: { 'iam:ListSAMLProviders': ['iam:ListSAMLProviders'] },

  collect: async (look) => {
    const iam = await iamOf(look);
    const seen = await look.call('iam:ListSAMLProviders', {}, (input) => iam.listSAMLProviders(input), Providers);
    for (const { Arn: id } of seen.data.SAMLProviderList) {
      const subject = { id, service: 'iam', type: 'saml-provider', account: look.account, name: id.split('/').at(-1) };
      look.observe(mfa, subject, { identity: 'guest', active: true, password: false, elsewhere: true }, [seen]);
    }
  },
});
