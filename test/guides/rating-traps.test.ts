/** What has gone wrong in ratings before, one test each, and the guide's bounds on both sides. */
import { describe, expect, test } from 'vitest';
import { gradeOf, rate } from '../../src/guides/rate.ts';
import type { Seen } from '../../src/guides/seen.ts';
import { good, goodTls, withCertificate, withSuites, withTls, withVersion } from './rated.ts';

const HALF_A_YEAR = 15_552_000;
const hsts = (maxAgeSeconds: number): Seen => ({ ...good, hsts: { status: 'valid', maxAgeSeconds } });
const primeOf = (bits: number): Seen =>
  withTls({ dhStatus: 'offered', dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', protocol: 'TLSv1.2', bits }] });
const suitesOf = (...suites: string[]): Seen => withVersion('TLSv1.2', { status: 'accepted', suites });

function reasons(seen: Seen): readonly string[] {
  return rate(seen)?.gradeReasons.map(({ rule }) => rule) ?? [];
}

describe('HSTS', () => {
  test.each<[string, Seen, string]>([
    ['that is not sent', { ...good, hsts: { status: 'absent' } }, 'A'],
    ['of a day', hsts(86_400), 'A'],
    ['of a second less than half a year', hsts(HALF_A_YEAR - 1), 'A'],
    ['of half a year', hsts(HALF_A_YEAR), 'A+'],
    ['that is switched off', hsts(0), 'A-'],
    ['that cannot be read', { ...good, hsts: { status: 'invalid' } }, 'A-'],
  ])('%s: %s', (_name, seen, grade) => {
    expect(rate(seen)?.grade).toBe(grade);
  });
});

describe('no rule is', () => {
  test('that a fallback has to be refused: 2009r took it back', () => {
    const seen = withTls({ features: { ...goodTls.features, 'fallback-scsv': 'not-offered' } });
    expect(rate(seen)).toMatchObject({ grade: 'A+', gradeReasons: [] });
  });

  test('that 3DES or the key exchange of RSA may not be offered to clients that no modern one is', () => {
    const seen = withSuites('TLSv1.2', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA');
    expect(rate(seen)).toMatchObject({ grade: 'A+', gradeReasons: [] });
  });

  test('that CBC is bad in TLS 1.0 (BEAST): the version is what counts', () => {
    expect(reasons(withSuites('TLSv1.0', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'))).toEqual(['tls10']);
  });

  test('that a mail server cannot be trusted: it has a letter as others have', () => {
    const { hsts: _, ...silent } = good;
    expect(rate({ ...silent, tls: { ...goodTls, upgradedFrom: 'smtp' } })).toMatchObject({ grade: 'A', unseen: [] });
  });

  test('about suites of TLS 1.2 where there is TLS 1.3 alone', () => {
    const refused = { status: 'refused', because: 'alert', alert: 70 } as const;
    const seen = withTls({
      protocols: { ...goodTls.protocols, 'TLSv1.2': refused },
      features: {},
      simulations: [{ client: 'Safari 18', status: 'connected', protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256' }],
    });
    expect(rate(seen)).toMatchObject({ grade: 'A+', gradeReasons: [], unseen: [] });
  });
});

describe('a rule is about', () => {
  test.each([
    [1023, ['key-1024', 'key-2048']],
    [1024, ['key-2048']],
    [2047, ['key-2048']],
    [2048, []],
  ])('a key of %i bits: %j', (keyBits, expected) => {
    expect(reasons(withCertificate({ keyBits }))).toEqual(expected);
  });

  test.each([
    [1023, ['dh-1024', 'dh-2048']],
    [1024, ['dh-2048']],
    [2047, ['dh-2048']],
    [2048, []],
  ])('a prime of %i bits: %j', (bits, expected) => {
    expect(reasons(primeOf(bits))).toEqual(expected);
  });

  test.each([
    ['TLSv1.0', ['tls10', 'rc4']],
    ['TLSv1.1', ['tls11', 'rc4', 'rc4-modern']],
    ['TLSv1.2', ['rc4', 'rc4-modern']],
  ] as const)('RC4 in %s', (version, expected) => {
    expect(reasons(withSuites(version, 'TLS_ECDHE_RSA_WITH_RC4_128_SHA')).toSorted()).toEqual(expected.toSorted());
  });

  test.each(['MD2', 'md5'])('a certificate that is signed with %s', (digest) => {
    expect(reasons(withCertificate({ signatureAlgorithms: [`${digest}WithRSAEncryption`] }))).toEqual(['md5-certificate']);
  });
});

describe('the score of', () => {
  test.each([
    [511, 20],
    [512, 40],
    [1023, 40],
    [1024, 80],
    [2047, 80],
    [2048, 90],
    [4095, 90],
    [4096, 100],
  ])('a key of RSA, or a prime, of %i bits is %i', (bits, score) => {
    const strong = withCertificate({ keyBits: 8192 }).certificates;
    expect(rate(withCertificate({ keyBits: bits }))?.scores.keyExchange.score).toBe(score);
    expect(rate({ ...primeOf(bits), certificates: strong })?.scores.keyExchange.score).toBe(score);
  });

  test.each([
    [109, 20],
    [110, 40],
    [122, 40],
    [123, 80],
    [162, 80],
    [163, 90],
    [224, 90],
    [225, 100],
  ])('a curve of %i bits is %i', (keyBits, score) => {
    expect(rate(withCertificate({ keyType: 'EC', keyBits }))?.scores.keyExchange.score).toBe(score);
  });

  test('a key exchange that anybody can take part in is nothing, and that of export suites 40', () => {
    expect(rate(withSuites('TLSv1.2', 'TLS_DH_anon_WITH_AES_128_CBC_SHA'))?.scores).toMatchObject({ keyExchange: { score: 0 }, total: 0 });
    expect(rate(withSuites('TLSv1.0', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'))?.scores.keyExchange.score).toBe(40);
  });

  test.each([
    ['SSLv2', 50],
    ['SSLv3', 90],
    ['TLSv1.0', 95],
    ['TLSv1.1', 97.5],
  ] as const)('versions is midway between the best and the worst: with %s %i', (version, score) => {
    expect(rate(withSuites(version, 'TLS_RSA_WITH_AES_128_CBC_SHA'))?.scores.protocol.score).toBe(score);
  });

  test.each([
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 90],
    ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 100],
    ['TLS_RSA_EXPORT_WITH_DES40_CBC_SHA', 60],
  ])('ciphers is midway between the strongest and the weakest: with %s %i', (suite, score) => {
    const alone = suitesOf(suite);
    const { 'TLSv1.3': tls13 } = goodTls.protocols;
    const strong = { ...tls13, status: 'accepted', suites: ['TLS_AES_256_GCM_SHA384'] } as const;
    const seen = { ...alone, tls: { ...alone.tls, protocols: { ...alone.tls.protocols, 'TLSv1.3': strong } } };
    expect(rate(seen)?.scores.cipherStrength.score).toBe(score);
  });
});

test.each([
  [80, 'A+'],
  [79, 'B'],
  [65, 'B'],
  [64, 'C'],
  [50, 'C'],
  [49, 'D'],
  [35, 'D'],
  [34, 'E'],
  [20, 'E'],
  [19, 'F'],
])('of %i points the letter is %s', (total, letter) => {
  const scores = rate(good)?.scores;
  expect(scores === undefined ? undefined : gradeOf({ ...scores, total }, [])).toBe(letter);
});
