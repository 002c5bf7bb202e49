/** A report for the screen of `claimcheck tls`, good in everything. */
import type { ReportView } from '../../../reports/tls/view.ts';

export const look = { columns: 80, color: false, worth: () => ({ strength: 'strong', bits: 128 }) } as const;

export const leaf = {
  subject: 'CN=www.example.com',
  issuer: 'CN=Example Root',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2026-12-31T23:59:59Z',
  keyType: 'RSA',
  keyBits: 2048,
  signatureAlgorithm: 'sha256WithRSAEncryption',
  names: ['www.example.com'],
} as const;

export const goodReport: ReportView = {
  endpoint: 'www.example.com:443',
  address: '192.0.2.7',
  startedAt: '2026-11-25T12:00:00Z',
  seconds: 1.2,
  connections: 64,
  throttled: false,
  serverName: 'www.example.com',
  asked: ['versions', 'suites', 'groups'],
  unclear: [],
  protocols: {
    SSLv3: { status: 'refused', because: 'alert', alert: 40 },
    'TLSv1.1': { status: 'refused', because: 'other-version' },
    'TLSv1.2': { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'], serverPreference: true },
    'TLSv1.3': { status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256'], serverPreference: false },
  },
  groups: [{ group: 'x25519', protocol: 'TLSv1.3', authentication: 'any' }],
  postQuantum: 'not-offered',
  dhStatus: 'not-offered',
  features: { compression: 'not-offered', 'early-data': 'offered', heartbeat: 'inconclusive' },
  clientCertificate: 'requested',
  clientCertificateRequired: true,
  certificate: {
    judgedAt: '2026-11-25T12:00:00Z',
    roots: 'bundled-roots',
    chain: [leaf],
    trusted: true,
    inDate: true,
    nameMatches: true,
    chainComplete: true,
    weaknesses: [],
  },
  hsts: { status: 'valid', maxAgeSeconds: 31_536_000 },
  http: { plainText: 'redirects-to-tls', unseen: [] },
  simulations: [{ client: 'Chrome 131', status: 'connected', protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256', group: 'x25519' }],
  grade: 'A+',
  gradeTrustIgnored: 'A+',
  gradeReasons: [],
  rating: {
    guide: 'SSL Labs Server Rating Guide 2009r',
    scores: { protocol: { score: 100 }, keyExchange: { score: 90 }, cipherStrength: { score: 90 }, total: 93 },
    unseen: [],
    notChecked: [],
    assumed: [],
  },
};
