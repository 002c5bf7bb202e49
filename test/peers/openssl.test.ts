/** A scan's bundle in the hands of somebody who has openssl and nothing of ours. */
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { peer } from './peer.ts';
import { sealedByDemo } from './sealed-by-demo.ts';

const Attestation = z.object({
  verificationMaterial: z.object({ publicKey: z.object({ hint: z.string() }) }),
  dsseEnvelope: z.object({ payload: z.string(), payloadType: z.string(), signatures: z.tuple([z.object({ sig: z.string() })]) }),
});

let folder: string;
let bundle: string;
let raw: unknown;
let attestation: z.infer<typeof Attestation>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-openssl-'));
  bundle = await sealedByDemo(folder);
  raw = JSON.parse(await readFile(join(bundle, 'attestation.sigstore.json'), 'utf8'));
  attestation = Attestation.parse(raw);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What is signed: DSSE, protocol.md, "Signature Definition". */
function signedBytes(payload: Buffer): Buffer {
  const { payloadType } = attestation.dsseEnvelope;
  return Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
}

async function openssl(signed: Buffer): Promise<{ readonly status: number | null; readonly stdout: string }> {
  await writeFile(join(folder, 'signed'), signed);
  await writeFile(join(folder, 'sig'), Buffer.from(attestation.dsseEnvelope.signatures[0].sig, 'base64'));
  const args = ['dgst', '-sha256', '-verify', join(bundle, 'claimcheck.pub'), '-signature', join(folder, 'sig'), join(folder, 'signed')];
  return spawnSync(peer('openssl'), args, { encoding: 'utf8' });
}

describe("openssl on a scan's bundle", () => {
  test('says yes to its signature', async () => {
    const payload = Buffer.from(attestation.dsseEnvelope.payload, 'base64');
    expect(await openssl(signedBytes(payload))).toMatchObject({ status: 0, stdout: 'Verified OK\n' });
  });

  test('says no to any other statement', async () => {
    const payload = Buffer.from(attestation.dsseEnvelope.payload, 'base64');
    payload[payload.length - 10] = (payload[payload.length - 10] ?? 0) ^ 1;
    expect(await openssl(signedBytes(payload))).toMatchObject({ status: 1 });
  });

  test('makes the key id that the bundle names', () => {
    const der = spawnSync(peer('openssl'), ['pkey', '-pubin', '-in', join(bundle, 'claimcheck.pub'), '-outform', 'DER']).stdout;
    const { stdout } = spawnSync(peer('openssl'), ['dgst', '-sha256', '-binary'], { input: der });
    expect(stdout.toString('base64')).toBe(attestation.verificationMaterial.publicKey.hint);
  });

  test('says yes, with the other commands of its VERIFY.md, to all of it', async () => {
    const text = await readFile(join(bundle, 'VERIFY.md'), 'utf8');
    const commands = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, command]) => command).join('\n');
    const path = [dirname(peer('openssl')), dirname(peer('python3')), process.env['PATH']].join(delimiter);
    const env = { PATH: path, TMPDIR: folder, HOME: folder };
    const { status, stdout } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', commands], { cwd: bundle, encoding: 'utf8', env });
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['Verified OK', 'manifest.json: OK', 'streams/run.jsonl: OK']));
    expect(status).toBe(0);
  });
});

test("a Sigstore library says yes to a scan's bundle", async () => {
  const publicKey = createPublicKey(await readFile(join(bundle, 'claimcheck.pub'), 'utf8'));
  const root = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [], ctlogs: [] };
  const material = toTrustMaterial({ ...root, certificateAuthorities: [], timestampAuthorities: [] }, () => ({
    publicKey,
    validFor: () => true,
  }));
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  expect(verifier.verify(toSignedEntity(bundleFromJSON(raw)))).toBeDefined();
});
