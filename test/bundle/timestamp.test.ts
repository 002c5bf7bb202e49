import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { authorityOf, checkTimestamp, repeats, timestampRequest } from '../../src/bundle/timestamp.ts';
import { BundleError } from '../../src/errors.ts';
import fc from '../property.ts';
import { type Authority, EXTENSION, makeAuthority, makeCertificate, type Stamping, stamp } from './tiny-authority.ts';

const SIGNATURE = Buffer.from('a signature of a bundle');
const ec = makeAuthority('ec');
const rsa = makeAuthority('rsa');

const trusting = ({ root }: Authority) => [{ authority: 'test', certificates: [root.certificate] }];

describe('a timestamp', () => {
  test.each<[string, Authority, Stamping]>([
    ['ECDSA, SHA-256', ec, {}],
    ['ECDSA, SHA-384', ec, { digest: 'sha384' }],
    ['ECDSA, SHA-512', ec, { digest: 'sha512' }],
    ['RSA, SHA-256', rsa, {}],
    ['RSA, SHA-512', rsa, { digest: 'sha512' }],
    ['RSA that names no digest, SHA-512', rsa, { digest: 'sha512', bareRsa: true }],
    ['the older ESSCertID', ec, { ess: 'v1' }],
    ['a status with modifications', ec, { status: 1 }],
  ])('by %s is believed, where its root is trusted', (_, authority, how) => {
    const timestamp = checkTimestamp(stamp(authority, SIGNATURE, how), SIGNATURE);
    expect(new Date(timestamp.time).toISOString()).toBe('2026-07-01T12:00:10.000Z');
    expect(authorityOf(timestamp, trusting(authority))?.authority).toBe('test');
    expect(authorityOf(timestamp, trusting(authority === ec ? rsa : ec))).toBeUndefined();
  });

  test.each<[string, Authority, Stamping, RegExp]>([
    ['was refused', ec, { status: 2 }, /refused: status 02, "not today"/],
    ['has a changed content', ec, { changed: 'content' }, /was changed: its content/],
    ['has a changed signature', ec, { changed: 'signature' }, /was changed: its signature/],
    ['has a changed RSA signature', rsa, { changed: 'signature' }, /was changed: its signature/],
    ['has no certificate', ec, { certificates: [] }, /does not have the certificate/],
    ['names another certificate', ec, { named: ec.root.certificate }, /names another certificate/],
    ['names no certificate', ec, { ess: 'none' }, /ESSCertID/],
    ['has two signers', ec, { signers: 2 }, /2 signers/],
    ['is signed for another purpose', makeAuthority('ec', []), {}, /not for time stamping/],
    ['is signed for another purpose too', makeAuthority('ec', [EXTENSION.timeStampingAndServer]), {}, /for that alone/],
    ['has a purpose that is not critical', makeAuthority('ec', [EXTENSION.timeStampingNotCritical]), {}, /critical/],
    [
      'is signed with a key for no signatures',
      makeAuthority('ec', [EXTENSION.timeStamping, EXTENSION.keyAgreementOnly]),
      {},
      /not for signatures/,
    ],
  ])('that %s is refused', (_, authority, how, says) => {
    const response = stamp(authority, SIGNATURE, how);
    expect(() => checkTimestamp(response, SIGNATURE)).toThrow(
      expect.objectContaining({ code: 'timestamp', message: expect.stringMatching(says) }),
    );
  });

  test('of other bytes is refused', () => {
    expect(() => checkTimestamp(stamp(ec, Buffer.from('another')), SIGNATURE)).toThrow(/something else/);
  });

  test('with any byte changed is refused, or says the same', () => {
    const response = stamp(ec, SIGNATURE);
    for (let at = 0; at < response.length; at++) {
      const changed = Buffer.from(response);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      try {
        const timestamp = checkTimestamp(changed, SIGNATURE);
        if (authorityOf(timestamp, trusting(ec)) !== undefined) expect(timestamp.time).toBe(Date.parse('2026-07-01T12:00:10Z'));
      } catch (error) {
        expect(error).toBeInstanceOf(BundleError);
      }
    }
  });

  test('of arbitrary bytes is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => checkTimestamp(Buffer.from(bytes), SIGNATURE)).toThrow(BundleError);
      }),
    );
  });

  test('of a chain that is nested without end, or claims more than there is, is refused', () => {
    for (const bytes of ['30'.repeat(5000), '3084ffffffff', '3080', '1f01', '30']) {
      expect(() => checkTimestamp(Buffer.from(bytes, 'hex'), SIGNATURE)).toThrow(BundleError);
    }
  });
});

describe('the chain to a trusted root', () => {
  const middle = makeCertificate({ subject: 'Middle', issuer: ec.root, extensions: [EXTENSION.authority] });
  const chained = (between = middle, extensions: readonly string[] = [EXTENSION.timeStamping], more = {}) => {
    const stamper = makeCertificate({ subject: 'Time', issuer: between, extensions, ...more });
    return checkTimestamp(
      stamp({ root: between, stamper }, SIGNATURE, { certificates: [stamper.certificate, between.certificate] }),
      SIGNATURE,
    );
  };

  test('may have certificates between, which come with the timestamp', () => {
    expect(authorityOf(chained(), trusting(ec))).toBeDefined();
  });

  test('may end at the certificate that signed', () => {
    const timestamp = checkTimestamp(stamp(ec, SIGNATURE), SIGNATURE);
    expect(authorityOf(timestamp, [{ authority: 'itself', certificates: [ec.stamper.certificate] }])).toBeDefined();
  });

  test.each<[string, ReturnType<typeof makeCertificate>]>([
    ['is no authority', makeCertificate({ subject: 'Middle', issuer: ec.root, extensions: [] })],
    ['was over', makeCertificate({ subject: 'Middle', issuer: ec.root, extensions: [EXTENSION.authority], until: '2026-06-30T00:00:00Z' })],
    [
      'had not begun',
      makeCertificate({ subject: 'Middle', issuer: ec.root, extensions: [EXTENSION.authority], from: '2026-07-02T00:00:00Z' }),
    ],
    [
      'has limits that we do not know',
      makeCertificate({ subject: 'Middle', issuer: ec.root, extensions: [EXTENSION.authority, EXTENSION.unknownCritical] }),
    ],
    [
      'is of another root with the same name',
      makeCertificate({ subject: 'Middle', issuer: makeAuthority('ec').root, extensions: [EXTENSION.authority] }),
    ],
  ])('does not lead over a certificate that %s', (_, between) => {
    expect(authorityOf(chained(between), trusting(ec))).toBeUndefined();
  });

  test('does not lead over SHA-1, or over a key that is too short', () => {
    const sha1 = makeCertificate({ subject: 'Middle', issuer: rsa.root, extensions: [EXTENSION.authority], digest: 'sha1' });
    const short = makeCertificate({ subject: 'Middle', issuer: rsa.root, extensions: [EXTENSION.authority], algorithm: 'rsa-1024' });
    expect([sha1, short].map((between) => authorityOf(chained(between), trusting(rsa)))).toEqual([undefined, undefined]);
  });

  test('is not longer than an authority allows', () => {
    const none = makeCertificate({ subject: 'None below', issuer: ec.root, extensions: [EXTENSION.authorityOfNone] });
    expect(authorityOf(chained(none), trusting(ec))).toBeDefined();
    const below = makeCertificate({ subject: 'Below', issuer: none, extensions: [EXTENSION.authority] });
    const stamper = makeCertificate({ subject: 'Time', issuer: below, extensions: [EXTENSION.timeStamping] });
    const certificates = [stamper, below, none].map(({ certificate }) => certificate);
    expect(
      authorityOf(checkTimestamp(stamp({ root: below, stamper }, SIGNATURE, { certificates }), SIGNATURE), trusting(ec)),
    ).toBeUndefined();
  });
});

describe('a request', () => {
  test('asks for the SHA-256 of the bytes, with a nonce, and for the certificates', () => {
    // openssl ts -query -data … -sha256 -cert, with the nonce put in: version 1, imprint, nonce, certReq
    expect(timestampRequest(Buffer.from('abc'), Buffer.from('00ff01', 'hex')).toString('hex')).toBe(
      '303e0201013031300d060960864801650304020105000420ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad020300ff010101ff',
    );
  });

  test.each(['01', '00ff', 'ff', '00'.repeat(8), `80${'00'.repeat(7)}`])('is answered with its nonce: %s', (nonce) => {
    const asked = Buffer.from(nonce, 'hex');
    expect(repeats(checkTimestamp(stamp(ec, SIGNATURE, { nonce: asked }), SIGNATURE), asked)).toBe(true);
    expect(repeats(checkTimestamp(stamp(ec, SIGNATURE, { nonce: Buffer.of(7) }), SIGNATURE), asked)).toBe(false);
    expect(repeats(checkTimestamp(stamp(ec, SIGNATURE), SIGNATURE), asked)).toBe(false);
  });
});

describe('what openssl ts answered', () => {
  const recorded = new URL('timestamps/', import.meta.url);

  test.each(['ec-sha256', 'ec-sha512', 'rsa-sha256', 'rsa-sha512'])('with %s is believed', async (name) => {
    const [response, signature, root] = await Promise.all(
      [`${name}.tsr`, 'signature.bin', `${name.split('-')[0]}-root.pem`].map((file) => readFile(new URL(file, recorded))),
    );
    if (response === undefined || signature === undefined || root === undefined) throw new Error('a recording is missing');
    const timestamp = checkTimestamp(response, signature);
    expect(authorityOf(timestamp, [{ authority: 'openssl', certificates: [new X509Certificate(root)] }])?.authority).toBe('openssl');
    expect(() => checkTimestamp(response, Buffer.from('other'))).toThrow(BundleError);
  });
});
