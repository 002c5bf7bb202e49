/** What one chain is worth to a client, and how that was found: all of it can be found again from the certificates, the roots and the time. */
import { z } from 'zod';

const instant = z.iso.datetime();
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of its DER, in hex.');

const shown = z.strictObject({
  sha256,
  subject: z.string().describe('One line: "CN=www.example.com, O=Example".'),
  issuer: z.string(),
  serialNumber: z.string().regex(/^[0-9A-F]+$/),
  notBefore: instant,
  notAfter: instant,
  keyType: z.string().optional().describe('"RSA", "EC", "Ed25519", "ML-DSA". Absent: one that our OpenSSL does not know.'),
  keyBits: z.int().positive().optional().describe("The modulus of RSA and DSA, the curve's order otherwise."),
  curve: z.string().optional().describe('As OpenSSL names it: "prime256v1".'),
  signatureAlgorithm: z.string().optional().describe('As OpenSSL names it: "ecdsa-with-SHA384".'),
  selfSigned: z.boolean(),
  names: z.array(z.string()).optional().describe('DNS names and IP addresses of the leaf (subjectAltName).'),
});

/** `other-certificate`: it is about another one. `stale`: its time is over, or it has none and is older than a day. */
const stapleFault = z.enum([
  'malformed',
  'not-successful',
  'other-certificate',
  'issuer-unknown',
  'wrong-responder',
  'bad-signature',
  'unsupported',
  'not-yet-valid',
  'stale',
]);

const staple = z.strictObject({
  says: z.enum(['good', 'revoked', 'unknown']).optional().describe('Of this certificate. Absent: it says nothing about it.'),
  verified: z.boolean().describe('Signed by the issuer or by a responder that it named, about this certificate, and fresh (RFC 6960).'),
  because: stapleFault.optional().describe('Why it is not verified.'),
  thisUpdate: instant.optional(),
  nextUpdate: instant.optional(),
  revokedAt: instant.optional(),
});

export const trustResult = z.strictObject({
  judgedAt: instant.describe('The time at which dates were compared.'),
  roots: z
    .enum(['bundled-roots', 'system-roots', 'given-ca'])
    .describe("Who was trusted: Node's own list, this system's, or a given file."),
  chain: z.array(shown).min(1).describe('As sent, leaf first; what comes behind a certificate that cannot be read is left out.'),
  path: z
    .array(z.strictObject({ sha256, subject: z.string(), from: z.enum(['server', 'roots']) }))
    .optional()
    .describe('The way to a root, leaf first. Absent: none was found.'),
  trusted: z.boolean().describe("Whether such a way exists whose every certificate holds. The leaf's dates and name are told apart."),
  untrustedBecause: z
    .enum(['self-signed', 'unknown-issuer', 'incomplete-chain', 'expired-chain', 'bad-signature', 'bad-purpose', 'weak', 'not-proved'])
    .optional()
    .describe(
      'incomplete-chain: the leaf came alone, and who issued it is not known; nothing fetches it. expired-chain: another certificate is out ' +
        'of date. weak: signed with MD5 or SHA-1. bad-purpose: one may not issue, or not for servers, or not for these names. ' +
        'not-proved: the server did not sign the handshake with the key of the leaf.',
    ),
  inDate: z.boolean().describe('The leaf, at `judgedAt`.'),
  nameMatches: z.boolean().optional().describe('RFC 9525: DNS names and addresses of subjectAltName alone. Absent: no name was given.'),
  wildcard: z.boolean().optional().describe('Whether it matches through a wildcard only.'),
  selfSigned: z.boolean(),
  chainComplete: z
    .boolean()
    .optional()
    .describe('Whether the server sends all that leads to a root. Absent: there is no telling without one.'),
  unneeded: z
    .int()
    .nonnegative()
    .optional()
    .describe('Certificates that came and are not on the way; a root that is trusted anyway is one. Absent: there is no way.'),
  weaknesses: z
    .array(
      z.strictObject({
        sha256,
        subject: z.string(),
        because: z.enum(['md2', 'md5', 'sha1', 'short-key']).describe('short-key: RSA or DSA below 2,048 bits, a curve below 224.'),
      }),
    )
    .describe('Of the certificates on the way, or as sent where there is none; the signature of a root counts for nothing.'),
  transparencyProofs: z
    .array(z.strictObject({ log: z.string().describe('The id of the log, in hex.'), at: instant }))
    .optional()
    .describe('Signed certificate timestamps embedded in the leaf (RFC 6962); listed, not verified. Absent: its list cannot be read.'),
  mustStaple: z.boolean().describe('Whether the leaf asks clients to insist on a staple (RFC 7633).'),
  staple: staple.optional().describe('The OCSP response that came with the chain. Absent: none came, or none was asked for.'),
});

/** The first CAA records on the way from a name to the root of the DNS (RFC 8659 §3). */
export const caaResult = z.strictObject({
  status: z.enum(['present', 'absent', 'unseen']).describe('unseen: some look-up on the way failed; absent: none of them has any.'),
  at: z.string().optional().describe('The name that has them.'),
  issuers: z.array(z.string()).optional().describe('Who may issue. Empty: nobody may. Absent: nothing limits it.'),
  wildcardIssuers: z.array(z.string()).optional().describe('Who may issue wildcards, where that is told apart.'),
  reports: z.boolean().optional().describe('Whether there is a contact for misissuance.'),
  code: z.string().optional().describe("The resolver's own word for what failed."),
});

export type TrustResult = z.infer<typeof trustResult>;
export type Staple = z.infer<typeof staple>;
export type CaaResult = z.infer<typeof caaResult>;
