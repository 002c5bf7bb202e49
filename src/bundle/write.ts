/** Writes a bundle beside its final name; it takes that name only when it is whole. */
import { hash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DocumentFact, Manifest, ManifestStream } from '../model.ts';
import { attest, type SealingKey } from './attestation.ts';
import { makeDirectory, makeWorkingDirectory, refuseExisting, renameForGood, writeNew } from './durable.ts';
import { ATTESTATION, DOCUMENTS, documentFile, isStreamName, MANIFEST, PUBLIC_KEY, STREAMS, VERIFY_MD } from './layout.ts';
import { lineWithSalt, newSalt, type Random, saltedDigest } from './line.ts';
import { buildManifest, type ManifestOfRun, manifestBytes } from './manifest.ts';
import { createStreamWriter, type StreamWriter } from './stream-writer.ts';
import { verifyMd } from './verify-md.ts';

/** What the name of a run ends with that is whole but for its signature. */
export const UNSEALED = '.unsealed';

export interface BundleWriter {
  /** Where it lies until `commit`. */
  readonly directory: string;
  /** Begins a stream: "run", "t0001", "t0001.names", "t0001.replies". Each once. */
  readonly stream: (name: string) => StreamWriter;
  /** The streams so far, each of which must have ended, in the order in which they began. */
  readonly ended: () => readonly ManifestStream[];
  /** Keeps a document. `line` is its fact, salted, for `run.writeLine`; `file` is the path that the config gives it. */
  readonly document: (file: string, bytes: Uint8Array) => Promise<{ readonly fact: DocumentFact; readonly line: string }>;
  /** Writes manifest and VERIFY.md: all but the signature. Every stream must have ended. UserError not-writable, config-wrong. */
  readonly conclude: (run: ManifestOfRun) => Promise<Manifest>;
  /** Signs what was concluded. UserError not-writable, key-wrong; then it can be tried again. */
  readonly sign: (key: SealingKey) => Promise<void>;
  /** Concludes and signs. */
  readonly seal: (run: ManifestOfRun, key: SealingKey) => Promise<Manifest>;
  /** Gives the sealed bundle its final name. UserError not-writable, also where something has that name. */
  readonly commit: () => Promise<void>;
  /** Gives what was concluded, but not signed, another name for good: where it lies. UserError not-writable. */
  readonly keep: () => Promise<string>;
  /** Removes what was written under the working name. */
  readonly discard: () => Promise<void>;
}

/** Starts a bundle that will be called `final`. UserError not-writable, also where something has that name. */
export async function createBundle(final: string, random: Random): Promise<BundleWriter> {
  const target = resolve(final);
  await refuseExisting(target);
  const directory = await makeWorkingDirectory(target);
  const inner = [join(directory, STREAMS)];
  await makeDirectory(join(directory, STREAMS));
  const streams = new Map<string, StreamWriter>();
  let concluded: Manifest | undefined;
  let sealed = false;

  function stream(name: string): StreamWriter {
    if (!isStreamName(name)) throw new TypeError(`${name} is not the name of a stream`);
    if (streams.has(name)) throw new TypeError(`stream ${name} was begun before`);
    const writer = createStreamWriter(directory, name, random);
    streams.set(name, writer);
    return writer;
  }

  async function document(file: string, bytes: Uint8Array): Promise<{ fact: DocumentFact; line: string }> {
    const salt = newSalt(random);
    const documents = join(directory, DOCUMENTS);
    await makeDirectory(documents);
    if (!inner.includes(documents)) inner.push(documents);
    await writeNew(join(directory, documentFile(file, saltedDigest(salt, bytes))), bytes);
    const fact: DocumentFact = { record: 'document', file, sha256: hash('sha256', bytes, 'hex'), bytes: bytes.length };
    return { fact, line: lineWithSalt(fact, salt) };
  }

  function ended(): readonly ManifestStream[] {
    return [...streams].map(([name, writer]) => {
      if (writer.ended === undefined) throw new TypeError(`stream ${name} has not ended`);
      return writer.ended;
    });
  }

  async function conclude(run: ManifestOfRun): Promise<Manifest> {
    const manifest = buildManifest(run, ended());
    await writeNew(join(directory, VERIFY_MD), Buffer.from(verifyMd));
    await writeNew(join(directory, MANIFEST), manifestBytes(manifest));
    concluded = manifest;
    return manifest;
  }

  async function sign(key: SealingKey): Promise<void> {
    if (concluded === undefined) throw new TypeError('a run is concluded before it is signed');
    await signRun(directory, concluded, key);
    sealed = true;
  }

  async function seal(run: ManifestOfRun, key: SealingKey): Promise<Manifest> {
    const manifest = await conclude(run);
    await sign(key);
    return manifest;
  }

  async function commit(): Promise<void> {
    if (!sealed) throw new TypeError('a bundle is sealed before it gets its name');
    await renameForGood(directory, inner, target);
  }

  async function keep(): Promise<string> {
    if (concluded === undefined || sealed) throw new TypeError('what is kept is concluded and not sealed');
    const name = `${target}${UNSEALED}`;
    await renameForGood(directory, inner, name);
    return name;
  }

  async function discard(): Promise<void> {
    for (const writer of streams.values()) await writer.abandon();
    await rm(directory, { recursive: true, force: true });
  }

  return { directory, stream, ended, document, conclude, sign, seal, commit, keep, discard };
}

/** Signs a concluded run where it lies. UserError not-writable, key-wrong. */
export async function signRun(directory: string, manifest: Manifest, key: SealingKey): Promise<void> {
  const { attestation, publicKeyPem } = await attest(manifest, manifestBytes(manifest), key);
  await writeNew(join(directory, PUBLIC_KEY), Buffer.from(publicKeyPem));
  await writeNew(join(directory, ATTESTATION), attestation);
}
