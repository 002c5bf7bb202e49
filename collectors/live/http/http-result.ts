/** How one web endpoint answers, without TLS and with it. Header values, cookies' names and contents are not kept. */
import { z } from 'zod';

const instant = z.iso.datetime();

export const hsts = z.strictObject({
  status: z.enum(['valid', 'invalid', 'absent']).describe('invalid: a field that RFC 6797 makes clients ignore.'),
  because: z
    .enum(['syntax', 'no-max-age', 'bad-max-age', 'repeated-directive', 'value-not-allowed'])
    .optional()
    .describe('Why it is invalid.'),
  maxAgeSeconds: z.int().nonnegative().optional().describe('0 switches it off.'),
  includeSubDomains: z.boolean().optional(),
  preload: z.boolean().optional(),
  fields: z.int().nonnegative().describe('How many such fields came; the first one counts (RFC 6797 §8.1).'),
});

export const securityHeaders = z.strictObject({
  contentSecurityPolicy: z.boolean(),
  frameProtection: z.boolean().describe('X-Frame-Options deny or sameorigin, or frame-ancestors in an enforced policy.'),
  noSniff: z.boolean(),
  referrerPolicy: z.boolean(),
  permissionsPolicy: z.boolean(),
});

export const cookie = z.strictObject({
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.enum(['strict', 'lax', 'none', 'unset']),
  prefix: z.enum(['__Host-', '__Secure-']).optional().describe('And what it promises is kept. Absent: no prefix, or not kept.'),
});

export const securityText = z.strictObject({
  present: z.boolean().describe('A text at /.well-known/security.txt, over TLS, with a Contact field; else one at /security.txt.'),
  legacy: z.boolean().optional().describe('Whether it is at /security.txt alone, where it was before RFC 9116. Absent: it is not.'),
  contacts: z.int().nonnegative().optional(),
  expiresAt: instant.optional().describe('Its Expires field. Absent: none that can be read.'),
  expired: z.boolean().optional().describe('At the time of the look.'),
  signed: z.boolean().optional().describe('Whether it is in an OpenPGP cleartext signature; it is not verified.'),
  faults: z
    .array(
      z.enum([
        'not-plain-text',
        'no-contact',
        'bad-contact',
        'no-expires',
        'bad-expires',
        'repeated-expires',
        'repeated-languages',
        'bad-line',
        'too-large',
      ]),
    )
    .optional()
    .describe('Where it is not as RFC 9116 asks.'),
});

const hop = z.strictObject({
  origin: z.string().describe('"http://example.com:80": no path, no query.'),
  status: z.int().min(100).max(599),
});

export const httpResult = z.strictObject({
  address: z.string().optional().describe('The IP address that was asked for the host itself.'),
  plainText: z
    .enum(['refused', 'redirects-to-tls', 'serves', 'inconclusive'])
    .optional()
    .describe(
      'Port 80. refused: the connection was. redirects-to-tls: the first redirect is to https of the same host. Absent: not asked.',
    ),
  redirectsAway: z.boolean().optional().describe('Whether the first redirect over plain text leaves the host.'),
  plainHops: z.array(hop).optional().describe('The answers without TLS.'),
  hops: z.array(hop).optional().describe('From https to where it ends. Absent: no answer.'),
  status: z.int().min(100).max(599).optional().describe('Of the last answer over https.'),
  tlsTrusted: z
    .boolean()
    .optional()
    .describe('Whether our OpenSSL trusted the connection of the first answer: clients ignore HSTS otherwise.'),
  hsts: hsts.optional().describe('Of the first answer over https. Absent: there was none.'),
  headers: securityHeaders.optional().describe('Of the last answer over https on the same host.'),
  cookies: z.array(cookie).optional().describe('Every cookie set on the way over https.'),
  securityText: securityText.optional().describe('Absent: not asked, or no answer.'),
  unseen: z
    .array(z.strictObject({ what: z.enum(['plain-text', 'https', 'security-text']), code: z.string() }))
    .describe('What did not answer, and why: a code of Node, of OpenSSL, or "too-many-redirects", "denied-address", "denied-host".'),
});

/** What a link to evidence leads to. */
export const evidenceLink = z.strictObject({
  url: z.url(),
  address: z.string().optional().describe('The IP address that answered last.'),
  status: z.int().min(100).max(599).optional().describe('Absent: no answer, `code` says why.'),
  hops: z.array(hop).optional(),
  type: z.string().optional().describe('Media type, without parameters.'),
  bytes: z.int().nonnegative().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('Of the whole body, as it is decoded.'),
  lastModified: instant.optional(),
  changed: z.boolean().optional().describe('Whether the digest is another than the one that was given. Absent: none was.'),
  code: z.string().optional(),
});

export type Hsts = z.infer<typeof hsts>;
export type SecurityHeaders = z.infer<typeof securityHeaders>;
export type Cookie = z.infer<typeof cookie>;
export type SecurityText = z.infer<typeof securityText>;
export type HttpResult = z.infer<typeof httpResult>;
export type EvidenceLink = z.infer<typeof evidenceLink>;
export type Hop = z.infer<typeof hop>;
