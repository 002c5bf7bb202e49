/** Ephemeral keys of one hello: RFC 8446 §4.2.8.2, RFC 7748, and for the hybrid draft-ietf-tls-ecdhe-mlkem §4. */
import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';

export interface KeyShare {
  readonly group: number;
  /** As it stands in the hello. */
  readonly key: Buffer;
  /** The shared secret; throws where the peer's share is none. */
  readonly agree: (peer: Buffer) => Buffer;
}

const CURVES: ReadonlyMap<number, string> = new Map([
  [0x0017, 'prime256v1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
]);
/** Everything of a SubjectPublicKeyInfo but the key (RFC 8410 §4). */
const SPKI = { x25519: Buffer.from('302a300506032b656e032100', 'hex'), x448: Buffer.from('3042300506032b656f033900', 'hex') };

/** The groups whose keys we can make. */
export const ourGroups: readonly number[] = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e];

export function makeKeyShare(group: number): KeyShare | undefined {
  const curve = CURVES.get(group);
  if (curve !== undefined) {
    const ecdh = createECDH(curve);
    const key = ecdh.generateKeys();
    return { group, key, agree: (peer) => ecdh.computeSecret(peer) };
  }
  if (group === 0x001d) return montgomery(group, 'x25519');
  if (group === 0x001e) return montgomery(group, 'x448');
  return undefined;
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
