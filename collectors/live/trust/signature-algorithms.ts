/** Signatures as certificates and OCSP responses name them: RFC 3279, 4055, 5758, 8410. */
import { constants, type KeyObject, verify } from 'node:crypto';
import { type Der, expectTag, inside, oid, sequence, TAG } from './der.ts';

const RSA = '1.2.840.113549.1.1.';
const ECDSA = '1.2.840.10045.4.';
/** By OID; null: the key says it (EdDSA). SHA-1 is read, since responders sign with it still; MD5 is not. */
const HASHES: ReadonlyMap<string, string | null> = new Map([
  [`${RSA}5`, 'sha1'],
  [`${RSA}11`, 'sha256'],
  [`${RSA}12`, 'sha384'],
  [`${RSA}13`, 'sha512'],
  [`${ECDSA}1`, 'sha1'],
  [`${ECDSA}3.2`, 'sha256'],
  [`${ECDSA}3.3`, 'sha384'],
  [`${ECDSA}3.4`, 'sha512'],
  ['1.3.101.112', null],
  ['1.3.101.113', null],
]);
const PSS = `${RSA}10`;
const PSS_HASHES: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Undefined: an algorithm that is not read, or that is for another sort of key. Throws Malformed. */
export function isSignedAs(algorithm: Der, key: KeyObject, content: Buffer, signature: Buffer): boolean | undefined {
  const [id, parameters] = sequence(algorithm);
  const name = oid(id);
  if (name === PSS) return isSignedPss(parameters, key, content, signature);
  const hash = HASHES.get(name);
  if (hash === undefined || !isForKey(name, key)) return undefined;
  return verify(hash, content, key, signature);
}

function isForKey(name: string, { asymmetricKeyType }: KeyObject): boolean {
  if (name.startsWith(RSA)) return asymmetricKeyType === 'rsa';
  if (name.startsWith(ECDSA)) return asymmetricKeyType === 'ec';
  return asymmetricKeyType === (name === '1.3.101.112' ? 'ed25519' : 'ed448');
}

/** RSASSA-PSS-params: the hash in [0], the length of the salt in [2]. */
function isSignedPss(parameters: Der | undefined, key: KeyObject, content: Buffer, signature: Buffer): boolean | undefined {
  const parts = sequence(parameters);
  const part = (tag: number) =>
    inside(parts.find((each) => each.tag === tag) ?? { tag, raw: Buffer.alloc(0), content: Buffer.alloc(0) })[0];
  const hash = PSS_HASHES.get(oid(sequence(part(0xa0))[0]));
  if (hash === undefined || key.asymmetricKeyType?.startsWith('rsa') !== true) return undefined;
  const salt = expectTag(part(0xa2), TAG.integer).content;
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number.parseInt(salt.toString('hex'), 16) };
  return verify(hash, content, options, signature);
}
