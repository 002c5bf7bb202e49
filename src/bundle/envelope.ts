/** What we sign beside bundles: a Sigstore bundle v0.3 around a DSSE envelope around an in-toto Statement v1 whose predicate is the thing itself. */
import { z } from 'zod';
import { BundleError, UserError } from '../errors.ts';
import { MEDIA_TYPE, PAYLOAD_TYPE, type SealingKey, STATEMENT_TYPE } from './attestation.ts';
import { isSignedBy, keyidOf, p256PublicKey, preAuthenticationEncoding } from './dsse.ts';
import { shown } from './hostile.ts';
import { jcs } from './jcs.ts';
import { parseCanonical, parseJson } from './manifest.ts';

/** A statement about the thing with that digest. */
export interface Statement<Predicate extends object> {
  readonly subject: { readonly name: string; readonly sha256: string };
  readonly predicateType: string;
  readonly predicate: Predicate;
}

/** The envelope's bytes. UserError key-wrong: the key answered with a signature that is not its own. */
export async function sealStatement({ subject, predicateType, predicate }: Statement<object>, key: SealingKey): Promise<Buffer> {
  const payload = jcs({
    _type: STATEMENT_TYPE,
    subject: [{ name: subject.name, digest: { sha256: subject.sha256 } }],
    predicateType,
    predicate,
  });
  const signature = await key.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload));
  if (!isGood(key.publicKeyPem, key.keyid, payload, signature)) {
    throw new UserError('key-wrong', 'the signer answered with something that is not an ECDSA P-256 signature (DER) of its own key');
  }
  return jcs({
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: key.keyid } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: Buffer.from(signature).toString('base64') }],
    },
  });
}

/** What was sealed, once the signature is known to be of that key. BundleError signer, signature, not-json, wrong-shape. */
export function openStatement<Predicate extends object>(
  file: string,
  bytes: Buffer,
  key: { readonly pem: string; readonly keyid: string },
  expected: { readonly predicateType: string; readonly predicate: z.ZodType<Predicate> },
): Statement<Predicate> {
  const { verificationMaterial, dsseEnvelope } = parseCanonical(file, bytes, parseJson(file, bytes), envelopeShape);
  const { hint } = verificationMaterial.publicKey;
  if (hint !== key.keyid) throw new BundleError('signer', `${file} is signed with the key ${shown(hint)}, not with ${shown(key.keyid)}`);
  const [{ sig }] = dsseEnvelope.signatures;
  const payload = Buffer.from(dsseEnvelope.payload, 'base64');
  if (!isGood(key.pem, key.keyid, payload, Buffer.from(sig, 'base64'))) {
    throw new BundleError('signature', `${file} was changed: the signature is not one of the key ${shown(hint)} over it`);
  }
  const shape = z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) })]),
    predicateType: z.literal(expected.predicateType),
    predicate: expected.predicate,
  });
  const { subject, predicateType, predicate } = parseCanonical(file, payload, parseJson(file, payload), shape);
  const [{ name, digest }] = subject;
  return { subject: { name, sha256: digest.sha256 }, predicateType, predicate };
}

function isGood(pem: string, keyid: string, payload: Uint8Array, signature: Uint8Array): boolean {
  const key = p256PublicKey(pem);
  return key !== undefined && keyidOf(key) === keyid && isSignedBy(key, PAYLOAD_TYPE, payload, signature);
}

/** Standard base64 with its padding, the only spelling of its bytes. */
const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'not standard base64');

const envelopeShape = z.strictObject({
  mediaType: z.literal(MEDIA_TYPE),
  verificationMaterial: z.strictObject({ publicKey: z.strictObject({ hint: z.string() }) }),
  dsseEnvelope: z.strictObject({
    payload: base64,
    payloadType: z.literal(PAYLOAD_TYPE),
    signatures: z.tuple([z.strictObject({ sig: base64 })]),
  }),
});
