import { tlsVersions } from 'claimcheck/plugin';
import { z } from 'zod';

/** IANA's name; where the registry has none, "0x5600": the code point. */
const name = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const suite = name.describe('Cipher suite, IANA name: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".');
const group = name.describe('Key-exchange group, IANA name: "x25519", "X25519MLKEM768", "ffdhe2048".');
const scheme = name.describe('Signature scheme, IANA name: "rsa_pss_rsae_sha256". Of TLS 1.2 in the same form: "rsa_pkcs1_sha512".');
const version = z.enum(tlsVersions);
const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const der = z.base64().describe('DER, in base64.');

/** What kept us from knowing. `throttled`: the first good hello failed when it was repeated at the end. */
export const unclearBecause = z.enum(['closed', 'reset', 'timed-out', 'unexpected-answer', 'not-askable', 'throttled']);
/** Seen, shown not to be there, or neither. */
export const offered = z.enum(['offered', 'not-offered', 'inconclusive']);

const protocol = z.strictObject({
  status: z
    .enum(['accepted', 'refused', 'inconclusive'])
    .describe(
      'accepted: a ServerHello of this version came, with a suite that was offered. refused: a fatal alert 40, 47, 70, 71, 80 or 86, ' +
        'or an answer in a lower version. inconclusive: anything else, after a retry with a smaller hello.',
    ),
  because: z
    .enum(['alert', 'other-version', ...unclearBecause.options])
    .optional()
    .describe('What shows the refusal, or what kept us from knowing. Absent: accepted.'),
  alert: z.int().min(0).max(255).optional().describe('The alert description that came, where one came (RFC 8446 section 6).'),
  onlyThisVersion: z
    .boolean()
    .optional()
    .describe(
      'Of a version whose hellos were all closed, reset or met with silence. true: hellos of an accepted version and of no smaller size, sent ' +
        'before, between and after, were all answered. false: they were not. It is a strong sign, and no refusal.',
    ),
  suites: z
    .array(suite)
    .optional()
    .describe('Every suite accepted, in the order of code points. Empty: none. Absent: not enumerated, or the version is not accepted.'),
  suitesUnclear: z.array(suite).optional().describe('Suites that were neither accepted nor refused. Absent: none; `suites` is then whole.'),
  serverPreference: z
    .boolean()
    .optional()
    .describe("Whether the server's order of suites wins over the client's. Absent: fewer than two suites, or not asked."),
});

const certificates = z.strictObject({
  protocol: version.describe('The version in which it was first seen.'),
  keyType: z.enum(['rsa', 'rsa-pss', 'ecdsa', 'eddsa', 'dsa', 'other']).describe("The leaf's key."),
  chain: z.array(der).min(1).max(32).describe('As the server sent it, leaf first.'),
  proved: z
    .boolean()
    .optional()
    .describe(
      'Whether the server signed the handshake with the key of the leaf (CertificateVerify of TLS 1.3, ServerKeyExchange below). Absent: it signed nothing.',
    ),
});

/** One connection. Its answer can be read again from it without the server. */
export const exchange = z.strictObject({
  probe: z.string().describe('What was asked: "TLSv1.2/suites/1/0". Unlike every other of the scan.'),
  sent: hex.describe('What we said: the ClientHello in its record, and after a HelloRetryRequest the second one.'),
  received: z
    .string()
    .regex(/^(?:[0-9a-f]{2}|\{\d+\})*$/)
    .describe('What the server said, up to what was needed. "{3}" stands for the fourth of `pieces`.'),
  ended: z
    .enum(['enough', 'closed', 'reset', 'timed-out', 'flood', 'not-connected', 'not-upgraded'])
    .describe(
      'enough: we had seen what we asked for, and closed; flood: it said more than any handshake needs; not-upgraded: no TLS was to be had there.',
    ),
  upgrade: hex.optional().describe('What was received before TLS was started (STARTTLS).'),
  code: z.string().max(40).optional().describe('Why there was no connection, or how it broke, as the system says it.'),
  secret: hex
    .optional()
    .describe(
      "TLS 1.3: the server's handshake traffic secret of this one connection, so that its certificate can be decrypted again. It carried no data.",
    ),
  applicationSecret: hex
    .optional()
    .describe(
      "TLS 1.3, where we finished the handshake: the server's application traffic secret of this one connection, so that its tickets and alerts " +
        'can be decrypted again. We sent no data.',
    ),
});

/** What one address and port does in TLS handshakes. Absent means not asked; nothing is defaulted. */
export const tlsResult = z.strictObject({
  host: z.string().describe('As given: a name or an address.'),
  port: z.int().min(1).max(65_535),
  address: z.string().describe('The IP address that was connected to.'),
  serverName: z.string().optional().describe('The server name extension that was sent (RFC 6066). Absent: none was.'),
  upgradedFrom: z.enum(['smtp', 'imap', 'pop3', 'postgres']).optional().describe('The protocol that TLS was started from. Absent: none.'),
  upgrade: offered.optional().describe('Whether that protocol offers TLS.'),
  asked: z
    .array(z.string())
    .describe('The parts of the scan: "versions", "suites", "groups", "preference", "signatures", "features", "chain", "clients".'),
  protocols: z.strictObject({
    SSLv2: protocol.optional(),
    SSLv3: protocol.optional(),
    'TLSv1.0': protocol.optional(),
    'TLSv1.1': protocol.optional(),
    'TLSv1.2': protocol.optional(),
    'TLSv1.3': protocol.optional(),
  }),
  groups: z
    .array(
      z.strictObject({
        group,
        protocol: z
          .enum(['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
          .describe('TLSv1.3, or the highest version below it that has elliptic curves.'),
        authentication: z
          .enum(['rsa', 'ecdsa', 'any'])
          .describe('Accepted with suites that authenticate so: one server may differ. any: TLS 1.3, and anonymous suites.'),
      }),
    )
    .optional()
    .describe('Every key-exchange group accepted. Absent: not enumerated.'),
  groupsUnclear: z.array(group).optional().describe('Groups that were somewhere neither accepted nor refused. Absent: none.'),
  postQuantum: offered.optional().describe('Whether any group with ML-KEM is accepted. not-offered: every one was refused.'),
  dhStatus: offered
    .optional()
    .describe(
      'Whether finite-field Diffie-Hellman suites of TLS 1.2 and below are accepted. offered: `dh` lists each; inconclusive: some are unclear.',
    ),
  dh: z
    .array(
      z.strictObject({
        suite,
        protocol: version,
        bits: z.int().positive().optional().describe('Bits of the prime. Absent: it could not be read.'),
        prime: name
          .optional()
          .describe('The name of a prime that many servers share: "RFC 2409 group 2" is "modp1024". Absent: none known.'),
      }),
    )
    .optional()
    .describe('Each such suite with its own prime: one server may use several sizes.'),
  signatureAlgorithms: z
    .array(z.strictObject({ scheme, protocol: z.enum(['TLSv1.2', 'TLSv1.3']) }))
    .optional()
    .describe('Schemes that the server signs handshakes with. Absent: not enumerated.'),
  signatureAlgorithmsUnclear: z.array(scheme).optional().describe('Absent: none.'),
  features: z
    .partialRecord(
      z.enum([
        'extended-master-secret',
        'encrypt-then-mac',
        'secure-renegotiation',
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
      ]),
      offered,
    )
    .optional()
    .describe('A feature that is absent was not asked, or cannot be asked: fallback-scsv of a server with one version.'),
  clientCertificate: z.enum(['requested', 'not-requested', 'inconclusive']).optional().describe('Whether a CertificateRequest came.'),
  clientCertificateRequired: z
    .boolean()
    .optional()
    .describe(
      'true: a handshake in which we showed none was turned away; false: it was finished. Absent: none was requested, or it was not seen.',
    ),
  certificates: z
    .array(certificates)
    .optional()
    .describe('Each chain that was seen, by key type. Absent: not asked, or none could be read.'),
  ocspStaple: der.optional().describe('The OCSP response that came with the first chain.'),
  negotiated: z
    .strictObject({ protocol: version, suite, group: group.optional() })
    .optional()
    .describe('What the server chose when everything was offered, strongest first.'),
  simulations: z
    .array(
      z.strictObject({
        client: z.string().describe('"Chrome 131": the shape of its hello, not the program.'),
        status: z.enum(['connected', 'refused', 'inconclusive']),
        protocol: version.optional(),
        suite: suite.optional(),
        group: group.optional(),
      }),
    )
    .optional()
    .describe('What modern clients would get.'),
  withoutServerName: z
    .strictObject({
      status: z.enum(['connected', 'refused', 'inconclusive']),
      sameCertificate: z.boolean().optional().describe('Whether it is a certificate that is also shown to who names the server.'),
    })
    .optional()
    .describe('What a client gets that sends no server name. Absent: not asked, or none was sent at all.'),
  connections: z.int().nonnegative().describe('TCP connections made.'),
  because: z
    .string()
    .optional()
    .describe('Why no connection was made, as the system says it: "ECONNREFUSED", "ETIMEDOUT". Absent: one was.'),
  plainHttp: z
    .literal(true)
    .optional()
    .describe('A hello was answered with the beginning of an HTTP response in the clear ("HTTP/1."). Absent: none was seen to be.'),
  throttled: z
    .boolean()
    .describe('The first good hello failed when repeated at the end: every refusal seen meanwhile stands as inconclusive.'),
  exchanges: z
    .array(exchange)
    .optional()
    .describe('Every conversation that something was read from, in order. `replay` reads all of the above from it.'),
  pieces: z.array(hex).optional().describe('Bytes that came more than once, as `exchanges` refers to them.'),
});

export type TlsResult = z.infer<typeof tlsResult>;
export type Exchange = z.infer<typeof exchange>;
export type Offered = z.infer<typeof offered>;
