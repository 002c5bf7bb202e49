/** Whether a bundle is the one that was sealed, and by whom. What its records mean is not asked here. */
import { hash, type KeyObject } from 'node:crypto';
import { BundleError } from '../errors.ts';
import type { Manifest, ManifestStream, VerifyAnswer } from '../model.ts';
import { type Answers, createAnswers } from './answers.ts';
import { type Attestation, PAYLOAD_TYPE, parseAttestation, predicateOf } from './attestation.ts';
import { checkDocuments, type DocumentLine } from './documents.ts';
import { isSignedBy, keyidOf, p256PublicKey } from './dsse.ts';
import { readSmall, shown } from './hostile.ts';
import { jcs } from './jcs.ts';
import { ATTESTATION, MANIFEST, MANIFEST_LIMIT, PUBLIC_KEY, SMALL_FILE_LIMIT, VERIFY_MD } from './layout.ts';
import { listDocuments } from './list.ts';
import { parseManifest } from './manifest.ts';
import { parseRunRecord } from './parse-run.ts';
import { openStream } from './read.ts';
import { sealedLines } from './sealed-lines.ts';
import { verifyMd } from './verify-md.ts';

/** A public key that the verifier trusts, got by a way of their own. */
export interface TrustedKey {
  readonly pem: string;
  readonly keyid: string;
}

export interface Integrity {
  /** Absent where it could not be read. It is what the signer sealed only where there are no failures. */
  readonly manifest?: Manifest;
  /** The key id that the attestation names; absent where it could not be read. */
  readonly keyid?: string;
  /** About signature, signer and integrity; several of one question where several things broke. */
  readonly answers: readonly VerifyAnswer[];
  /** One for each `no`. */
  readonly failures: readonly BundleError[];
}

/**
 * Checks the signature, whose it is, and every byte that it covers: each line of each stream, each document, and that no file
 * is missing or too many. Whatever is wrong with the bundle is an answer; only bugs are thrown.
 */
export async function verifyIntegrity(directory: string, trusted: readonly TrustedKey[]): Promise<Integrity> {
  const found = createAnswers();
  const { answers, failures, ask, say } = found;
  const attestation = await ask('signature', async () => parseAttestation(await readSmall(directory, ATTESTATION, SMALL_FILE_LIMIT)));
  if (attestation === undefined) say('signer', 'not-checked', 'the attestation cannot be read');
  else await askSigner(found, directory, attestation, trusted);
  const manifest = await ask('integrity', () => readManifest(directory, attestation));
  if (manifest !== undefined) await askContent(found, directory, manifest, attestation);
  const broken = answers.some(({ question, answer }) => question === 'integrity' && answer === 'no');
  if (manifest !== undefined && !broken) sayWhole(found, manifest, attestation);
  return { ...(manifest && { manifest }), ...(attestation && { keyid: attestation.keyid }), answers, failures };
}

/** Where the key is not trusted, the one in the bundle still tells a broken signature from a stranger's. */
async function askSigner(
  { ask, say }: Answers,
  directory: string,
  attestation: Attestation,
  trusted: readonly TrustedKey[],
): Promise<void> {
  const { keyid } = attestation;
  const given = trusted.map(({ pem }) => p256PublicKey(pem)).find((key) => key !== undefined && keyidOf(key) === keyid);
  const enclosed = await ask('integrity', () => enclosedKey(directory, keyid));
  const valid = await ask('signature', () => isValid(given ?? enclosed, attestation));
  if (valid === true) say('signature', 'yes', `${ATTESTATION} is signed with the key ${shown(keyid)} (ECDSA P-256, SHA-256)`);
  if (valid === false) say('signature', 'not-checked', `the key ${shown(keyid)} is not here`);
  await ask('signer', () => {
    if (given === undefined) throw new BundleError('signer', `the bundle names the key ${shown(keyid)}, which is none of those given`);
    if (valid === true) say('signer', 'yes', `the key ${shown(keyid)} is one of those given`);
    else say('signer', 'not-checked', `the bundle names the key ${shown(keyid)}, but did not prove it`);
  });
}

/** Whether the signature is good; false where there is no key to check it with. */
function isValid(key: KeyObject | undefined, { keyid, payload, signature }: Attestation): boolean {
  if (key === undefined) return false;
  if (isSignedBy(key, PAYLOAD_TYPE, payload, signature)) return true;
  throw new BundleError('signature', `${ATTESTATION}: the signature is not one of the key ${shown(keyid)} over this statement`);
}

async function readManifest(directory: string, attestation: Attestation | undefined): Promise<Manifest> {
  const bytes = await readSmall(directory, MANIFEST, MANIFEST_LIMIT);
  if (attestation !== undefined && hash('sha256', bytes, 'hex') !== attestation.manifestSha256) {
    throw new BundleError('digest', `${MANIFEST} was changed: its SHA-256 is not the one in ${ATTESTATION}`);
  }
  return parseManifest(bytes);
}

async function askContent(
  { ask, say }: Answers,
  directory: string,
  manifest: Manifest,
  attestation: Attestation | undefined,
): Promise<void> {
  if (attestation !== undefined) await ask('integrity', () => checkPredicate(manifest, attestation));
  const documents = await ask('integrity', () => listDocuments(directory, manifest));
  for (const stream of manifest.streams) {
    const lines = await ask('integrity', () => (stream.name === 'run' ? documentLines(directory, stream) : readThrough(directory, stream)));
    if (documents !== undefined && lines !== undefined && stream.name === 'run') {
      await ask('integrity', () => checkDocuments(directory, documents, lines));
    }
  }
  const text = await ask('integrity', () => readSmall(directory, VERIFY_MD, SMALL_FILE_LIMIT));
  if (text !== undefined && !text.equals(Buffer.from(verifyMd))) {
    say('integrity', 'note', `${VERIFY_MD} is not the text that this claimcheck writes; no signature covers it`);
  }
}

function sayWhole({ say }: Answers, manifest: Manifest, attestation: Attestation | undefined): void {
  const lines = manifest.streams.reduce((sum, { size }) => sum + size, 0);
  const whole = `all ${lines} lines of ${manifest.streams.length} streams, and the documents, are what ${MANIFEST} says`;
  if (attestation === undefined) say('integrity', 'not-checked', `${whole}; what was sealed cannot be read`);
  else say('integrity', 'yes', whole);
}

/** The key in the bundle: for those who check without us, so it must be the one that the attestation names. */
async function enclosedKey(directory: string, keyid: string): Promise<KeyObject> {
  const pem = (await readSmall(directory, PUBLIC_KEY, SMALL_FILE_LIMIT)).toString('latin1');
  const key = p256PublicKey(pem);
  if (key === undefined || keyidOf(key) !== keyid || key.export({ type: 'spki', format: 'pem' }) !== pem) {
    throw new BundleError('inconsistent', `${PUBLIC_KEY} is not the key ${shown(keyid)} that ${ATTESTATION} names`);
  }
  return key;
}

function checkPredicate(manifest: Manifest, attestation: Attestation): void {
  if (jcs(predicateOf(manifest)).equals(jcs(attestation.predicate))) return;
  throw new BundleError('inconsistent', `the predicate of ${ATTESTATION} does not agree with ${MANIFEST}`);
}

async function readThrough(directory: string, stream: ManifestStream): Promise<readonly DocumentLine[]> {
  for await (const _ of sealedLines(directory, stream));
  return [];
}

async function documentLines(directory: string, stream: ManifestStream): Promise<readonly DocumentLine[]> {
  const found: DocumentLine[] = [];
  for await (const lines of openStream(directory, stream)) {
    for (const { line, salt, record } of lines) {
      const fact = parseRunRecord(record, { file: stream.file, line });
      if (fact.record === 'document') found.push({ salt, fact });
    }
  }
  return found;
}
