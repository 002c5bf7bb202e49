import type { ServerFlight } from './server-flight.ts';

/** IANA's registry "TLS Supported Groups". */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0013, 'secp192r1'],
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
]);
const NAMED_CURVE = 3;

/** The group of a key exchange by name; undefined where there is none, or none that has a name. */
export function groupOf({ hello, keyExchange }: ServerFlight, suite: string): string | undefined {
  if (hello?.group !== undefined) return NAMES.get(hello.group);
  // ServerECDHParams, RFC 8422 §5.4
  const isCurve = suite.startsWith('TLS_ECDHE_') || suite.startsWith('TLS_ECDH_anon_');
  if (!isCurve || keyExchange === undefined || keyExchange.length < 3 || keyExchange[0] !== NAMED_CURVE) return undefined;
  return NAMES.get(Buffer.from(keyExchange).readUInt16BE(1));
}
