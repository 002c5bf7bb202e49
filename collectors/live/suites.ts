/** Cipher suites of SSLv3 to TLS 1.2 by code point: IANA's registry "TLS Cipher Suites". */

/** Ephemeral and anonymous finite-field Diffie-Hellman: the server sends its own prime. All that the registry has, and three that were drafts. */
export const dhSuites: ReadonlyMap<number, string> = new Map([
  ...named('DHE_DSS', {
    0x0011: 'EXPORT_WITH_DES40_CBC_SHA',
    0x0012: 'WITH_DES_CBC_SHA',
    0x0013: 'WITH_3DES_EDE_CBC_SHA',
    0x0032: 'WITH_AES_128_CBC_SHA',
    0x0038: 'WITH_AES_256_CBC_SHA',
    0x0040: 'WITH_AES_128_CBC_SHA256',
    0x0044: 'WITH_CAMELLIA_128_CBC_SHA',
    0x0063: 'EXPORT1024_WITH_DES_CBC_SHA',
    0x0065: 'EXPORT1024_WITH_RC4_56_SHA',
    0x0066: 'WITH_RC4_128_SHA',
    0x006a: 'WITH_AES_256_CBC_SHA256',
    0x0087: 'WITH_CAMELLIA_256_CBC_SHA',
    0x0099: 'WITH_SEED_CBC_SHA',
    0x00a2: 'WITH_AES_128_GCM_SHA256',
    0x00a3: 'WITH_AES_256_GCM_SHA384',
    0x00bd: 'WITH_CAMELLIA_128_CBC_SHA256',
    0x00c3: 'WITH_CAMELLIA_256_CBC_SHA256',
    0xc042: 'WITH_ARIA_128_CBC_SHA256',
    0xc043: 'WITH_ARIA_256_CBC_SHA384',
    0xc056: 'WITH_ARIA_128_GCM_SHA256',
    0xc057: 'WITH_ARIA_256_GCM_SHA384',
    0xc080: 'WITH_CAMELLIA_128_GCM_SHA256',
    0xc081: 'WITH_CAMELLIA_256_GCM_SHA384',
  }),
  ...named('DHE_RSA', {
    0x0014: 'EXPORT_WITH_DES40_CBC_SHA',
    0x0015: 'WITH_DES_CBC_SHA',
    0x0016: 'WITH_3DES_EDE_CBC_SHA',
    0x0033: 'WITH_AES_128_CBC_SHA',
    0x0039: 'WITH_AES_256_CBC_SHA',
    0x0045: 'WITH_CAMELLIA_128_CBC_SHA',
    0x0067: 'WITH_AES_128_CBC_SHA256',
    0x006b: 'WITH_AES_256_CBC_SHA256',
    0x0088: 'WITH_CAMELLIA_256_CBC_SHA',
    0x009a: 'WITH_SEED_CBC_SHA',
    0x009e: 'WITH_AES_128_GCM_SHA256',
    0x009f: 'WITH_AES_256_GCM_SHA384',
    0x00be: 'WITH_CAMELLIA_128_CBC_SHA256',
    0x00c4: 'WITH_CAMELLIA_256_CBC_SHA256',
    0xc044: 'WITH_ARIA_128_CBC_SHA256',
    0xc045: 'WITH_ARIA_256_CBC_SHA384',
    0xc052: 'WITH_ARIA_128_GCM_SHA256',
    0xc053: 'WITH_ARIA_256_GCM_SHA384',
    0xc07c: 'WITH_CAMELLIA_128_GCM_SHA256',
    0xc07d: 'WITH_CAMELLIA_256_GCM_SHA384',
    0xc09e: 'WITH_AES_128_CCM',
    0xc09f: 'WITH_AES_256_CCM',
    0xc0a2: 'WITH_AES_128_CCM_8',
    0xc0a3: 'WITH_AES_256_CCM_8',
    0xccaa: 'WITH_CHACHA20_POLY1305_SHA256',
  }),
  ...named('DH_anon', {
    0x0017: 'EXPORT_WITH_RC4_40_MD5',
    0x0018: 'WITH_RC4_128_MD5',
    0x0019: 'EXPORT_WITH_DES40_CBC_SHA',
    0x001a: 'WITH_DES_CBC_SHA',
    0x001b: 'WITH_3DES_EDE_CBC_SHA',
    0x0034: 'WITH_AES_128_CBC_SHA',
    0x003a: 'WITH_AES_256_CBC_SHA',
    0x0046: 'WITH_CAMELLIA_128_CBC_SHA',
    0x006c: 'WITH_AES_128_CBC_SHA256',
    0x006d: 'WITH_AES_256_CBC_SHA256',
    0x0089: 'WITH_CAMELLIA_256_CBC_SHA',
    0x009b: 'WITH_SEED_CBC_SHA',
    0x00a6: 'WITH_AES_128_GCM_SHA256',
    0x00a7: 'WITH_AES_256_GCM_SHA384',
    0x00bf: 'WITH_CAMELLIA_128_CBC_SHA256',
    0x00c5: 'WITH_CAMELLIA_256_CBC_SHA256',
    0xc046: 'WITH_ARIA_128_CBC_SHA256',
    0xc047: 'WITH_ARIA_256_CBC_SHA384',
    0xc05a: 'WITH_ARIA_128_GCM_SHA256',
    0xc05b: 'WITH_ARIA_256_GCM_SHA384',
    0xc084: 'WITH_CAMELLIA_128_GCM_SHA256',
    0xc085: 'WITH_CAMELLIA_256_GCM_SHA384',
  }),
  ...named('DHE_PSK', {
    0x002d: 'WITH_NULL_SHA',
    0x008e: 'WITH_RC4_128_SHA',
    0x008f: 'WITH_3DES_EDE_CBC_SHA',
    0x0090: 'WITH_AES_128_CBC_SHA',
    0x0091: 'WITH_AES_256_CBC_SHA',
    0x00aa: 'WITH_AES_128_GCM_SHA256',
    0x00ab: 'WITH_AES_256_GCM_SHA384',
    0x00b2: 'WITH_AES_128_CBC_SHA256',
    0x00b3: 'WITH_AES_256_CBC_SHA384',
    0x00b4: 'WITH_NULL_SHA256',
    0x00b5: 'WITH_NULL_SHA384',
    0xc066: 'WITH_ARIA_128_CBC_SHA256',
    0xc067: 'WITH_ARIA_256_CBC_SHA384',
    0xc06c: 'WITH_ARIA_128_GCM_SHA256',
    0xc06d: 'WITH_ARIA_256_GCM_SHA384',
    0xc090: 'WITH_CAMELLIA_128_GCM_SHA256',
    0xc091: 'WITH_CAMELLIA_256_GCM_SHA384',
    0xc096: 'WITH_CAMELLIA_128_CBC_SHA256',
    0xc097: 'WITH_CAMELLIA_256_CBC_SHA384',
    0xc0a6: 'WITH_AES_128_CCM',
    0xc0a7: 'WITH_AES_256_CCM',
    0xccad: 'WITH_CHACHA20_POLY1305_SHA256',
  }),
  // The registry names these two the other way round.
  [0xc0aa, 'TLS_PSK_DHE_WITH_AES_128_CCM_8'],
  [0xc0ab, 'TLS_PSK_DHE_WITH_AES_256_CCM_8'],
]);

/**
 * Everything from RFC 2246 to ChaCha20 that a server may still speak, the long forgotten and the commonest with pre-shared keys included.
 * Fewer than 128: there are servers that find more than 150 in one hello malformed.
 */
export const allSuites: readonly number[] = [
  ...range(0xc02b, 0xc030),
  ...range(0xcca8, 0xccaa),
  ...range(0xc023, 0xc028),
  ...range(0xc007, 0xc00a),
  ...range(0xc011, 0xc014),
  ...range(0x009c, 0x009f),
  ...range(0x002f, 0x0046),
  ...range(0x0067, 0x006d),
  ...range(0x0084, 0x0089),
  ...range(0x0096, 0x009b),
  ...range(0x0001, 0x001b),
  ...range(0x0060, 0x0066),
  ...range(0xc001, 0xc006),
  ...range(0xc00b, 0xc010),
  ...range(0xc015, 0xc019),
  ...range(0x008b, 0x008d),
  ...[0x0090, 0x00a8, 0xc035],
];

/** The few that nearly every server has one of: a hello under 256 bytes. */
export const everydaySuites: readonly number[] = [
  0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xc009, 0xc00a, 0xc013, 0xc014, 0xc007, 0xc011, 0xc008, 0xc012, 0x009c, 0x009d, 0x002f,
  0x0035, 0x003c, 0x000a, 0x0005, 0x0004, 0x009e, 0x009f, 0x0033, 0x0039, 0x0016,
];

function named(exchange: string, suites: Readonly<Record<number, string>>): [number, string][] {
  return Object.entries(suites).map(([code, rest]) => [Number(code), `TLS_${exchange}_${rest}`]);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
