/**
 * attestation.sigstore.json: a Sigstore bundle v0.3 (github.com/sigstore/protobuf-specs, sigstore_bundle.proto) around a DSSE
 * envelope around an in-toto Statement v1 (github.com/in-toto/attestation, spec/v1/statement.md) about manifest.json.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { BundleError, UserError } from '../errors.ts';
import type { Manifest, Verdict } from '../model.ts';
import { isSignedBy, keyidOf, p256PublicKey, preAuthenticationEncoding } from './dsse.ts';
import { jcs } from './jcs.ts';
import { ATTESTATION, MANIFEST } from './layout.ts';
import { instant, parseCanonical, parseJson } from './manifest.ts';

export const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** Strict readers take no other, not even the `application/vnd.in-toto.<predicate>+json` that the specification allows. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://claimcheck.dev/evidence/v1';

/** What seals: a key that signs somewhere. */
export interface SealingKey {
  /** Base64 SHA-256 of the public key's SPKI in DER. */
  readonly keyid: string;
  readonly publicKeyPem: string;
  /** The ECDSA P-256 signature, in DER, of SHA-256 of the bytes. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** The statement's free part: what a reader of the attestation alone wants to know. */
export interface Predicate {
  readonly formatVersion: 0;
  readonly runId: string;
  readonly judgedAt: string;
  /** Claims by verdict; a verdict that no claim has is left out. */
  readonly claims: Readonly<Partial<Record<Verdict, number>>>;
}

/** An attestation, taken apart and decoded. Nothing of it is believed before its signature is checked. */
export interface Attestation {
  readonly keyid: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** Hex. */
  readonly manifestSha256: string;
  readonly predicate: Predicate;
}

/** What a seal adds to a bundle's content: two files' bytes. */
export interface Sealed {
  readonly attestation: Buffer;
  readonly publicKeyPem: string;
}

export function predicateOf(manifest: Manifest): Predicate {
  const claims: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of manifest.claims) claims[verdict] = (claims[verdict] ?? 0) + 1;
  return { formatVersion: manifest.formatVersion, runId: manifest.run.id, judgedAt: manifest.run.judgedAt, claims };
}

/** The attestation over a manifest, and the signer's key in its one PEM spelling. UserError key-wrong: the key answered with a signature that is not its own. */
export async function attest(manifest: Manifest, manifestFile: Uint8Array, key: SealingKey): Promise<Sealed> {
  const payload = jcs({
    _type: STATEMENT_TYPE,
    subject: [{ name: MANIFEST, digest: { sha256: hash('sha256', manifestFile, 'hex') } }],
    predicateType: PREDICATE_TYPE,
    predicate: predicateOf(manifest),
  });
  const signature = await key.sign(preAuthenticationEncoding(PAYLOAD_TYPE, payload));
  const publicKey = p256PublicKey(key.publicKeyPem);
  if (publicKey === undefined || keyidOf(publicKey) !== key.keyid || !isSignedBy(publicKey, PAYLOAD_TYPE, payload, signature)) {
    throw new UserError('key-wrong', 'the signer answered with something that is not an ECDSA P-256 signature (DER) of its own key');
  }
  const attestation = jcs({
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: key.keyid } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: Buffer.from(signature).toString('base64') }],
    },
  });
  return { attestation, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/**
 * Takes an attestation apart, without checking its signature. BundleError not-json, wrong-shape, or `signature` where there is
 * not exactly one.
 */
export function parseAttestation(bytes: Buffer): Attestation {
  const { verificationMaterial, dsseEnvelope } = parseCanonical(ATTESTATION, bytes, parseJson(ATTESTATION, bytes), bundleShape);
  const [signature] = dsseEnvelope.signatures;
  if (signature === undefined || dsseEnvelope.signatures.length > 1) {
    throw new BundleError('signature', `${ATTESTATION} has ${dsseEnvelope.signatures.length} signatures, there must be one`);
  }
  const payload = Buffer.from(dsseEnvelope.payload, 'base64');
  const statement = parseCanonical(`${ATTESTATION} (statement)`, payload, parseJson(`${ATTESTATION} (statement)`, payload), statementShape);
  return {
    keyid: verificationMaterial.publicKey.hint,
    payload,
    signature: Buffer.from(signature.sig, 'base64'),
    manifestSha256: statement.subject[0].digest.sha256,
    predicate: statement.predicate,
  };
}

/** Standard base64 with its padding, the only spelling of its bytes. */
const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'not standard base64');

const bundleShape = z.strictObject({
  mediaType: z.literal(MEDIA_TYPE),
  verificationMaterial: z.strictObject({ publicKey: z.strictObject({ hint: z.string() }) }),
  dsseEnvelope: z.strictObject({
    payload: base64,
    payloadType: z.literal(PAYLOAD_TYPE),
    // No `keyid`: cosign and sigstore-go pass over a signature that has one, unless it is the key's OpenSSH fingerprint.
    signatures: z.array(z.strictObject({ sig: base64 })),
  }),
});

const number = z.int().nonnegative().exactOptional();

const statementShape = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([z.strictObject({ name: z.literal(MANIFEST), digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) })]),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.strictObject({
    formatVersion: z.literal(0),
    runId: z.string(),
    judgedAt: instant,
    claims: z.strictObject({
      verified: number,
      attested: number,
      vacuous: number,
      lapsed: number,
      unproven: number,
      contradicted: number,
      unjudged: number,
    }) satisfies z.ZodType<Predicate['claims']>,
  }),
});
