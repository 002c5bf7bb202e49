import type { ListServerCertificatesRequest } from '@aws-sdk/client-iam';
import { credentialRotation, defineCollector } from 'claimcheck/plugin';
import { z } from 'zod';
import { iamOf } from './iam-people.ts';
import { present } from './kms-key-facts.ts';
import { itemsOf } from './listing.ts';
import { aws } from './source.ts';
import { arnSubject } from './subjects.ts';

const instant = z.date().optional();
/** IAM API Reference, ServerCertificateMetadata. */
const Certificate = z.object({ Arn: z.string().startsWith('arn:'), UploadDate: instant, Expiration: instant });

/**
 * Certificates that somebody uploaded to IAM, for load balancers, CloudFront and others: until when they are valid. Recipe A-ELB. They are of other issuers,
 * and AWS renews none (IAM User Guide, "Manage server certificates in IAM"). Whether anything uses one is not told, so `active` is left out; nor how long its
 * key was in use elsewhere, so `valueSince` is.
 */
export const iamServerCertificates = defineCollector({
  id: 'aws.iam-server-certificates',
  version: 1,
  source: aws,
  per: 'target',
  kinds: [credentialRotation],
  answers: { [credentialRotation.id]: ['expiresAt'] },
  services: ['iam'],
  calls: { 'iam:ListServerCertificates': ['iam:ListServerCertificates'] },

  collect: async (look) => {
    const iam = await iamOf(look);
    const subject = (id: string) => arnSubject(look, { id, service: 'iam', type: 'server-certificate', name: id.split('/').at(-1) });
    const input: ListServerCertificatesRequest = { MaxItems: 1000 };
    const listing = itemsOf(look, {
      call: 'iam:ListServerCertificates',
      input,
      ask: (asked) => iam.listServerCertificates(asked),
      items: 'ServerCertificateMetadataList',
      token: 'Marker',
      cut: 'IsTruncated',
      onward: (Marker) => ({ Marker }),
      shape: Certificate,
      id: 'Arn',
      subject,
      about: {},
    });
    for await (const { page, items } of listing) {
      for (const { Arn, UploadDate, Expiration } of items) {
        const dates = present({ createdAt: UploadDate?.toISOString(), expiresAt: Expiration?.toISOString() });
        look.observe(credentialRotation, subject(Arn), { credential: 'certificate', rotationEnabled: false, ...dates }, [page]);
      }
    }
  },
});
