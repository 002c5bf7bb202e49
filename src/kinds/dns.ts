import { z } from 'zod';
import { constant, defineKind } from './kind.ts';

/** Sources: facts/proof-recipes L-DNS. Where an address belongs to a cloud is read from that cloud's own published ranges. */
export const dns = defineKind({
  id: 'dns',
  means: 'What the domain name system says about one name: signing, certificate authorities, mail, and whose addresses it resolves to.',
  data: z.strictObject({
    dnssec: z
      .enum(['signed', 'unsigned', 'broken'])
      .optional()
      .describe('signed: a chain from the root validates; broken: signatures are there and do not validate.'),
    caa: z
      .strictObject({
        present: z.boolean().describe('Whether the name, or a parent, has CAA records (RFC 8659).'),
        issuers: z.int().nonnegative().optional().describe('How many authorities may issue; 0: none may.'),
        wildcardIssuers: z.int().nonnegative().optional().describe('How many may issue wildcards, where that is told apart.'),
        reports: z.boolean().optional().describe('Whether a contact for misissuance is given.'),
      })
      .optional()
      .describe('Who may issue certificates.'),
    addresses: z
      .array(
        z.strictObject({
          family: z.union([z.literal(4), z.literal(6)]).describe('IP version.'),
          range: z.enum(['public', 'private', 'loopback', 'link-local', 'reserved']).describe('What sort of address it is.'),
          provider: constant
            .optional()
            .describe('The cloud whose published ranges hold it: "aws", "azure", "gcp", "cloudflare". Absent: none that we know.'),
          region: constant.optional().describe("The region that the cloud's list gives for the range."),
        }),
      )
      .optional()
      .describe('Every A and AAAA address; the addresses themselves are names, not data.'),
    mail: z
      .strictObject({
        exchangers: z.int().nonnegative().describe('Number of MX records.'),
        spf: z
          .enum(['absent', 'fail', 'soft-fail', 'neutral', 'pass', 'invalid'])
          .optional()
          .describe('What the SPF record says of senders it does not list.'),
        dmarc: z.enum(['absent', 'none', 'quarantine', 'reject', 'invalid']).optional().describe('The DMARC policy.'),
        senders: z
          .array(constant)
          .optional()
          .describe('Known mail services that the SPF record includes, by our own short word: "sendgrid".'),
        transportSecurity: z.enum(['absent', 'testing', 'enforce', 'invalid']).optional().describe('MTA-STS mode (RFC 8461).'),
      })
      .optional()
      .describe('Mail settings of the domain.'),
  }),
  examples: {
    // CAA, A, AAAA, MX, TXT, DNSKEY and DS answers; the clouds' published address ranges
    live: {
      dnssec: 'signed',
      caa: { present: true, issuers: 1, wildcardIssuers: 0, reports: true },
      addresses: [{ family: 4, range: 'public', provider: 'aws', region: 'eu-west-1' }],
      mail: { exchangers: 2, spf: 'fail', dmarc: 'reject', senders: ['sendgrid'] },
    },
  },
});
