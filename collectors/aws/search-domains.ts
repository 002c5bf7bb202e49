import { z } from 'zod';
import { describedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const enabled = z.object({ Enabled: z.boolean().optional() });
const Answer = z.object({
  DomainStatus: z.object({
    EncryptionAtRestOptions: enabled.extend({ KmsKeyId: z.string().min(1).optional() }).optional(),
    NodeToNodeEncryptionOptions: enabled.optional(),
    DomainEndpointOptions: z.object({ EnforceHTTPS: z.boolean().optional(), TLSSecurityPolicy: z.string().optional() }).optional(),
    VPCOptions: z.object({ VPCId: z.string().optional() }).optional(),
    AdvancedSecurityOptions: enabled.optional(),
    AccessPolicies: z.string().optional(),
  }),
});
export type SearchDomain = z.infer<typeof Answer>['DomainStatus'];

/** Domains of OpenSearch, and of Elasticsearch, each with its description. Serverless collections are another service's, and not looked at. */
export const searchDomains = describedBy({
  services: ['opensearch'],
  call: 'es:ListDomainNames',
  open: async (look) => {
    const opensearch = await look.session.client('es');
    const input: Record<never, never> = {};
    // It has no pages.
    return { input, ask: (asked) => opensearch.listDomainNames(asked), items: 'DomainNames', token: 'NextToken', onward: () => ({}) };
  },
  shape: z.object({ DomainName: z.string().min(1) }),
  id: 'DomainName',
  nameOf: ({ DomainName }) => DomainName,
  subject: (look, name) => {
    const id = `arn:${look.session.partition}:es:${look.region}:${look.account}:domain/${name}`;
    return arnSubject(look, { id, service: 'opensearch', type: 'domain', name });
  },
  describing: 'es:DescribeDomain',
  describe: async (look, { DomainName }) => {
    const opensearch = await look.session.client('es');
    const ask = (asked: { DomainName: string }) => opensearch.describeDomain(asked);
    const { data, replies } = await look.call('es:DescribeDomain', { DomainName }, ask, Answer);
    return { data: data.DomainStatus, replies };
  },
});
