/**
 * Mozilla's Server Side TLS guidelines as data, read from github.com/mozilla/ssl-config-generator at 858f8f7 (3 May 2026),
 * src/static/guidelines/5.7.json and 5.8.json. Groups have their IANA names here. 6.0 is 5.8 without "old".
 */
import type { TlsVersion } from './seen.ts';

export const policies = ['mozilla-modern', 'mozilla-intermediate', 'mozilla-old'] as const;
export const editions = ['5.7', '5.8'] as const;
export type Policy = (typeof policies)[number];
export type Edition = (typeof editions)[number];

export interface Guideline {
  readonly policy: Policy;
  readonly version: Edition;
  readonly source: string;
  readonly versions: readonly TlsVersion[];
  readonly suites: readonly string[];
  readonly groups: readonly string[];
  /** Least bits of a Diffie-Hellman prime. Undefined: there are no such suites. */
  readonly dhBits: number | undefined;
  readonly certificateTypes: readonly ('RSA' | 'EC')[];
  readonly certificateCurves: readonly string[];
  readonly certificateSignatures: readonly string[];
  readonly rsaBits: number | undefined;
  /** Days from notBefore to notAfter. */
  readonly lifetimeDays: number;
  readonly hstsSeconds: number;
  readonly serverPreference: boolean;
}

/** The one that is meant where none is named. */
export const newest: Edition = '5.8';

const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const ECDHE_AEAD = suites('ECDHE_ECDSA ECDHE_RSA', 'AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256');
const DHE_AEAD = suites('DHE_RSA', 'AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256');
const OLD = [
  ...suites('ECDHE_ECDSA ECDHE_RSA', 'AES_128_CBC_SHA256 AES_128_CBC_SHA AES_256_CBC_SHA384 AES_256_CBC_SHA'),
  ...suites('RSA', 'AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CBC_SHA256 AES_256_CBC_SHA256 AES_128_CBC_SHA AES_256_CBC_SHA'),
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
];
const OLD_DHE = suites('DHE_RSA', 'AES_128_CBC_SHA256 AES_256_CBC_SHA256');
const CLASSIC = ['x25519', 'secp256r1', 'secp384r1'];
const ECDSA_SIGNATURES = ['ecdsa-with-SHA256', 'ecdsa-with-SHA384', 'ecdsa-with-SHA512'];
const TWO_YEARS = 63_072_000;

const shared = { certificateCurves: ['prime256v1', 'secp384r1'], hstsSeconds: TWO_YEARS };

const modern = {
  ...shared,
  policy: 'mozilla-modern',
  versions: ['TLSv1.3'],
  suites: TLS13,
  dhBits: undefined,
  certificateTypes: ['EC'],
  certificateSignatures: ECDSA_SIGNATURES,
  rsaBits: undefined,
  lifetimeDays: 90,
  serverPreference: false,
} as const;

const intermediate = {
  ...shared,
  policy: 'mozilla-intermediate',
  versions: ['TLSv1.2', 'TLSv1.3'],
  dhBits: 2048,
  certificateTypes: ['EC', 'RSA'],
  certificateSignatures: ['sha256WithRSAEncryption', ...ECDSA_SIGNATURES],
  rsaBits: 2048,
  lifetimeDays: 366,
  serverPreference: false,
} as const;

const old = {
  ...shared,
  policy: 'mozilla-old',
  versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  certificateTypes: ['RSA'],
  certificateSignatures: ['sha256WithRSAEncryption'],
  rsaBits: 2048,
  lifetimeDays: 366,
  serverPreference: true,
} as const;

/** 5.8 takes in X25519MLKEM768, first, and leaves out DHE. */
export const guidelines: readonly Guideline[] = [
  ...edition('5.7', CLASSIC, [
    modern,
    { ...intermediate, suites: [...TLS13, ...ECDHE_AEAD, ...DHE_AEAD] },
    { ...old, suites: [...TLS13, ...ECDHE_AEAD, ...DHE_AEAD, ...OLD, ...OLD_DHE], dhBits: 1024 },
  ]),
  ...edition(
    '5.8',
    ['X25519MLKEM768', ...CLASSIC],
    [modern, { ...intermediate, suites: [...TLS13, ...ECDHE_AEAD] }, { ...old, suites: [...TLS13, ...ECDHE_AEAD, ...OLD], dhBits: 2048 }],
  ),
];

function edition(
  version: Edition,
  groups: readonly string[],
  policies: readonly Omit<Guideline, 'version' | 'source' | 'groups'>[],
): readonly Guideline[] {
  const source = `https://ssl-config.mozilla.org/guidelines/${version}.json`;
  return policies.map((policy) => ({ ...policy, version, source, groups }));
}

function suites(exchanges: string, ciphers: string): readonly string[] {
  return exchanges.split(' ').flatMap((exchange) => ciphers.split(' ').map((cipher) => `TLS_${exchange}_WITH_${cipher}`));
}
