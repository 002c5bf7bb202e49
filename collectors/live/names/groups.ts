/** Key-exchange groups by code point: IANA's registry "TLS Supported Groups". */

const NAMES = [
  [0x0001, 'sect163k1'],
  [0x0002, 'sect163r1'],
  [0x0003, 'sect163r2'],
  [0x0004, 'sect193r1'],
  [0x0005, 'sect193r2'],
  [0x0006, 'sect233k1'],
  [0x0007, 'sect233r1'],
  [0x0008, 'sect239k1'],
  [0x0009, 'sect283k1'],
  [0x000a, 'sect283r1'],
  [0x000b, 'sect409k1'],
  [0x000c, 'sect409r1'],
  [0x000d, 'sect571k1'],
  [0x000e, 'sect571r1'],
  [0x000f, 'secp160k1'],
  [0x0010, 'secp160r1'],
  [0x0011, 'secp160r2'],
  [0x0012, 'secp192k1'],
  [0x0013, 'secp192r1'],
  [0x0014, 'secp224k1'],
  [0x0015, 'secp224r1'],
  [0x0016, 'secp256k1'],
  [0x0017, 'secp256r1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001a, 'brainpoolP256r1'],
  [0x001b, 'brainpoolP384r1'],
  [0x001c, 'brainpoolP512r1'],
  [0x001d, 'x25519'],
  [0x001e, 'x448'],
  [0x001f, 'brainpoolP256r1tls13'],
  [0x0020, 'brainpoolP384r1tls13'],
  [0x0021, 'brainpoolP512r1tls13'],
  [0x0022, 'GC256A'],
  [0x0023, 'GC256B'],
  [0x0024, 'GC256C'],
  [0x0025, 'GC256D'],
  [0x0026, 'GC512A'],
  [0x0027, 'GC512B'],
  [0x0028, 'GC512C'],
  [0x0029, 'curveSM2'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
  [0x0103, 'ffdhe6144'],
  [0x0104, 'ffdhe8192'],
  [0x0200, 'MLKEM512'],
  [0x0201, 'MLKEM768'],
  [0x0202, 'MLKEM1024'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ec, 'X25519MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
  [0x11ee, 'curveSM2MLKEM768'],
  [0x6399, 'X25519Kyber768Draft00'],
  [0x639a, 'SecP256r1Kyber768Draft00'],
] as const;

const names: ReadonlyMap<number, string> = new Map(NAMES);

export function groupName(code: number): string {
  return names.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;
}

/** Commonest first, so that a server that follows our order uses them. */
const COMMON = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e];

/** Elliptic curves of TLS 1.2 and below (RFC 8422 §5.1.1, RFC 7027, RFC 9189), the forgotten ones included. */
export const curves: readonly number[] = [
  ...COMMON,
  0x001a,
  0x001b,
  0x001c,
  0x0016,
  0x0015,
  0x0013,
  0x0014,
  0x0012,
  ...range(0x000f, 0x0011),
  ...range(0x0001, 0x000e),
  ...range(0x0022, 0x0029),
];

/** Groups of TLS 1.3 (RFC 8446 §4.2.7, RFC 8734, RFC 8998, RFC 9367). */
export const tls13Groups: readonly number[] = [
  0x11ec,
  ...COMMON,
  0x11eb,
  0x11ed,
  ...range(0x0200, 0x0202),
  ...range(0x0100, 0x0104),
  ...range(0x001f, 0x0029),
  0x11ee,
  0x6399,
  0x639a,
];

export function isPostQuantum(code: number): boolean {
  return (code >= 0x0200 && code <= 0x0202) || (code >= 0x11eb && code <= 0x11ee) || code === 0x6399 || code === 0x639a;
}

/** What OpenSSL calls the curve of a certificate's key. */
const CERTIFICATE_CURVES: ReadonlyMap<string, number> = new Map([
  ['prime192v1', 0x0013],
  ['secp224r1', 0x0015],
  ['secp256k1', 0x0016],
  ['prime256v1', 0x0017],
  ['secp384r1', 0x0018],
  ['secp521r1', 0x0019],
  ['brainpoolP256r1', 0x001a],
  ['brainpoolP384r1', 0x001b],
  ['brainpoolP512r1', 0x001c],
]);

export function curveOfCertificate(name: string): number | undefined {
  return CERTIFICATE_CURVES.get(name);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
