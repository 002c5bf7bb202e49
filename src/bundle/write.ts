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

export interface BundleWriter {
  /** Where it lies until `commit`. */
  readonly directory: string;
  /** Begins a stream: "run", "t0001", "t0001.names", "t0001.replies". Each once. */
  readonly stream: (name: string) => StreamWriter;
  /** The streams so far, each of which must have ended, in the order in which they began. */
  readonly ended: () => readonly ManifestStream[];
  /** Keeps a document. `line` is its fact, salted, for `run.writeLine`; `file` is the path that the config gives it. */
  readonly document: (file: string, bytes: Uint8Array) => Promise<{ readonly fact: DocumentFact; readonly line: string }>;
  /** Writes manifest, attestation, key and VERIFY.md. Every stream must have ended. UserError not-writable, config-wrong, key-wrong. */
  readonly seal: (run: ManifestOfRun, key: SealingKey) => Promise<Manifest>;
  /** Gives the sealed bundle its final name. UserError not-writable, also where something has that name. */
  readonly commit: () => Promise<void>;
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

  async function seal(run: ManifestOfRun, key: SealingKey): Promise<Manifest> {
    const manifest = buildManifest(run, ended());
    const bytes = manifestBytes(manifest);
    const { attestation, publicKeyPem } = await attest(manifest, bytes, key);
    await writeNew(join(directory, PUBLIC_KEY), Buffer.from(publicKeyPem));
    await writeNew(join(directory, VERIFY_MD), Buffer.from(verifyMd));
    await writeNew(join(directory, MANIFEST), bytes);
    await writeNew(join(directory, ATTESTATION), attestation);
    sealed = true;
    return manifest;
  }

  async function commit(): Promise<void> {
    if (!sealed) throw new TypeError('a bundle is sealed before it gets its name');
    await renameForGood(directory, inner, target);
  }

  async function discard(): Promise<void> {
    for (const writer of streams.values()) await writer.abandon();
    await rm(directory, { recursive: true, force: true });
  }

  return { directory, stream, ended, document, seal, commit, discard };
}
