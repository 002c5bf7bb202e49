import { z } from 'zod';
import { defineKind, instant } from './kind.ts';

const present = (what: string) => z.boolean().optional().describe(`Whether ${what} is sent.`);

/** Sources: facts/proof-recipes L-HTTP, and security.txt (RFC 9116), HSTS (RFC 6797). */
export const httpSecurity = defineKind({
  id: 'http-security',
  means: 'How one web endpoint answers in plain text and over TLS: redirect, HSTS, headers, cookies, security.txt.',
  data: z.strictObject({
    plainText: z
      .enum(['refused', 'redirects-to-tls', 'serves', 'inconclusive'])
      .optional()
      .describe(
        'What answers without TLS: nothing, a redirect to https (`redirectsAway`: of another host), or content. Absent: not asked.',
      ),
    redirectsAway: z.boolean().optional().describe('Whether the first redirect leaves the host that was asked.'),
    hsts: z
      .strictObject({
        status: z
          .enum(['valid', 'invalid', 'absent'])
          .describe('invalid: a header that RFC 6797 makes clients ignore. Only one over TLS counts.'),
        maxAgeSeconds: z.int().nonnegative().optional().describe('Seconds for which clients remember it; 0 switches it off.'),
        includeSubDomains: z.boolean().optional().describe('Whether it covers subdomains.'),
        preload: z.boolean().optional().describe('Whether it asks to be preloaded.'),
      })
      .optional()
      .describe('Strict-Transport-Security.'),
    contentSecurityPolicy: present('Content-Security-Policy'),
    frameProtection: present('X-Frame-Options, or frame-ancestors in the content security policy,'),
    noSniff: present('X-Content-Type-Options: nosniff'),
    referrerPolicy: present('Referrer-Policy'),
    permissionsPolicy: present('Permissions-Policy'),
    cookies: z
      .array(
        z.strictObject({
          secure: z.boolean().describe('Only sent over TLS.'),
          httpOnly: z.boolean().describe('Hidden from scripts.'),
          sameSite: z.enum(['strict', 'lax', 'none', 'unset']).describe('When it is sent from other sites.'),
        }),
      )
      .optional()
      .describe('Every cookie set on the way; their names and values are not kept.'),
    securityText: z
      .strictObject({
        present: z.boolean().describe('Whether /.well-known/security.txt is there, over TLS, or /security.txt.'),
        legacy: z.boolean().optional().describe('Whether it is at /security.txt alone.'),
        contacts: z.int().nonnegative().optional().describe('Number of Contact fields.'),
        expiresAt: instant.optional().describe('Its Expires field.'),
        signed: z.boolean().optional().describe('Whether it carries an OpenPGP signature; it is not verified.'),
      })
      .optional()
      .describe('security.txt.'),
    status: z.int().min(100).max(599).optional().describe('HTTP status of the last answer.'),
  }),
  examples: {
    // GET http:// and https://: status, Location, Strict-Transport-Security, Content-Security-Policy, Set-Cookie; GET /.well-
    // known/security.txt
    live: {
      plainText: 'redirects-to-tls',
      redirectsAway: false,
      hsts: { status: 'valid', maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: false },
      contentSecurityPolicy: true,
      noSniff: true,
      cookies: [{ secure: true, httpOnly: true, sameSite: 'lax' }],
      securityText: { present: true, contacts: 1, expiresAt: '2026-12-31T00:00:00Z' },
      status: 200,
    },
  },
});
