import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { judgeTrust, signatureAlgorithmsOf } from '../../../../collectors/live/trust/judge-trust.ts';
import { givenRoots, type Roots } from '../../../../collectors/live/trust/roots.ts';
import { type TrustResult, trustResult } from '../../../../collectors/live/trust/trust-result.ts';
import { makeCertificate, makeKey } from '../../../../fixtures/practice/certificate.ts';
import { chainOf, roots, thatDay } from './specimens.ts';

const judge = (chain: string, trusted = 'root', host: string | undefined = 'www.example.com', at = thatDay) => {
  const found = judgeTrust({ chain: chainOf(chain), host, roots: roots(trusted), at });
  if (found === undefined) throw new Error('the leaf could not be read');
  return trustResult.parse(found);
};
const path = ({ path: steps = [] }: TrustResult) => steps.map(({ subject, from }) => `${subject.replace(/, O=Example$/, '')} ${from}`);

/** What the server sends, and what our OpenSSL's verification says of it too (test/peers/trust.test.ts). */
const table: readonly (readonly [string, Partial<TrustResult>])[] = [
  ['good intermediate', { trusted: true, chainComplete: true, unneeded: 0 }],
  ['good intermediate root', { trusted: true, chainComplete: true, unneeded: 1 }],
  ['good root intermediate', { trusted: true, chainComplete: true, unneeded: 1 }],
  ['good short other-root intermediate', { trusted: true, chainComplete: true, unneeded: 2 }],
  ['good-ec intermediate', { trusted: true, chainComplete: true }],
  ['good-ed25519 intermediate', { trusted: true, chainComplete: true }],
  ['good namesake intermediate', { trusted: true, chainComplete: true, unneeded: 1 }],
  ['good', { trusted: false, untrustedBecause: 'incomplete-chain', chainComplete: false }],
  ['good short', { trusted: false, untrustedBecause: 'unknown-issuer' }],
  ['good namesake', { trusted: false, untrustedBecause: 'bad-signature' }],
  ['self-signed', { trusted: false, untrustedBecause: 'self-signed', selfSigned: true, chainComplete: true }],
  ['on-crossed other-root', { trusted: false, untrustedBecause: 'unknown-issuer', chainComplete: true }],
  ['on-crossed crossed', { trusted: true, chainComplete: true }],
  ['on-crossed other-root crossed', { trusted: true, chainComplete: true, unneeded: 1 }],
  ['on-expired expired-intermediate', { trusted: false, untrustedBecause: 'expired-chain', inDate: true, chainComplete: true }],
  ['expired intermediate', { trusted: true, inDate: false, chainComplete: true }],
  ['on-no-authority no-authority', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['on-short short', { trusted: true }],
  ['on-below-short below-short short', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['on-clients-only clients-only', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['for-clients intermediate', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['below-short short', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['on-constrained constrained', { trusted: true }],
  ['on-constrained-other constrained', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['on-constrained-bad constrained', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['on-constrained-address constrained', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['on-constrained-dns constrained-dns', { trusted: true }],
  ['on-renewed renewed short', { trusted: true }],
  ['on-strange strange', { trusted: false, untrustedBecause: 'bad-purpose' }],
  ['sha1 intermediate', { trusted: false, untrustedBecause: 'weak', chainComplete: true }],
  ['md5 intermediate', { trusted: false, untrustedBecause: 'weak' }],
  ['on-sha1 sha1-intermediate', { trusted: false, untrustedBecause: 'weak' }],
  ['rsa-1024 intermediate', { trusted: true }],
];

describe('trust', () => {
  test.each(table)('of "%s" is as it should be', (chain, expected) => {
    expect(judge(chain)).toMatchObject(expected);
  });

  test('goes by the roots that are given', () => {
    expect(judge('good intermediate', 'other-root')).toMatchObject({ trusted: false, untrustedBecause: 'unknown-issuer' });
    expect(judge('on-crossed', 'other-root')).toMatchObject({ trusted: true, chainComplete: true });
    expect(judge('self-signed', 'self-signed')).toMatchObject({ trusted: true, selfSigned: true, chainComplete: true });
  });

  test('sees that a given intermediate fills in for what the server leaves out', () => {
    expect(judge('good', 'root intermediate')).toMatchObject({ trusted: true, chainComplete: false });
    expect(judge('good intermediate', 'root intermediate')).toMatchObject({ trusted: true, chainComplete: true });
    expect(judge('good', 'intermediate')).toMatchObject({ trusted: false });
  });

  test('shows the way to the root, and where each step came from', () => {
    expect(path(judge('on-crossed other-root crossed'))).toEqual(['CN=on-crossed server', 'CN=other-root server', 'CN=root roots']);
    expect(path(judge('on-crossed crossed', 'root other-root'))).toEqual(['CN=on-crossed server', 'CN=other-root roots']);
    expect(judge('good')).not.toHaveProperty('path');
  });

  test('is judged at the time of the scan, and not of today', () => {
    const early = new Date('2025-06-01T00:00:00Z');
    const mid = new Date('2026-01-15T00:00:00Z');
    expect(judge('expired intermediate', 'root', undefined, mid)).toMatchObject({
      trusted: true,
      inDate: true,
      judgedAt: '2026-01-15T00:00:00Z',
    });
    expect(judge('on-expired expired-intermediate', 'root', undefined, mid)).toMatchObject({ trusted: true, inDate: true });
    expect(judge('good intermediate', 'root', undefined, early)).toMatchObject({ untrustedBecause: 'expired-chain', inDate: false });
  });

  test('includes the last second of a certificate, and not the next', () => {
    expect(judge('expired intermediate', 'root', undefined, new Date('2026-02-01T00:00:00Z')).inDate).toBe(true);
    expect(judge('expired intermediate', 'root', undefined, new Date('2026-02-01T00:00:01Z')).inDate).toBe(false);
  });
});

describe('the name', () => {
  test.each<[string, boolean, boolean]>([
    ['www.example.com', true, false],
    ['WWW.Example.com', true, false],
    ['api.example.org', true, true],
    ['example.org', false, false],
    ['a.b.example.org', false, false],
    ['192.0.2.1', true, false],
    ['2001:db8:0::1', true, false],
    ['192.0.2.2', false, false],
    ['example.com', false, false],
  ])('%s', (host, nameMatches, wildcard) => {
    expect(judge('good intermediate', 'root', host)).toMatchObject({ nameMatches, wildcard });
  });

  test.each<[readonly string[], string, boolean, boolean]>([
    [['*.example.com'], 'example.com', false, false],
    [['*.example.com'], 'a.b.example.com', false, false],
    [['w*.example.com'], 'www.example.com', false, false],
    [['*w.example.com'], 'www.example.com', false, false],
    [['www.*.com'], 'www.example.com', false, false],
    [['*.*.example.com'], 'a.b.example.com', false, false],
    [['*'], 'localhost', false, false],
    [['WWW.EXAMPLE.COM'], 'www.example.com', true, false],
    [['xn--bcher-kva.example'], 'xn--bcher-kva.example', true, false],
    [['*.xn--bcher-kva.example'], 'shop.xn--bcher-kva.example', true, true],
    [['xn--*.example.com'], 'xn--bcher-kva.example.com', false, false],
    [['www.example.com\0.example.org'], 'www.example.com', false, false],
    [['.example.com'], 'www.example.com', false, false],
    [['192.0.2.1'], '192.0.2.1', false, false],
    [[], 'www.example.com', false, false],
  ])('of a certificate for %j, asked for %s', (dns, host, nameMatches, wildcard) => {
    const valid = { notBefore: new Date(thatDay.getTime() - 1000), notAfter: new Date(thatDay.getTime() + 1000) };
    const pem = makeCertificate({ subject: 'www.example.com', key: makeKey('ec-p256'), authority: false, dns, ...valid });
    const found = judgeTrust({ chain: [new X509Certificate(pem).raw], host, roots: givenRoots(pem), at: thatDay });
    expect(found).toMatchObject({ nameMatches, wildcard });
  });

  test('is not taken from the common name', () => {
    expect(judge('no-names intermediate', 'root', 'no-names').nameMatches).toBe(false);
  });

  test('is left out where none was asked for', () => {
    const found = judgeTrust({ chain: chainOf('good'), host: undefined, roots: roots('root'), at: thatDay });
    expect(found).not.toHaveProperty('nameMatches');
  });
});

describe('what else a chain tells', () => {
  test('is how each certificate looks', () => {
    expect(judge('good intermediate').chain[0]).toMatchObject({
      subject: 'CN=good, O=Example',
      issuer: 'CN=intermediate, O=Example',
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2046-01-01T00:00:00Z',
      keyType: 'RSA',
      keyBits: 2048,
      signatureAlgorithm: 'sha256WithRSAEncryption',
      names: ['www.example.com', '*.example.org', '192.0.2.1', '2001:db8::1'],
    });
    expect(judge('good-ec intermediate').chain[0]).toMatchObject({ keyType: 'EC', keyBits: 256, curve: 'prime256v1' });
  });

  test('is what is weak on the way, the signature of the root left out', () => {
    const weak = (chain: string) => judge(chain).weaknesses.map(({ subject, because }) => `${subject.split(',')[0]} ${because}`);
    expect(weak('good intermediate')).toEqual([]);
    expect(weak('md5 intermediate')).toEqual(['CN=md5 md5']);
    expect(weak('on-sha1 sha1-intermediate')).toEqual(['CN=sha1-intermediate sha1']);
    expect(weak('rsa-1024 intermediate')).toEqual(['CN=rsa-1024 short-key']);
    expect(weak('good short sha1-intermediate')).toEqual(['CN=sha1-intermediate sha1']);
  });

  test('is the timestamps of transparency logs, as openssl shows them', () => {
    expect(judge('with-sct intermediate').transparencyProofs).toEqual([{ log: 'ab'.repeat(32), at: '2025-12-08T22:05:58Z' }]);
    expect(judge('good intermediate').transparencyProofs).toEqual([]);
  });

  test('is whether clients should insist on a staple', () => {
    expect(judge('must-staple intermediate').mustStaple).toBe(true);
    expect(judge('good intermediate').mustStaple).toBe(false);
  });

  test('is nothing where the leaf cannot be read, and goes as far as the rest can', () => {
    const broken = Buffer.from('30030201', 'hex');
    expect(judgeTrust({ chain: [broken], host: undefined, roots: roots('root'), at: thatDay })).toBeUndefined();
    const cut = judgeTrust({
      chain: [...chainOf('good'), broken, ...chainOf('intermediate')],
      host: undefined,
      roots: roots('root'),
      at: thatDay,
    });
    expect(cut?.chain).toHaveLength(1);
  });

  test.each([1, 9, 31])('is trusted over %i intermediates, in any order, and each twice', (count) => {
    const valid = { notBefore: new Date(thatDay.getTime() - 1000), notAfter: new Date(thatDay.getTime() + 1000) };
    const authorities = Array.from({ length: count + 1 }, (_, index) => ({ subject: `authority ${index}`, key: makeKey('ec-p256') }));
    const [root] = authorities;
    const last = authorities.at(-1);
    if (root === undefined || last === undefined) throw new Error('no authority');
    const middle = authorities
      .slice(1)
      .map((each, index) => makeCertificate({ ...each, issuer: authorities[index] ?? root, authority: true, ...valid }));
    const leaf = makeCertificate({
      subject: 'leaf',
      key: makeKey('ec-p256'),
      issuer: last,
      authority: false,
      dns: ['www.example.com'],
      ...valid,
    });
    const trusted = givenRoots(makeCertificate({ ...root, authority: true, ...valid }));
    for (const others of [middle, middle.toReversed(), [...middle, ...middle]]) {
      const chain = [leaf, ...others].map((each) => new X509Certificate(each).raw);
      expect(judgeTrust({ chain, host: undefined, roots: trusted, at: thatDay })).toMatchObject({ trusted: true, chainComplete: true });
    }
  });

  test('walks no more than so many ways where certificates all issue each other', () => {
    const first = { subject: 'a', key: makeKey('ec-p256') };
    const authorities = [first, ...['b', 'c', 'd', 'e', 'f'].map((subject) => ({ subject, key: makeKey('ec-p256') }))];
    const valid = { notBefore: new Date(thatDay.getTime() - 1000), notAfter: new Date(thatDay.getTime() + 1000) };
    const mesh = authorities.flatMap((subject) =>
      authorities.flatMap((issuer) => (issuer === subject ? [] : [makeCertificate({ ...subject, issuer, authority: true, ...valid })])),
    );
    const leaf = makeCertificate({ subject: 'leaf', key: makeKey('ec-p256'), issuer: first, authority: false, ...valid });
    let steps = 0;
    const counting: Roots = {
      ...roots('root'),
      named: (subject) => {
        steps += subject === 'CN=leaf' ? 0 : 1;
        return [];
      },
    };
    const chain = [leaf, ...mesh].map((each) => new X509Certificate(each).raw);
    expect(judgeTrust({ chain, host: undefined, roots: counting, at: thatDay })?.trusted).toBe(false);
    expect(steps).toBeLessThan(1000);
  });

  test('is the best way of several, whichever is found first', () => {
    const valid = { notBefore: new Date(thatDay.getTime() - 1000), notAfter: new Date(thatDay.getTime() + 1000) };
    const over = { notBefore: new Date(0), notAfter: new Date(1000) };
    const root = { subject: 'root', key: makeKey('ec-p256') };
    const middle = { subject: 'middle', key: makeKey('ec-p256') };
    const certificates = [
      makeCertificate({ subject: 'leaf', key: makeKey('ec-p256'), issuer: middle, authority: false, ...valid }),
      makeCertificate({ ...middle, issuer: root, authority: true, ...over }),
      makeCertificate({ ...middle, issuer: root, authority: true, ...valid }),
    ].map((each) => new X509Certificate(each).raw);
    const trusted = givenRoots(makeCertificate({ ...root, authority: true, ...valid }));
    const judgeThese = (chain: readonly Buffer[]) => judgeTrust({ chain, host: undefined, roots: trusted, at: thatDay });
    expect(judgeThese(certificates)).toMatchObject({ trusted: true, unneeded: 1 });
    expect(judgeThese(certificates.slice(0, 2))).toMatchObject({ untrustedBecause: 'expired-chain' });
  });

  test('is how everything below a root is signed', () => {
    expect(signatureAlgorithmsOf(judge('on-sha1 sha1-intermediate root'))).toEqual(['sha256WithRSAEncryption', 'sha1WithRSAEncryption']);
  });

  test('is nothing that a server may show without its key', () => {
    const question = { chain: chainOf('good intermediate'), host: undefined, roots: roots('root'), at: thatDay };
    expect(judgeTrust({ ...question, proved: false })).toMatchObject({
      trusted: false,
      untrustedBecause: 'not-proved',
      chainComplete: true,
    });
    expect(judgeTrust({ ...question, proved: true })).toMatchObject({ trusted: true });
  });

  test('needs roots to say anything', () => {
    expect(() => givenRoots('nothing')).toThrow(TypeError);
  });
});
