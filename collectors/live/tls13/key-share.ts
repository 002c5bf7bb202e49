/** Ephemeral keys of one hello: RFC 8446 §4.2.8, RFC 7748, RFC 8734, draft-ietf-tls-mlkem, and for the hybrids draft-ietf-tls-ecdhe-mlkem §4. */
import { createECDH, createPublicKey, decapsulate, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { ffdheGroups, ffdheShare } from './ffdhe.ts';

export interface KeyShare {
  readonly group: number;
  /** As it stands in the hello. */
  readonly key: Buffer;
  /** The shared secret; throws where the peer's share is none. */
  readonly agree: (peer: Buffer) => Buffer;
}

/** Brainpool's curves have other numbers in TLS 1.3. */
const CURVES: ReadonlyMap<number, string> = new Map([
  [0x0016, 'secp256k1'],
  [0x0017, 'prime256v1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001a, 'brainpoolP256r1'],
  [0x001b, 'brainpoolP384r1'],
  [0x001c, 'brainpoolP512r1'],
  [0x001f, 'brainpoolP256r1'],
  [0x0020, 'brainpoolP384r1'],
  [0x0021, 'brainpoolP512r1'],
]);
/** Everything of a SubjectPublicKeyInfo but the key (RFC 8410 §4). */
const SPKI = { x25519: Buffer.from('302a300506032b656e032100', 'hex'), x448: Buffer.from('3042300506032b656f033900', 'hex') };

const LATTICES = {
  'ml-kem-512': { key: 800, ciphertext: 768 },
  'ml-kem-768': { key: 1184, ciphertext: 1088 },
  'ml-kem-1024': { key: 1568, ciphertext: 1568 },
} as const;
const PURE: ReadonlyMap<number, keyof typeof LATTICES> = new Map<number, keyof typeof LATTICES>([
  [0x0200, 'ml-kem-512'],
  [0x0201, 'ml-kem-768'],
  [0x0202, 'ml-kem-1024'],
]);
/** Which comes first on the wire, and in the secret, is the draft's own whim. */
const HYBRIDS: ReadonlyMap<number, { readonly classic: number; readonly lattice: keyof typeof LATTICES; readonly latticeFirst: boolean }> =
  new Map([
    [0x11ec, { classic: 0x001d, lattice: 'ml-kem-768', latticeFirst: true }],
    [0x11eb, { classic: 0x0017, lattice: 'ml-kem-768', latticeFirst: false }],
    [0x11ed, { classic: 0x0018, lattice: 'ml-kem-1024', latticeFirst: false }],
  ]);

/** The groups whose keys we can make, the commonest and cheapest first. */
export const ourGroups: readonly number[] = [
  ...[0x001d, 0x0017, 0x0018, 0x0019, 0x001e],
  ...HYBRIDS.keys(),
  ...PURE.keys(),
  ...[0x001f, 0x0020, 0x0021, 0x001a, 0x001b, 0x001c, 0x0016],
  ...ffdheGroups,
];

export function makeKeyShare(group: number): KeyShare | undefined {
  const curve = CURVES.get(group);
  if (curve !== undefined) {
    const ecdh = createECDH(curve);
    const key = ecdh.generateKeys();
    return { group, key, agree: (peer) => ecdh.computeSecret(peer) };
  }
  if (group === 0x001d) return montgomery(group, 'x25519');
  if (group === 0x001e) return montgomery(group, 'x448');
  const finite = ffdheShare(group);
  if (finite !== undefined) return { group, ...finite };
  const pure = PURE.get(group);
  return pure === undefined ? hybrid(group) : { group, ...lattice(pure) };
}

function hybrid(group: number): KeyShare | undefined {
  const parts = HYBRIDS.get(group);
  const classic = parts === undefined ? undefined : makeKeyShare(parts.classic);
  if (parts === undefined || classic === undefined) return undefined;
  const { ciphertext: length } = LATTICES[parts.lattice];
  const own = lattice(parts.lattice);
  const join = (first: Buffer, other: Buffer): Buffer => Buffer.concat(parts.latticeFirst ? [first, other] : [other, first]);
  return {
    group,
    key: join(own.key, classic.key),
    agree: (peer) => {
      const [ciphertext, share] = parts.latticeFirst
        ? [peer.subarray(0, length), peer.subarray(length)]
        : [peer.subarray(-length), peer.subarray(0, -length)];
      return join(own.agree(ciphertext), classic.agree(share));
    },
  };
}

function lattice(name: keyof typeof LATTICES): Omit<KeyShare, 'group'> {
  const { privateKey, publicKey } =
    name === 'ml-kem-512'
      ? generateKeyPairSync('ml-kem-512')
      : name === 'ml-kem-768'
        ? generateKeyPairSync('ml-kem-768')
        : generateKeyPairSync('ml-kem-1024');
  const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-LATTICES[name].key);
  return { key, agree: (ciphertext) => decapsulate(privateKey, ciphertext) };
}

function montgomery(group: number, type: 'x25519' | 'x448'): KeyShare {
  const { privateKey, publicKey } = type === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448');
  const prefix = SPKI[type];
  const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(prefix.length);
  return {
    group,
    key,
    agree: (peer) =>
      diffieHellman({
        privateKey,
        publicKey: createPublicKey({ key: Buffer.concat([prefix, peer]), format: 'der', type: 'spki' }),
      }),
  };
}
