import { transportEncryption } from 'claimcheck/plugin';
import { present } from './kms-key-facts.ts';
import { searchDomains } from './search-domains.ts';
import { eachOf } from './things.ts';

/** "Policy-Min-TLS-1-2-PFS-2023-10": the oldest version stands in the policy's name. */
const MINIMUM = /^Policy-Min-TLS-1-([0-3])(?!\d)/;
const VERSIONS = { 0: 'TLSv1.0', 1: 'TLSv1.1', 2: 'TLSv1.2', 3: 'TLSv1.3' } as const;

/** Whether search domains turn plain HTTP away, from which version of TLS on, and whether their nodes talk in TLS. */
export const opensearchTransport = eachOf({
  id: 'aws.opensearch-transport',
  kind: transportEncryption,
  sort: searchDomains,
  open:
    () =>
    ({ data: { DomainEndpointOptions: endpoint, NodeToNodeEncryptionOptions: nodes, VPCOptions: vpc } }) => {
      const minor = MINIMUM.exec(endpoint?.TLSSecurityPolicy ?? '')?.[1];
      const minimumVersion = Object.entries(VERSIONS).find(([one]) => one === minor)?.[1];
      const told = {
        required: endpoint?.EnforceHTTPS,
        policy: endpoint?.TLSSecurityPolicy,
        minimumVersion,
        betweenNodes: nodes?.Enabled,
        exposure: vpc?.VPCId === undefined ? 'internet' : 'private',
      } as const;
      return { data: present(told) };
    },
});
