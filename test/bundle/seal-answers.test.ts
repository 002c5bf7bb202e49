import { createPrivateKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keyidOf } from '../../src/bundle/dsse.ts';
import { jcs } from '../../src/bundle/jcs.ts';
import { followerOf, rotate } from '../../src/bundle/rotation.ts';
import type { TimestampAuthority } from '../../src/bundle/timestamp.ts';
import type { Trusted, TrustedKey } from '../../src/bundle/trust.ts';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import { resign } from './resign.ts';
import { inTemporaryDirectory, sealSmallBundle, signerOf } from './small-bundle.ts';
import { makeAuthority, type Stamping, stamp } from './tiny-authority.ts';

const JUDGED = '2026-11-20T10:05:00.000Z';
const authority = makeAuthority();
const believed: TimestampAuthority = { authority: 'Example Time', certificates: [authority.root.certificate] };

function pairOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): KeyPair {
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyid: keyidOf(publicKey),
  };
}

/** The answers about the seal of a bundle that was signed, or changed, as the test says. */
async function answersOf(
  change: (bundle: string, key: KeyPair) => Promise<void>,
  trust: (key: KeyPair) => readonly Trusted[],
): Promise<Readonly<Record<string, readonly [string, string]>>> {
  return inTemporaryDirectory(async (directory) => {
    const bundle = join(directory, 'bundle');
    const key = await sealSmallBundle(bundle);
    await change(bundle, key);
    const { answers } = await verifyIntegrity(bundle, trust(key));
    return Object.fromEntries(answers.map(({ question, answer, says }) => [question, [answer, says]]));
  });
}

/** Another key takes the place of the bundle's, with a signature of its own making. */
function signedWith(pair: KeyPair, how: (bytes: Buffer) => Buffer) {
  return (bundle: string) => resign(bundle, pair, { sign: how });
}

async function stamped(bundle: string, how: Stamping, more: object = {}): Promise<void> {
  const file = join(bundle, 'attestation.sigstore.json');
  const attestation = JSON.parse(await readFile(file, 'utf8'));
  const response = stamp(authority, Buffer.from(attestation.dsseEnvelope.signatures[0].sig, 'base64'), how);
  attestation.verificationMaterial.timestampVerificationData = {
    rfc3161Timestamps: [{ signedTimestamp: response.toString('base64') }],
    ...more,
  };
  await writeFile(file, jcs(attestation));
}

const trusting =
  (about: Partial<TrustedKey> = {}) =>
  (key: KeyPair) => [{ pem: key.publicPem, keyid: key.keyid, ...about }];

describe('a signature', () => {
  test('of an Ed25519 key is read', async () => {
    const pair = pairOf(generateKeyPairSync('ed25519'));
    const answers = await answersOf(
      signedWith(pair, (bytes) => sign(null, bytes, createPrivateKey(pair.privatePem))),
      () => trusting()(pair),
    );
    expect(answers).toMatchObject({ signature: ['yes', expect.stringContaining('(Ed25519)')], signer: ['yes', expect.anything()] });
  });

  const p384 = pairOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }));
  const p521 = pairOf(generateKeyPairSync('ec', { namedCurve: 'P-521' }));
  const rsa = pairOf(generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const ed = pairOf(generateKeyPairSync('ed25519'));
  const own = generateKey();
  const by = (pair: KeyPair, digest: string | null) => (bytes: Buffer) => sign(digest, bytes, createPrivateKey(pair.privatePem));

  test.each<[string, KeyPair, (bytes: Buffer) => Buffer, RegExp]>([
    ['a P-384 key', p384, by(p384, 'sha384'), /on the curve P-384/],
    ['a P-521 key', p521, by(p521, 'sha512'), /on the curve P-521/],
    ['an RSA key', rsa, by(rsa, 'sha256'), /an RSA key of 2048 bits/],
    // Ed25519ph signs SHA-512 of the message; with pure Ed25519 over that digest nobody verifies it either.
    ['an Ed25519 key, over a digest', ed, (bytes) => by(ed, null)(hash('sha512', bytes, 'buffer')), /Ed25519ph is not read/],
    ['a P-256 key, over SHA-512', own, by(own, 'sha512'), /not one of this key/],
    [
      'a P-256 key, r and s as they are',
      own,
      (bytes) => sign('sha256', bytes, { key: createPrivateKey(own.privatePem), dsaEncoding: 'ieee-p1363' }),
      /IEEE P1363/,
    ],
    ['nobody', own, () => Buffer.alloc(0), /not one of this key/],
  ])('of %s is refused by name', async (_, pair, how, says) => {
    const answers = await answersOf(signedWith(pair, how), () => trusting()(pair));
    expect(answers).toMatchObject({ signature: ['no', expect.stringMatching(says)], signer: ['not-checked', expect.anything()] });
  });

  test('of a trusted key under the name of another is told apart from a stranger’s', async () => {
    const stranger = generateKey();
    const rename = async (bundle: string) => {
      const file = join(bundle, 'attestation.sigstore.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace(/"hint":"[^"]*"/, `"hint":"${stranger.keyid}"`));
    };
    expect(await answersOf(rename, trusting())).toMatchObject({
      signature: ['no', expect.stringMatching(/names the key .* and is signed with/)],
    });
  });
});

describe('a signer', () => {
  const revoked = { since: '2026-12-01T00:00:00.000Z', reason: 'the token was lost' };

  test.each<[string, Partial<TrustedKey>, string, RegExp]>([
    ['with a name is called by it', { name: 'Example Ltd' }, 'yes', /"Example Ltd"/],
    [
      'whose key was in use is trusted, on its own word',
      { from: '2026-01-01T00:00:00.000Z', until: JUDGED },
      'yes',
      /as the signer says, while it was in use/,
    ],
    ['whose key was not yet in use is not trusted', { from: '2026-11-20T10:05:00.001Z' }, 'no', /before its key was in use/],
    ['whose key was no longer in use is not trusted', { until: '2026-11-20T10:04:59.999Z' }, 'no', /after its key was in use/],
    [
      'whose key was revoked is not trusted',
      { revoked: { ...revoked, since: '2026-11-01T00:00:00.000Z' } },
      'no',
      /revoked since.*the token was lost/,
    ],
    ['whose key was revoked later is not trusted on its own word', { revoked }, 'no', /no timestamp shows/],
  ])('%s', async (_, about, answer, says) => {
    expect(await answersOf(async () => {}, trusting(about))).toMatchObject({ signer: [answer, expect.stringMatching(says)] });
  });

  test('whose key was revoked later is trusted where a timestamp shows that it signed before', async () => {
    const trust = (key: KeyPair) => [...trusting({ revoked })(key), believed];
    const answers = await answersOf((bundle) => stamped(bundle, { at: '2026-11-20T10:05:03Z' }), trust);
    expect(answers).toMatchObject({
      timestamp: ['yes', expect.anything()],
      signer: ['yes', expect.stringMatching(/as the timestamp shows, before/)],
    });
    const late = await answersOf((bundle) => stamped(bundle, { at: '2026-12-01T00:00:00Z' }), trust);
    expect(late).toMatchObject({ signer: ['no', expect.stringMatching(/revoked since/)] });
  });
});

describe('a timestamp', () => {
  const trust = (key: KeyPair) => [...trusting()(key), believed];

  test('of a trusted authority says who, when, and how far from the verdicts', async () => {
    const answers = await answersOf((bundle) => stamped(bundle, { at: '2026-11-20T10:05:03Z' }), trust);
    expect(answers['timestamp']).toEqual([
      'yes',
      expect.stringMatching(/^"Example Time" shows .* 2026-11-20T10:05:03\.000Z, 3 seconds after/),
    ]);
  });

  test.each([
    ['2026-11-20T10:30:00Z', /1500 seconds after/],
    ['2026-11-20T09:05:00Z', /3600 seconds before its signer's clock/],
  ])('far from the verdicts is a note: %s', async (at, says) => {
    expect(await answersOf((bundle) => stamped(bundle, { at }), trust)).toMatchObject({ timestamp: ['note', expect.stringMatching(says)] });
  });

  test('is not checked where no authority is trusted, and is no time to go by', async () => {
    const answers = await answersOf(
      (bundle) => stamped(bundle, { at: '2026-11-20T10:05:03Z' }),
      trusting({ until: '2027-01-01T00:00:00.000Z' }),
    );
    expect(answers).toMatchObject({
      timestamp: ['not-checked', expect.stringContaining('--trust')],
      signer: ['yes', expect.stringContaining('as the signer says')],
    });
  });

  test('of another authority than those that are trusted is refused', async () => {
    const other = { authority: 'Other Time', certificates: [makeAuthority().root.certificate] };
    const answers = await answersOf(
      (bundle) => stamped(bundle, {}),
      (key) => [...trusting()(key), other],
    );
    expect(answers).toMatchObject({ timestamp: ['no', expect.stringContaining('none of the authorities')] });
  });

  test('of another signature, or broken, is refused without any authority', async () => {
    const moved = async (bundle: string, key: KeyPair) => {
      await stamped(bundle, {});
      const file = join(bundle, 'attestation.sigstore.json');
      const stampedBefore = JSON.parse(await readFile(file, 'utf8'));
      await resign(bundle, key, {});
      const again = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, jcs({ ...again, verificationMaterial: stampedBefore.verificationMaterial }));
    };
    expect(await answersOf(moved, trusting())).toMatchObject({ timestamp: ['no', expect.stringContaining('something else')] });
    expect(await answersOf((bundle) => stamped(bundle, { changed: 'content' }), trusting())).toMatchObject({
      timestamp: ['no', expect.anything()],
    });
  });

  test('stands among fields that strict readers know, and no others', async () => {
    expect(await answersOf((bundle) => stamped(bundle, {}, { more: 1 }), trust)).toMatchObject({
      signature: ['no', expect.stringContaining('more')],
    });
  });
});

describe('a rotation', () => {
  const old = generateKey();
  const next = generateKey();
  const trustedOld: TrustedKey = { name: 'Example Ltd', pem: old.publicPem, keyid: old.keyid };
  const rotatedAt = '2026-06-01T00:00:00Z';

  test('signed by the old key makes the new one trusted, from then on', async () => {
    const bytes = await rotate(signerOf(old), next.publicPem, rotatedAt);
    expect(followerOf('r.json', bytes, trustedOld)).toEqual({
      name: 'Example Ltd',
      pem: next.publicPem,
      keyid: next.keyid,
      from: '2026-06-01T00:00:00.000Z',
    });
  });

  test('signed by anybody else is refused', async () => {
    const bytes = await rotate(signerOf(generateKey()), next.publicPem, rotatedAt);
    expect(() => followerOf('r.json', bytes, trustedOld)).toThrow(expect.objectContaining({ code: 'signer' }));
  });

  test('that was changed is refused', async () => {
    const bytes = JSON.parse((await rotate(signerOf(old), next.publicPem, rotatedAt)).toString());
    const payload = Buffer.from(bytes.dsseEnvelope.payload, 'base64').toString().replace('2026-06', '2026-05');
    const changed = jcs({ ...bytes, dsseEnvelope: { ...bytes.dsseEnvelope, payload: Buffer.from(payload).toString('base64') } });
    expect(() => followerOf('r.json', changed, trustedOld)).toThrow(expect.objectContaining({ code: 'signature' }));
  });

  test.each<[string, Partial<TrustedKey>]>([
    ['before', { from: '2026-06-01T00:00:00.001Z' }],
    ['after', { until: '2026-05-31T23:59:59.999Z' }],
    ['in the time of a revocation of', { revoked: { since: '2026-06-01T00:00:00.000Z', reason: 'lost' } }],
  ])('%s the use of the old key is refused', async (_, about) => {
    const bytes = await rotate(signerOf(old), next.publicPem, rotatedAt);
    expect(() => followerOf('r.json', bytes, { ...trustedOld, ...about })).toThrow(expect.objectContaining({ code: 'signer' }));
  });
});
