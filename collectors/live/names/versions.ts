import type { tlsVersions } from 'claimcheck/plugin';

export type TlsVersion = (typeof tlsVersions)[number];

/** Weakest first. */
export const versionNames = ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const satisfies readonly TlsVersion[];

/** Code points of the versions (RFC 8446 §4.2.1, Appendix D). */
export const versionCodes = {
  SSLv2: 0x0002,
  SSLv3: 0x0300,
  'TLSv1.0': 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
} as const satisfies Record<TlsVersion, number>;
