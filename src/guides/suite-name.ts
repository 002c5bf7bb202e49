/** What the name of a cipher suite says of it: IANA's, or the SSL 2.0 draft's. */
export interface SuiteName {
  /** Of the key, as the guides count them. Undefined: the name does not say. */
  readonly bits: number | undefined;
  readonly aead: boolean;
  readonly anonymous: boolean;
  readonly export: boolean;
}

/** In this order. 3DES has 168 bits in the rating guide ("e.g., 128, 168"), whatever it is worth. */
const BITS: readonly (readonly [RegExp, number])[] = [
  [/^NULL|^SHA\d+_/, 0],
  [/RC4_40|CBC_40|DES40|EXPORT40/, 40],
  [/RC4_56|RC2_56|^DES_CBC|^DES_64/, 56],
  [/^RC4_64/, 64],
  [/^3DES|^DES_192/, 168],
  [/_128|^IDEA|^SEED|^SM4/, 128],
  [/_256|^CHACHA20|^28147|^KUZNYECHIK|^MAGMA/, 256],
];

export function readSuiteName(name: string): SuiteName {
  const [exchange = '', afterWith] = name.split('_WITH_');
  const ofSsl2 = name.startsWith('SSL_CK_');
  const cipher = (ofSsl2 ? name.slice('SSL_CK_'.length) : (afterWith ?? name.replace(/^TLS_/, ''))).toUpperCase();
  return {
    bits: BITS.find(([pattern]) => pattern.test(cipher))?.[1],
    aead: /GCM|CCM|POLY1305|MGM|AEGIS/.test(cipher),
    anonymous: exchange.endsWith('_anon') || exchange.includes('_anon_'),
    export: name.includes('EXPORT'),
  };
}
