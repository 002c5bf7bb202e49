import type { TlsResult } from '../../collectors/live/result.ts';
import type { Seen, SeenCertificate } from '../../src/guides/seen.ts';

const refused = { status: 'refused', because: 'alert', alert: 70 } as const;

export const goodTls: TlsResult = {
  host: 'www.example.com',
  port: 443,
  address: '127.0.0.1',
  asked: ['versions', 'suites', 'groups', 'features', 'chain'],
  protocols: {
    SSLv2: refused,
    SSLv3: refused,
    'TLSv1.0': refused,
    'TLSv1.1': refused,
    'TLSv1.2': { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'] },
    'TLSv1.3': { status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'] },
  },
  groups: [
    { group: 'x25519', protocol: 'TLSv1.3', authentication: 'any' },
    { group: 'secp256r1', protocol: 'TLSv1.2', authentication: 'rsa' },
  ],
  dhStatus: 'not-offered',
  features: { compression: 'not-offered', 'secure-renegotiation': 'offered' },
  simulations: [
    { client: 'Chrome 131', status: 'connected', protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256', group: 'x25519' },
    { client: 'Safari 18', status: 'connected', protocol: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
  ],
  connections: 30,
  throttled: false,
};

export const goodCertificate: SeenCertificate = {
  keyType: 'RSA',
  keyBits: 2048,
  signatureAlgorithms: ['sha256WithRSAEncryption'],
  trusted: true,
  inDate: true,
  nameMatches: true,
  chainComplete: true,
};

export const good: Seen = { tls: goodTls, certificates: [goodCertificate], hsts: { status: 'valid', maxAgeSeconds: 31_536_000 } };

export function withTls(change: Partial<TlsResult> | Partial<Seen['tls']>): Seen {
  return { ...good, tls: { ...goodTls, ...change } };
}

export function withVersion(version: keyof TlsResult['protocols'], seen: TlsResult['protocols']['TLSv1.2']): Seen {
  return withTls({ protocols: { ...goodTls.protocols, [version]: seen } });
}

/** More suites in a version that is accepted anyway, or is from now on. */
export function withSuites(version: keyof TlsResult['protocols'], ...suites: readonly string[]): Seen {
  return withVersion(version, { status: 'accepted', suites: [...(goodTls.protocols[version]?.suites ?? []), ...suites] });
}

export function withCertificate(change: Partial<SeenCertificate>): Seen {
  return { ...good, certificates: [{ ...goodCertificate, ...change }] };
}
