import { z } from 'zod';
import { distrust } from './certificate.ts';
import { constant, defineKind, instant } from './kind.ts';
import { tlsVersions } from './tls-versions.ts';

export { type TlsVersion, tlsVersions } from './tls-versions.ts';

const suite = constant.describe('IANA name: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".');
const group = constant.describe('IANA name: "x25519", "secp256r1", "X25519MLKEM768", "ffdhe2048".');
const offered = z.enum(['offered', 'not-offered', 'inconclusive']);

const protocol = z.strictObject({
  status: z
    .enum(['accepted', 'refused', 'inconclusive'])
    .describe(
      'accepted: a ServerHello of this version came. refused: a fatal alert 40, 47, 70, 71, 80 or 86, or an answer ' +
        'in another version. inconclusive: anything else, after a retry.',
    ),
  because: z
    .enum(['alert', 'other-version', 'closed', 'reset', 'timed-out', 'unexpected-answer', 'not-askable', 'throttled'])
    .optional()
    .describe(
      'What shows that it is refused (an alert, an answer in another version), or what kept us from knowing: the ' +
        'connection was closed, reset or silent, the answer made no sense or proves nothing, our client cannot ask, or ' +
        'the server had begun to refuse everybody.',
    ),
  alert: z.int().min(0).max(255).optional().describe('The alert description that came (RFC 8446 section 6), where one came.'),
  onlyThisVersion: z
    .boolean()
    .optional()
    .describe(
      'Of a version whose hellos were all closed, reset or met with silence. true: hellos of an accepted version, sent before, between ' +
        'and after, were all answered. false: they were not. It is a strong sign, and no refusal.',
    ),
  suites: z.array(suite).optional().describe('Every cipher suite accepted in this version, by IANA name. Absent: not enumerated.'),
  serverPreference: z.boolean().optional().describe("Whether the server's order of suites wins over the client's."),
});

/** Asked and answered features; a later prober fills in more of them. */
const feature = z.enum([
  'extended-master-secret',
  'encrypt-then-mac',
  'secure-renegotiation',
  'client-renegotiation',
  'compression',
  'session-tickets',
  'session-ids',
  'heartbeat',
  'early-data',
  'fallback-scsv',
  'downgrade-sentinel',
  'ocsp-staple',
  'alpn-h2',
  'alpn-http/1.1',
]);

const simulation = z.strictObject({
  client: constant.describe('"Chrome-131": the shape of its hello, not the program.'),
  status: z.enum(['connected', 'refused', 'inconclusive']).describe('connected: a ServerHello came; refused: an alert that refuses.'),
  protocol: z.enum(tlsVersions).optional().describe('The version that the server chose.'),
  suite: suite.optional(),
  group: group.optional(),
});

/** As far as guides to TLS ask for it: what else there is to say of one is the kind `certificate`. */
const shown = z.strictObject({
  keyType: constant.optional().describe('"RSA", "EC", "Ed25519". Absent: one that cannot be read.'),
  keyBits: z.int().positive().optional().describe("Size of the public key: the modulus of RSA and DSA, the curve's order otherwise."),
  curve: constant.optional().describe('Curve of an EC key: "prime256v1".'),
  signatureAlgorithm: constant.optional().describe('How its issuer signed it: "ecdsa-with-SHA384".'),
  signatureAlgorithms: z
    .array(constant)
    .optional()
    .describe('The same, and that of every certificate above it on the way to the root, which itself is left out.'),
  notBefore: instant.optional().describe('Start of validity.'),
  notAfter: instant.optional().describe('End of validity.'),
  trust: z
    .enum(['trusted', ...distrust])
    .optional()
    .describe('Whether a client trusts it, dates and name apart, or why not.'),
  nameMatches: z.boolean().optional().describe('Whether it is for the host that was asked for.'),
  chainComplete: z.boolean().optional().describe('Whether the server sends all that leads to a root. Absent: there is no telling.'),
});

/** Sources: facts/proof-recipes L-TLS, L-PG; facts/tls.md. Absent means not asked; a refused handshake is an answer, not a gap. */
export const tlsEndpoint = defineKind({
  id: 'tls-endpoint',
  means: 'What one address and port accepts and refuses in TLS handshakes.',
  data: z
    .strictObject({
      protocols: z
        .strictObject({
          SSLv2: protocol.optional().describe('SSL 2.0. Absent: not asked.'),
          SSLv3: protocol.optional().describe('SSL 3.0. Absent: not asked.'),
          'TLSv1.0': protocol.optional().describe('TLS 1.0. Absent: not asked.'),
          'TLSv1.1': protocol.optional().describe('TLS 1.1. Absent: not asked.'),
          'TLSv1.2': protocol.optional().describe('TLS 1.2. Absent: not asked.'),
          'TLSv1.3': protocol.optional().describe('TLS 1.3. Absent: not asked.'),
        })
        .optional()
        .describe('Each version, as asked for on its own.'),
      negotiated: z
        .strictObject({
          protocol: z.enum(tlsVersions).describe('The version chosen.'),
          suite,
          group: group.optional(),
        })
        .optional()
        .describe('What the server chose when it was offered everything that our client has.'),
      groups: z
        .array(
          z.strictObject({
            group,
            protocol: z
              .enum(['TLSv1.2', 'TLSv1.3'])
              .optional()
              .describe('Accepted in this version ("TLSv1.2": and below). Absent: in the negotiated one.'),
            authentication: z.enum(['rsa', 'ecdsa', 'any']).optional().describe('Accepted beside this sort of certificate key.'),
          }),
        )
        .optional()
        .describe('Every key-exchange group accepted. Absent: not enumerated.'),
      postQuantum: offered.optional().describe('Whether any hybrid or pure ML-KEM group is accepted.'),
      dhStatus: offered
        .optional()
        .describe(
          'Whether finite-field Diffie-Hellman suites (DHE, TLS 1.2 and below) are accepted. offered: `dh` lists every ' +
            'one of them; not-offered: all that exist were refused; inconclusive: some could not be asked.',
        ),
      dh: z
        .array(
          z.strictObject({
            suite,
            protocol: z.enum(tlsVersions).optional().describe('The version in which the size was read.'),
            bits: z.int().positive().optional().describe('Bits of the prime that the server sent. Absent: it could not be read.'),
            commonPrime: z.boolean().optional().describe('Whether many servers are known to share the prime.'),
          }),
        )
        .optional()
        .describe('DHE suites that are accepted, each with its own parameters: one server may use several sizes.'),
      signatureAlgorithms: z
        .array(constant.describe('IANA name: "ecdsa_secp256r1_sha256".'))
        .optional()
        .describe('Signature schemes that the server signs with. Absent: not enumerated.'),
      features: z
        .partialRecord(feature, offered)
        .optional()
        .describe('Extensions and behaviours, each asked on its own. A feature that is absent was not asked.'),
      simulations: z.array(simulation).optional().describe('What modern clients would get. Absent: not asked.'),
      certificates: z
        .array(shown)
        .optional()
        .describe('Every chain that was shown, one for each sort of key. Absent: not asked, or none was seen.'),
      hsts: z
        .strictObject({
          status: z.enum(['valid', 'invalid', 'absent']).describe('invalid: a header that RFC 6797 makes clients ignore.'),
          maxAgeSeconds: z.int().nonnegative().optional().describe('Seconds for which clients remember it; 0 switches it off.'),
        })
        .optional()
        .describe(
          'Strict-Transport-Security of the first answer over HTTPS at this address. Absent: nothing answered, or it was not asked.',
        ),
      clientCertificate: z
        .enum(['required', 'requested', 'not-requested', 'inconclusive'])
        .optional()
        .describe('Whether the server asks the client for a certificate.'),
      upgradedFrom: z
        .enum(['smtp', 'lmtp', 'imap', 'pop3', 'ftp', 'ldap', 'xmpp', 'postgres', 'mysql', 'sieve', 'nntp', 'irc', 'rdp'])
        .optional()
        .describe('The plain-text protocol that TLS was started from. Absent: TLS from the first byte.'),
      upgrade: offered.optional().describe('Whether that protocol offers the upgrade to TLS.'),
      serverNameSent: z.boolean().optional().describe('Whether the handshakes carried the server name extension.'),
      addressFamily: z
        .union([z.literal(4), z.literal(6)])
        .optional()
        .describe('IP version of the address.'),
      witnessesAgree: z.boolean().optional().describe('Whether two independent clients saw the same. Absent: there was one.'),
      connections: z.int().nonnegative().optional().describe('TCP connections made for this observation.'),
      throttled: z
        .boolean()
        .optional()
        .describe('The first good handshake failed when repeated at the end: what was refused meanwhile stands as inconclusive.'),
    })
    .refine(({ dhStatus, dh = [] }) => dhStatus !== 'not-offered' || dh.length === 0, {
      path: ['dh'],
      message: 'no DHE suite is offered, and yet some are listed',
    })
    .refine(({ upgradedFrom, hsts }) => upgradedFrom === undefined || hsts === undefined, {
      path: ['hsts'],
      message: 'what TLS is started from is no web server, and yet it sends HSTS',
    }),
  examples: {
    // node:tls TLSSocket: getProtocol(), getCipher().standardName, getEphemeralKeyInfo(); raw ServerHello and Alert records
    live: {
      protocols: {
        SSLv2: { status: 'refused', because: 'alert', alert: 70 },
        SSLv3: { status: 'refused', because: 'alert', alert: 40 },
        'TLSv1.0': { status: 'refused', because: 'alert', alert: 70 },
        'TLSv1.1': { status: 'refused', because: 'other-version' },
        'TLSv1.2': { status: 'accepted', suites: ['TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'], serverPreference: true },
        'TLSv1.3': { status: 'accepted', suites: ['TLS_AES_256_GCM_SHA384'] },
      },
      negotiated: { protocol: 'TLSv1.3', suite: 'TLS_AES_256_GCM_SHA384', group: 'x25519' },
      groups: [{ group: 'x25519', protocol: 'TLSv1.3', authentication: 'any' }],
      postQuantum: 'not-offered',
      dhStatus: 'offered',
      dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', protocol: 'TLSv1.2', bits: 2048 }],
      features: { compression: 'not-offered', 'secure-renegotiation': 'offered' },
      simulations: [{ client: 'Chrome-131', status: 'connected', protocol: 'TLSv1.3', suite: 'TLS_AES_256_GCM_SHA384', group: 'x25519' }],
      certificates: [
        {
          keyType: 'RSA',
          keyBits: 2048,
          signatureAlgorithm: 'sha256WithRSAEncryption',
          signatureAlgorithms: ['sha256WithRSAEncryption'],
          notBefore: '2026-01-05T00:00:00Z',
          notAfter: '2026-04-05T00:00:00Z',
          trust: 'trusted',
          nameMatches: true,
          chainComplete: true,
        },
      ],
      hsts: { status: 'valid', maxAgeSeconds: 63_072_000 },
      clientCertificate: 'not-requested',
      serverNameSent: true,
      addressFamily: 4,
      connections: 17,
    },
  },
});
