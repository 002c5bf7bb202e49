import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jcs } from '../../src/bundle/jcs.ts';
import type { Manifest, ManifestStream } from '../../src/model.ts';
import type { KeyPair } from '../../src/signers/keygen.ts';
import { naiveRoot } from './naive-merkle.ts';

/** A record as it stands in its line, salt included. */
export type SaltedRecord = Readonly<Record<string, unknown>>;

/** What the holder of the key changes. Each step works on what the steps before it left; the seal is made new at the end. */
export interface Change {
  /** By stream name. A record keeps its salt; one without gets some. */
  readonly records?: Readonly<Record<string, (records: readonly SaltedRecord[]) => readonly SaltedRecord[]>>;
  /** By stream name: the whole file. */
  readonly bytes?: Readonly<Record<string, (bytes: Buffer) => Buffer>>;
  readonly manifest?: (manifest: Manifest) => Manifest;
  /** The JSON texts themselves, for what no object can say. */
  readonly manifestText?: (text: string) => string;
  readonly statementText?: (text: string) => string;
  readonly attestationText?: (text: string) => string;
  /** Makes the signature; by default ECDSA P-256 in DER over the envelope's pre-authentication encoding. */
  readonly sign?: (bytes: Buffer) => Buffer;
}

/**
 * Changes a bundle in place and seals it again with the same key, as its holder could: streams and manifest agree with each
 * other again, and the signature is good. Whatever else no longer agrees is for `verify` to find.
 */
export async function resign(directory: string, key: KeyPair, change: Change): Promise<void> {
  const manifest: Manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
  for (const [name, mutate] of Object.entries(change.records ?? {})) {
    await rewrite(directory, name, (bytes) => toLines(mutate(toRecords(bytes))));
  }
  for (const [name, mutate] of Object.entries(change.bytes ?? {})) await rewrite(directory, name, mutate);
  const streams: ManifestStream[] = [];
  for (const stream of manifest.streams) streams.push(await describeStream(directory, stream.name));
  const changed = change.manifest?.({ ...manifest, streams }) ?? { ...manifest, streams };
  await seal(directory, key, changed, change);
}

async function seal(directory: string, key: KeyPair, manifest: Manifest, change: Change): Promise<void> {
  const keep = (text: string) => text;
  const manifestText = (change.manifestText ?? keep)(jcs(manifest).toString());
  await writeFile(join(directory, 'manifest.json'), manifestText);
  const old = JSON.parse(await readFile(join(directory, 'attestation.sigstore.json'), 'utf8'));
  const statement = JSON.parse(Buffer.from(old.dsseEnvelope.payload, 'base64').toString());
  statement.subject[0].digest.sha256 = createHash('sha256').update(manifestText).digest('hex');
  const claims: Record<string, number> = {};
  for (const { verdict } of manifest.claims) claims[verdict] = (claims[verdict] ?? 0) + 1;
  statement.predicate = { formatVersion: manifest.formatVersion, runId: manifest.run.id, judgedAt: manifest.run.judgedAt, claims };
  const payload = Buffer.from((change.statementText ?? keep)(jcs(statement).toString()));
  const type: string = old.dsseEnvelope.payloadType;
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
  const signature = change.sign?.(signed) ?? sign('sha256', signed, { key: createPrivateKey(key.privatePem), dsaEncoding: 'der' });
  const attestation = {
    mediaType: old.mediaType,
    verificationMaterial: { publicKey: { hint: key.keyid } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: type,
      signatures: [{ sig: signature.toString('base64') }],
    },
  };
  await writeFile(join(directory, 'attestation.sigstore.json'), (change.attestationText ?? keep)(jcs(attestation).toString()));
  await writeFile(join(directory, 'claimcheck.pub'), key.publicPem);
}

async function rewrite(directory: string, name: string, mutate: (bytes: Buffer) => Buffer): Promise<void> {
  const file = join(directory, 'streams', `${name}.jsonl`);
  await writeFile(file, mutate(await readFile(file)));
}

function toRecords(bytes: Buffer): SaltedRecord[] {
  return bytes
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function toLines(records: readonly SaltedRecord[]): Buffer {
  const lines = records.map(
    ({ salt, ...record }, index) => `${JSON.stringify({ salt: salt ?? index.toString(16).padStart(32, '0'), ...record })}\n`,
  );
  return Buffer.from(lines.join(''));
}

/** What a manifest says of a stream's file, computed without the code that is tested. */
export async function describeStream(directory: string, name: string): Promise<ManifestStream> {
  const file = `streams/${name}.jsonl`;
  const bytes = await readFile(join(directory, file));
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? bytes.length : end + 1;
  }
  return {
    name,
    file,
    size: lines.length,
    bytes: bytes.length,
    root: naiveRoot(lines).toString('hex'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
