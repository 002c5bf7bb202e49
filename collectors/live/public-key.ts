import type { KeyObject } from 'node:crypto';

const TYPES = { rsa: 'RSA', 'rsa-pss': 'RSA-PSS', ec: 'EC', dsa: 'DSA', ed25519: 'Ed25519', ed448: 'Ed448' } as const;
/** Bits of the order of each curve that OpenSSL names (SEC 2, RFC 5639). */
const CURVES: ReadonlyMap<string, number> = new Map([
  ['prime192v1', 192],
  ['secp224r1', 224],
  ['prime256v1', 256],
  ['secp256k1', 256],
  ['secp384r1', 384],
  ['secp521r1', 521],
  ['brainpoolP256r1', 256],
  ['brainpoolP384r1', 384],
  ['brainpoolP512r1', 512],
]);

type KeyType = (typeof TYPES)[keyof typeof TYPES] | 'ML-DSA' | 'SLH-DSA';

/** Type and size of a public key; what Node does not name is left out. */
export function publicKeyOf({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject) {
  const { modulusLength, namedCurve } = asymmetricKeyDetails;
  const keyBits = modulusLength ?? (namedCurve === undefined ? undefined : CURVES.get(namedCurve));
  const keyType = typeOf(asymmetricKeyType);
  return {
    ...(keyType === undefined ? {} : { keyType }),
    ...(keyBits === undefined ? {} : { keyBits }),
    ...(namedCurve === undefined ? {} : { curve: namedCurve }),
  };
}

function typeOf(type = ''): KeyType | undefined {
  if (type.startsWith('ml-dsa-')) return 'ML-DSA';
  if (type.startsWith('slh-dsa-')) return 'SLH-DSA';
  return isNamed(type) ? TYPES[type] : undefined;
}

function isNamed(type: string): type is keyof typeof TYPES {
  return type in TYPES;
}
