/**
 * A Sigstore bundle v0.3 (github.com/sigstore/protobuf-specs, sigstore_bundle.proto) around a DSSE envelope around an in-toto Statement v1
 * (github.com/in-toto/attestation, spec/v1/statement.md), signed with a key.
 */
import { z } from 'zod';
import { BundleError, UserError } from '../errors.ts';
import { checkSignature, keyidOf, preAuthenticationEncoding, publicKeyIn } from './dsse.ts';
import { shown } from './hostile.ts';
import { jcs } from './jcs.ts';
import { parseCanonical, parseJson } from './manifest.ts';

export const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** Strict readers take no other, not even the `application/vnd.in-toto.<predicate>+json` that the specification allows. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** What seals: a key that signs somewhere. */
export interface SealingKey {
  /** Base64 SHA-256 of the public key's SPKI in DER. */
  readonly keyid: string;
  readonly publicKeyPem: string;
  /** The ECDSA P-256 signature, in DER, of SHA-256 of the bytes. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** An RFC 3161 timestamp (TimeStampResp) of the signature. Left out: none is wanted. */
  readonly timestamp?: (signature: Uint8Array) => Promise<Uint8Array>;
}

/** An envelope, taken apart and decoded. Nothing of it is believed before its signature is checked. */
export interface Envelope {
  readonly keyid: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** Each a TimeStampResp. */
  readonly timestamps: readonly Buffer[];
}

/** That the thing with that digest is as the predicate says. */
export interface Statement<Predicate extends object> {
  readonly subject: { readonly name: string; readonly sha256: string };
  readonly predicateType: string;
  readonly predicate: Predicate;
}

/** Signs a statement; gives the envelope's bytes. UserError key-wrong: the key answered with a signature that is not its own. */
export async function signStatement(
  { subject: { name, sha256 }, predicateType, predicate }: Statement<object>,
  key: SealingKey,
): Promise<{ readonly bytes: Buffer; readonly publicKeyPem: string }> {
  const payload = jcs({ _type: STATEMENT_TYPE, subject: [{ name, digest: { sha256 } }], predicateType, predicate });
  const signature = await key.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload));
  const publicKeyPem = checkedKey(key, payload, signature);
  const timestamp = await key.timestamp?.(signature);
  const bytes = jcs({
    mediaType: MEDIA_TYPE,
    verificationMaterial: {
      publicKey: { hint: key.keyid },
      ...(timestamp && { timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: base64Of(timestamp) }] } }),
    },
    dsseEnvelope: { payload: base64Of(payload), payloadType: PAYLOAD_TYPE, signatures: [{ sig: base64Of(signature) }] },
  });
  return { bytes, publicKeyPem };
}

/** The key in its one PEM spelling. */
function checkedKey({ publicKeyPem, keyid }: SealingKey, payload: Buffer, signature: Uint8Array): string {
  const wrong = (cause?: unknown) =>
    new UserError('key-wrong', 'the signer answered with something that is not an ECDSA P-256 signature (DER) of its own key', { cause });
  const publicKey = publicKeyIn(publicKeyPem);
  if (publicKey === undefined || keyidOf(publicKey) !== keyid || publicKey.asymmetricKeyType !== 'ec') throw wrong();
  try {
    checkSignature('the signer', publicKey, PAYLOAD_TYPE, payload, signature);
  } catch (cause) {
    throw wrong(cause);
  }
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Takes an envelope apart, without checking its signature. BundleError not-json, wrong-shape, or `signature` where there is not exactly one. */
export function parseEnvelope(file: string, bytes: Buffer): Envelope {
  const { verificationMaterial, dsseEnvelope } = parseCanonical(file, bytes, parseJson(file, bytes), bundleShape);
  const [signature] = dsseEnvelope.signatures;
  if (signature === undefined || dsseEnvelope.signatures.length > 1)
    throw new BundleError('signature', `${file} has ${dsseEnvelope.signatures.length} signatures, there must be one`);
  const { publicKey, timestampVerificationData } = verificationMaterial;
  return {
    keyid: publicKey.hint,
    payload: Buffer.from(dsseEnvelope.payload, 'base64'),
    signature: Buffer.from(signature.sig, 'base64'),
    timestamps: (timestampVerificationData?.rfc3161Timestamps ?? []).map(({ signedTimestamp }) => Buffer.from(signedTimestamp, 'base64')),
  };
}

/** What a reader takes for the predicate. */
export interface Expected<Predicate extends object> {
  readonly predicateType: string;
  readonly predicate: z.ZodType<Predicate>;
}

/** The statement of an envelope, in the one spelling that it has. BundleError not-json, wrong-shape. */
export function parseStatement<Predicate extends object>(
  file: string,
  { payload }: Envelope,
  expected: Expected<Predicate>,
): Statement<Predicate> {
  const shape = z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) })]),
    predicateType: z.literal(expected.predicateType),
    predicate: expected.predicate,
  });
  const where = `${file} (statement)`;
  const { subject, predicateType, predicate } = parseCanonical(where, payload, parseJson(where, payload), shape);
  const [{ name, digest }] = subject;
  return { subject: { name, sha256: digest.sha256 }, predicateType, predicate };
}

/** What was signed, once the signature is known to be of that key. BundleError signer, signature, not-json, wrong-shape. */
export function openStatement<Predicate extends object>(
  file: string,
  bytes: Buffer,
  key: { readonly pem: string; readonly keyid: string },
  expected: Expected<Predicate>,
): Statement<Predicate> {
  const envelope = parseEnvelope(file, bytes);
  const publicKey = publicKeyIn(key.pem);
  if (publicKey === undefined || envelope.keyid !== key.keyid)
    throw new BundleError('signer', `${file} is signed with the key ${shown(envelope.keyid)}, not with ${shown(key.keyid)}`);
  checkSignature(file, publicKey, PAYLOAD_TYPE, envelope.payload, envelope.signature);
  return parseStatement(file, envelope, expected);
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Standard base64 with its padding, the only spelling of its bytes. */
const base64 = z.string().refine((text) => base64Of(Buffer.from(text, 'base64')) === text, 'not standard base64');

const bundleShape = z.strictObject({
  mediaType: z.literal(MEDIA_TYPE),
  verificationMaterial: z.strictObject({
    publicKey: z.strictObject({ hint: z.string() }),
    timestampVerificationData: z
      // sigstore-go reads no more than 32.
      .strictObject({
        rfc3161Timestamps: z
          .array(z.strictObject({ signedTimestamp: base64 }))
          .min(1)
          .max(32),
      })
      .exactOptional(),
  }),
  dsseEnvelope: z.strictObject({
    payload: base64,
    payloadType: z.literal(PAYLOAD_TYPE),
    // No `keyid`: cosign and sigstore-go pass over a signature that has one, unless it is the key's OpenSSH fingerprint.
    signatures: z.array(z.strictObject({ sig: base64 })),
  }),
});
