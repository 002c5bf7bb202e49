import type { ListCertificatesCommandInput } from '@aws-sdk/client-acm';
import { credentialRotation } from 'claimcheck/plugin';
import { z } from 'zod';
import { present } from './kms-key-facts.ts';
import { describedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';
import { eachOf } from './things.ts';

const instant = z.date().optional();
const Certificate = z.object({
  CertificateArn: z.string().startsWith('arn:'),
  NotBefore: instant,
  NotAfter: instant,
  Type: z.string().optional(),
  Options: z.object({ Export: z.string().optional() }).optional(),
  InUseBy: z.array(z.string()).optional(),
  RenewalEligibility: z.string().optional(),
  RenewalSummary: z.object({ RenewalStatus: z.string() }).optional(),
  DomainValidationOptions: z.array(z.object({ ValidationMethod: z.string().optional() })).optional(),
});
type Certificate = z.infer<typeof Certificate>;
const Answer = z.object({ Certificate });

/** Asked for by name, all of them: left out, only short RSA keys are listed (ACM API Reference, Filters). */
const KEYS = ['RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'] as const;
const ORIGINS = ['AWS_MANAGED', 'CUSTOMER_PROVIDED', 'ACME'] as const;
const DESCRIBE = 'acm:DescribeCertificate';

const certificates = describedBy({
  services: ['acm'],
  call: 'acm:ListCertificates',
  open: async (look) => {
    const acm = await look.session.client('acm');
    const all = { Includes: { keyTypes: [...KEYS] }, CertificateKeyPairOrigins: [...ORIGINS], MaxItems: 1000 };
    const input: ListCertificatesCommandInput = all;
    const onward = (NextToken: string) => ({ NextToken });
    return { input, ask: (asked) => acm.listCertificates(asked), items: 'CertificateSummaryList', token: 'NextToken', onward };
  },
  shape: z.object({ CertificateArn: z.string().startsWith('arn:') }),
  id: 'CertificateArn',
  nameOf: ({ CertificateArn }) => CertificateArn,
  subject: (look, id) => arnSubject(look, { id, service: 'acm', type: 'certificate' }),
  describing: DESCRIBE,
  describe: async (look, { CertificateArn }) => {
    const acm = await look.session.client('acm');
    const { data, replies } = await look.call(DESCRIBE, { CertificateArn }, (asked) => acm.describeCertificate(asked), Answer);
    return { data: data.Certificate, replies };
  },
});

/**
 * Certificates that Certificate Manager holds, for load balancers and whatever else uses them: until when they are valid, and whether they are renewed by
 * themselves. Recipe A-ELB. Those that were uploaded to IAM are aws.iam-server-certificates'.
 */
export const acmCertificates = eachOf({
  id: 'aws.acm-certificates',
  kind: credentialRotation,
  sort: certificates,
  answers: { [credentialRotation.id]: ['expiresAt'] },
  open:
    () =>
    ({ data }) => ({
      data: {
        credential: 'certificate' as const,
        ...present({ active: isUsed(data), valueSince: data.NotBefore?.toISOString(), expiresAt: data.NotAfter?.toISOString() }),
        ...present({ rotationEnabled: renewsItself(data), failing: FAILING.includes(data.RenewalSummary?.RenewalStatus ?? '') }),
      },
    }),
});

/** Until a renewal begins there is no summary of it. One that waits for validation waits for the customer. */
const FAILING: readonly string[] = ['FAILED', 'PENDING_VALIDATION'];

/** What can be taken out may be used where nobody sees it; the key of any other never leaves the service. */
function isUsed({ InUseBy, Options, Type }: Certificate): boolean | undefined {
  if (InUseBy === undefined || InUseBy.length > 0) return InUseBy && true;
  return Options?.Export === 'ENABLED' || Type === 'PRIVATE' ? undefined : false;
}

/** Where names are validated by mail, each renewal waits for somebody to answer one (ACM User Guide, "Renewal for domains validated by email"). */
function renewsItself({ RenewalEligibility: eligible, DomainValidationOptions = [] }: Certificate): boolean | undefined {
  if (eligible !== 'ELIGIBLE') return eligible === 'INELIGIBLE' ? false : undefined;
  return !DomainValidationOptions.some(({ ValidationMethod }) => ValidationMethod === 'EMAIL');
}
