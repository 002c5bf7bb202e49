/** Whether a bundle is the one that was sealed, and by whom. What its records mean is for those who read along. */
import { hash } from 'node:crypto';
import { BundleError } from '../errors.ts';
import type { Manifest, VerifyAnswer } from '../model.ts';
import { createAnswers } from './answers.ts';
import { type Attestation, predicateOf } from './attestation.ts';
import { type Along, checkContent, type Withheld, wholeness } from './content.ts';
import { readSmall } from './hostile.ts';
import { jcs } from './jcs.ts';
import { ATTESTATION, MANIFEST, MANIFEST_LIMIT } from './layout.ts';
import { parseManifest } from './manifest.ts';
import { askSeal } from './seal-answers.ts';
import type { Trusted } from './trust.ts';

export interface Integrity {
  /** Absent where it could not be read. It is what the signer sealed only where there are no failures. */
  readonly manifest?: Manifest;
  /** The key id that the attestation names; absent where it could not be read. */
  readonly keyid?: string;
  /** About signature, timestamp, signer, integrity and documents; several of one question where several things broke. */
  readonly answers: readonly VerifyAnswer[];
  /** One for each `no`. */
  readonly failures: readonly BundleError[];
  /** Of the streams that are what was sealed. */
  readonly withheld: Withheld;
  /** What those who read along found wrong. */
  readonly heard?: BundleError;
}

/**
 * Checks the signature, whose it is, and every byte that it covers: each line of each stream, each document, and that no file
 * is missing or too many. Whatever is wrong with the bundle is an answer; only bugs are thrown.
 */
export async function verifyIntegrity(
  directory: string,
  trusted: readonly Trusted[],
  along?: (manifest: Manifest) => Along,
): Promise<Integrity> {
  const found = createAnswers();
  const { answers, failures, ask, say } = found;
  const attestation = await askSeal(found, directory, trusted);
  const keyid = attestation && { keyid: attestation.keyid };
  const manifest = await ask('integrity', () => readManifest(directory, attestation));
  if (manifest === undefined) return { ...keyid, answers, failures, withheld: new Map() };
  if (attestation !== undefined) await ask('integrity', () => checkPredicate(manifest, attestation));
  const { withheld, failure } = await checkContent(found, directory, manifest, along?.(manifest));
  const broken = answers.some(({ question, answer }) => question === 'integrity' && answer === 'no');
  if (!broken && attestation === undefined)
    say('integrity', 'not-checked', `${wholeness(manifest, withheld)}; what was sealed cannot be read`);
  if (!broken && attestation !== undefined) say('integrity', 'yes', wholeness(manifest, withheld));
  return { manifest, ...keyid, answers, failures, withheld, ...(failure && { heard: failure }) };
}

async function readManifest(directory: string, attestation: Attestation | undefined): Promise<Manifest> {
  const bytes = await readSmall(directory, MANIFEST, MANIFEST_LIMIT);
  if (attestation !== undefined && hash('sha256', bytes, 'hex') !== attestation.manifestSha256) {
    throw new BundleError('digest', `${MANIFEST} was changed: its SHA-256 is not the one in ${ATTESTATION}`);
  }
  return parseManifest(bytes);
}

function checkPredicate(manifest: Manifest, attestation: Attestation): void {
  if (jcs(predicateOf(manifest)).equals(jcs(attestation.predicate))) return;
  throw new BundleError('inconsistent', `the predicate of ${ATTESTATION} does not agree with ${MANIFEST}`);
}
