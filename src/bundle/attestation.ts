/** attestation.sigstore.json: the signed statement about manifest.json. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { BundleError } from '../errors.ts';
import type { Manifest, Verdict } from '../model.ts';
import { shown } from './hostile.ts';
import { ATTESTATION, MANIFEST } from './layout.ts';
import { instant } from './manifest.ts';
import { type Envelope, parseEnvelope, parseStatement, type SealingKey, signStatement } from './sigstore.ts';

export type { SealingKey } from './sigstore.ts';

export const PREDICATE_TYPE = 'https://claimcheck.dev/evidence/v1';

/** The statement's free part: what a reader of the attestation alone wants to know. */
export interface Predicate {
  readonly formatVersion: 1;
  readonly runId: string;
  readonly judgedAt: string;
  /** Claims by verdict; a verdict that no claim has is left out. */
  readonly claims: Readonly<Partial<Record<Verdict, number>>>;
}

/** An attestation, taken apart and decoded. Nothing of it is believed before its signature is checked. */
export interface Attestation extends Envelope {
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
  const subject = { name: MANIFEST, sha256: hash('sha256', manifestFile, 'hex') };
  const { bytes, publicKeyPem } = await signStatement({ subject, predicateType: PREDICATE_TYPE, predicate: predicateOf(manifest) }, key);
  return { attestation: bytes, publicKeyPem };
}

/**
 * Takes an attestation apart, without checking its signature. BundleError not-json, wrong-shape, or `signature` where there is
 * not exactly one.
 */
export function parseAttestation(bytes: Buffer): Attestation {
  const envelope = parseEnvelope(ATTESTATION, bytes);
  const { subject, predicate } = parseStatement(ATTESTATION, envelope, { predicateType: PREDICATE_TYPE, predicate: predicateShape });
  if (subject.name !== MANIFEST)
    throw new BundleError('wrong-shape', `${ATTESTATION} is about ${shown(subject.name)}, not about ${MANIFEST}`);
  return { ...envelope, manifestSha256: subject.sha256, predicate };
}

const number = z.int().nonnegative().exactOptional();

const predicateShape = z.strictObject({
  formatVersion: z.literal(1),
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
}) satisfies z.ZodType<Predicate>;
