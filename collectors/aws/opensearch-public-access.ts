import { type Look, publicAccess } from 'claimcheck/plugin';
import { present } from './kms-key-facts.ts';
import { letsEverybodyIn } from './open-policy.ts';
import { Policy } from './s3-policy.ts';
import { type SearchDomain, searchDomains } from './search-domains.ts';
import type { AwsSession } from './session.ts';
import { eachOf } from './things.ts';

/**
 * Whether everybody may ask a search domain. One inside a network of the customer's has no public address; of the others the access policy decides, and
 * with fine-grained access control a sign-in beside it, so that an open policy then says nothing.
 */
export const opensearchPublicAccess = eachOf({
  id: 'aws.opensearch-public-access',
  kind: publicAccess,
  sort: searchDomains,
  open:
    () =>
    ({ data }, look) => {
      const network = data.VPCOptions?.VPCId === undefined ? 'anyone' : 'private';
      return { data: { about: 'thing', sharingBlocked: 'none', ...present({ public: isPublic(data, look), network } as const) } } as const;
    },
});

function isPublic(
  { VPCOptions: vpc, AccessPolicies: policy, AdvancedSecurityOptions: advanced }: SearchDomain,
  look: Look<AwsSession>,
): boolean | undefined {
  if (vpc?.VPCId !== undefined) return false;
  // Without a policy nobody gets in (OpenSearch Service Developer Guide, "Identity and Access Management").
  const open = policy === undefined || policy === '' ? false : letsEverybodyIn(look.read(Policy, policy));
  return open === true && advanced?.Enabled !== false ? undefined : open;
}
