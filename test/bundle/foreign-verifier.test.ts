import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import { inTemporaryDirectory, sealSmallBundle } from './small-bundle.ts';

let key: KeyPair;
let attestation: { dsseEnvelope: { payload: string } };

beforeAll(async () => {
  await inTemporaryDirectory(async (directory) => {
    key = await sealSmallBundle(join(directory, 'bundle'));
    attestation = JSON.parse(await readFile(join(directory, 'bundle/attestation.sigstore.json'), 'utf8'));
  });
});

/** Offline, with a key of one's own: no transparency log, no timestamp. */
function verifyWithSigstore(bundle: unknown, trusted: KeyPair): void {
  const material = toTrustMaterial(
    {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [],
      ctlogs: [],
      certificateAuthorities: [],
      timestampAuthorities: [],
    },
    (hint) => {
      if (hint !== trusted.keyid) throw new Error('unknown key');
      return { publicKey: createPublicKey(trusted.publicPem), validFor: () => true };
    },
  );
  new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }).verify(toSignedEntity(bundleFromJSON(bundle)));
}

describe('the attestation, read by a Sigstore library', () => {
  test('is a v0.3 bundle whose signature is good', () => {
    verifyWithSigstore(attestation, key);
  });

  test('is refused with another key', () => {
    expect(() => verifyWithSigstore(attestation, generateKey())).toThrow('unknown key');
  });

  test('is refused where the statement was changed', () => {
    const payload = Buffer.from(attestation.dsseEnvelope.payload, 'base64');
    payload[payload.length - 10] = (payload[payload.length - 10] ?? 0) ^ 1;
    const changed = { ...attestation, dsseEnvelope: { ...attestation.dsseEnvelope, payload: payload.toString('base64') } };
    expect(() => verifyWithSigstore(changed, key)).toThrow();
  });

  test('has no field that strict readers do not know', () => {
    expect(attestation).toEqual({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: key.keyid } },
      dsseEnvelope: {
        payload: expect.any(String),
        payloadType: 'application/vnd.in-toto+json',
        signatures: [{ sig: expect.any(String) }],
      },
    });
    expect(Object.keys(JSON.parse(Buffer.from(attestation.dsseEnvelope.payload, 'base64').toString())).sort()).toEqual([
      '_type',
      'predicate',
      'predicateType',
      'subject',
    ]);
  });
});
