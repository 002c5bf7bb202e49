import { z } from 'zod';
import { constant, defineKind, instant, reference } from './kind.ts';

/** Why no client should trust a certificate. */
export const distrust = [
  'self-signed',
  'unknown-issuer',
  'incomplete-chain',
  'expired-chain',
  'revoked',
  'bad-signature',
  'bad-purpose',
  'weak',
  'not-proved',
  'other',
] as const;

/**
 * Sources: facts/proof-recipes L-TLS, A-RDS-TLS (CertificateDetails), A-ELB (Certificates). Names in it are the subject's own line,
 * never data.
 */
export const certificate = defineKind({
  id: 'certificate',
  means: 'The certificate that one endpoint shows, or that a provider holds for one: validity, strength, trust.',
  data: z.strictObject({
    notBefore: instant.optional().describe('Start of validity.'),
    notAfter: instant.optional().describe('End of validity.'),
    keyType: z.enum(['RSA', 'RSA-PSS', 'EC', 'DSA', 'Ed25519', 'Ed448', 'ML-DSA', 'SLH-DSA']).optional().describe('Sort of public key.'),
    keyBits: z.int().positive().optional().describe("Size of the public key: the modulus of RSA and DSA, the curve's order otherwise."),
    curve: constant.optional().describe('Curve of an EC key: "prime256v1", "secp384r1".'),
    signatureAlgorithm: constant
      .optional()
      .describe('How the issuer signed it, as OpenSSL names it: "sha256WithRSAEncryption", "ecdsa-with-SHA256".'),
    nameMatches: z
      .boolean()
      .optional()
      .describe('Whether it is valid for the host name that was asked for (RFC 6125). Absent: no name was asked for.'),
    wildcard: z.boolean().optional().describe('Whether the name matches through a wildcard.'),
    trusted: z.boolean().optional().describe('Whether the chain ends at a root that the client trusts. Dates and names are told apart.'),
    untrustedBecause: z
      .enum(distrust)
      .optional()
      .describe(
        'Why not. incomplete-chain: the server does not send the intermediates and the client fetches none; ' +
          'expired-chain: another certificate of the chain is out of date; not-proved: the server did not sign the handshake with its key.',
      ),
    trustedBy: z
      .enum(['bundled-roots', 'system-roots', 'given-ca'])
      .optional()
      .describe('Which roots were asked: Node’s own, the system’s, or those that the config names.'),
    chainComplete: z.boolean().optional().describe('Whether the server sends every intermediate certificate.'),
    chainLength: z.int().positive().optional().describe('Certificates that the server sent.'),
    selfSigned: z.boolean().optional().describe('Whether it is its own issuer.'),
    issuer: reference.optional().describe('The issuer.'),
    revocation: z
      .enum(['good', 'revoked', 'unknown'])
      .optional()
      .describe('What a verified OCSP answer or list says. Absent: none was seen.'),
    transparencyProofs: z.int().nonnegative().optional().describe('Signed certificate timestamps embedded in it.'),
    witnessesAgree: z
      .boolean()
      .optional()
      .describe('Whether two programs came to the same about the trust in it. Absent: there was one, or what it said cannot be compared.'),
    renewal: z.enum(['automatic', 'manual']).optional().describe('Whether the provider renews it by itself.'),
    inUse: z.boolean().optional().describe('Whether anything serves it.'),
  }),
  references: ['issuer'],
  examples: {
    // RDS DescribeDBInstances: CertificateDetails.ValidTill; ELBv2 DescribeListeners: Certificates[]
    aws: {
      notBefore: '2025-11-20T00:00:00Z',
      notAfter: '2026-12-20T23:59:59Z',
      keyType: 'RSA',
      keyBits: 2048,
      renewal: 'automatic',
      inUse: true,
    },
    // node:tls getPeerX509Certificate(): validFromDate, validToDate, publicKey.asymmetricKeyDetails, signatureAlgorithm, checkHost();
    // authorizationError
    live: {
      notBefore: '2026-01-05T00:00:00Z',
      notAfter: '2026-04-05T00:00:00Z',
      keyType: 'EC',
      keyBits: 256,
      curve: 'prime256v1',
      signatureAlgorithm: 'ecdsa-with-SHA384',
      nameMatches: true,
      trusted: true,
      trustedBy: 'bundled-roots',
      chainComplete: true,
      chainLength: 2,
      selfSigned: false,
      issuer: 's000002',
      transparencyProofs: 2,
      witnessesAgree: true,
    },
  },
});
