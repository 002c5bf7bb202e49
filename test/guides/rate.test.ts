import { describe, expect, test } from 'vitest';
import { letters } from '../../src/guides/letters.ts';
import { rate } from '../../src/guides/rate.ts';
import { type Grade, rating } from '../../src/guides/rating.ts';
import { rules, uncheckedRules } from '../../src/guides/rules.ts';
import type { Seen } from '../../src/guides/seen.ts';
import fc from '../property.ts';
import { good, goodCertificate, goodTls, withCertificate, withSuites, withTls, withVersion } from './rated.ts';

const client = (suite: string, protocol: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.2') =>
  withTls({ simulations: [{ client: 'Safari 18', status: 'connected', protocol, suite }] });
const prime = (bits: number) =>
  withTls({ dhStatus: 'offered', dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', protocol: 'TLSv1.2', bits }] });
const only = (protocols: (typeof goodTls)['protocols']) => withTls({ protocols });
const refused = { status: 'refused', because: 'alert', alert: 70 } as const;
const none = { SSLv2: refused, SSLv3: refused, 'TLSv1.0': refused, 'TLSv1.1': refused, 'TLSv1.2': refused, 'TLSv1.3': refused };

/** Rule, an address that it applies to, and the grade and the grade with trust ignored that it gets for this and what comes with it. */
const table: readonly (readonly [string, Seen, Grade, Grade])[] = [
  ['name-mismatch', withCertificate({ nameMatches: false }), 'M', 'A+'],
  ['untrusted', withCertificate({ trusted: false }), 'T', 'A+'],
  ['out-of-date', withCertificate({ inDate: false }), 'T', 'A+'],
  ['sha1-certificate', withCertificate({ signatureAlgorithms: ['sha256WithRSAEncryption', 'sha1WithRSAEncryption'] }), 'T', 'A+'],
  ['md5-certificate', withCertificate({ signatureAlgorithms: ['md5WithRSAEncryption'] }), 'F', 'F'],
  ['revoked', withCertificate({ revoked: true }), 'F', 'F'],
  ['sslv2', withSuites('SSLv2', 'SSL_CK_RC4_128_WITH_MD5'), 'F', 'F'],
  ['sslv3-best', only({ ...none, SSLv3: { status: 'accepted', suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } }), 'F', 'F'],
  ['key-1024', withCertificate({ keyBits: 768 }), 'F', 'F'],
  ['dh-1024', prime(768), 'F', 'F'],
  ['only-rc4', only({ ...none, 'TLSv1.2': { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_RC4_128_SHA'] } }), 'F', 'F'],
  ['export', withSuites('TLSv1.0', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'), 'F', 'F'],
  ['anonymous', withSuites('TLSv1.2', 'TLS_DH_anon_WITH_AES_128_CBC_SHA'), 'F', 'F'],
  ['null-cipher', withSuites('TLSv1.2', 'TLS_RSA_WITH_NULL_SHA'), 'F', 'F'],
  ['poodle', withSuites('SSLv3', 'TLS_RSA_WITH_AES_128_CBC_SHA'), 'C', 'C'],
  ['crime', withTls({ features: { ...goodTls.features, compression: 'offered' } }), 'C', 'C'],
  ['rc4-modern', withSuites('TLSv1.2', 'TLS_ECDHE_RSA_WITH_RC4_128_SHA'), 'C', 'C'],
  ['no-tls12', only({ ...none, 'TLSv1.1': { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'] } }), 'C', 'C'],
  ['small-blocks', client('TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'), 'C', 'C'],
  ['sslv3', withSuites('SSLv3', 'TLS_RSA_WITH_RC4_128_SHA'), 'B', 'B'],
  ['rc4', withSuites('TLSv1.0', 'TLS_RSA_WITH_RC4_128_SHA'), 'B', 'B'],
  ['chain-incomplete', withCertificate({ chainComplete: false }), 'B', 'B'],
  ['dh-2048', prime(1024), 'B', 'B'],
  ['key-2048', withCertificate({ keyBits: 1024 }), 'B', 'B'],
  ['no-forward-secrecy', client('TLS_RSA_WITH_AES_128_GCM_SHA256'), 'B', 'B'],
  ['no-aead', only({ ...none, 'TLSv1.2': { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'] } }), 'B', 'B'],
  ['tls10', withSuites('TLSv1.0', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'), 'B', 'B'],
  ['tls11', withSuites('TLSv1.1', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'), 'B', 'B'],
  ['no-tls13', withVersion('TLSv1.3', refused), 'A-', 'A-'],
  ['no-secure-renegotiation', withTls({ features: { compression: 'not-offered', 'secure-renegotiation': 'not-offered' } }), 'A-', 'A-'],
  ['hsts-invalid', { ...good, hsts: { status: 'invalid' } }, 'A-', 'A-'],
  ['hsts-short', { ...good, hsts: { status: 'absent' } }, 'A', 'A'],
];

describe('the rating guide', () => {
  test('gives A+ with 93 for TLS 1.2 and 1.3, RSA 2048 and 128 to 256 bits', () => {
    expect(rate(good)).toMatchObject({ grade: 'A+', gradeTrustIgnored: 'A+', gradeReasons: [], unseen: [], scores: { total: 93 } });
  });

  test.each(table)('%s has its effect', (rule, rated, grade, ignored) => {
    const given = rate(rated);
    expect(given?.gradeReasons.map((reason) => reason.rule)).toContain(rule);
    expect(given).toMatchObject({ grade, gradeTrustIgnored: ignored });
    expect(rating.parse(given)).toEqual(given);
  });

  test('has a row in the table for every rule', () => {
    expect(table.map(([rule]) => rule)).toEqual(rules.map(({ id }) => id));
  });

  test('is about none of these where everything is good', () => {
    expect(rules.filter(({ applies }) => applies(good) !== 'no')).toEqual([]);
  });

  test('names the rules that nothing is asked for', () => {
    const unchecked = uncheckedRules.map(({ id }) => id);
    expect(rate(good)?.notChecked.map(({ rule }) => rule)).toEqual([...unchecked, 'revoked']);
    expect(rate(withCertificate({ revoked: false }))?.notChecked.map(({ rule }) => rule)).toEqual(unchecked);
  });

  test('scores the least and the most of the versions and suites, and the weakest key', () => {
    const rated = {
      ...withSuites('TLSv1.0', 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'),
      certificates: [{ ...goodCertificate, keyBits: 4096 }],
    };
    expect(rate(rated)?.scores).toMatchObject({
      protocol: { score: 95 },
      keyExchange: { score: 100 },
      cipherStrength: { score: 90 },
      total: 94,
    });
  });

  test.each([
    ['TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 90],
    ['TLS_RSA_WITH_DES_CBC_SHA', 60],
    ['TLS_RSA_WITH_NULL_SHA', 50],
  ])('counts the bits of %s as the guide does, and gives %i', (suite, score) => {
    expect(rate(withSuites('TLSv1.2', suite))?.scores.cipherStrength).toMatchObject({ score, whole: true });
  });

  test('takes what was not seen for the best that it can be, and never for less', () => {
    const { 'TLSv1.3': _, ...others } = goodTls.protocols;
    expect(rate(only(others))).toMatchObject({ gradeAtBest: 'A+', scores: { protocol: { score: 100, whole: false } } });
    const weaker = only({ ...others, 'TLSv1.2': { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] } });
    expect(rate(weaker)?.scores.cipherStrength).toMatchObject({ score: 90, whole: false });
    expect(rate(withTls({ dhStatus: 'offered', dh: [] }))?.grade).toBeUndefined();
    expect(rate(withTls({ simulations: [{ client: 'Safari 18', status: 'connected' }] }))?.grade).toBeUndefined();
    expect(rate({ ...good, hsts: { status: 'valid' } })?.grade).toBeUndefined();
  });

  test('compares curves by their own measure', () => {
    expect(rate(withCertificate({ keyType: 'EC', keyBits: 256 }))?.scores.keyExchange.score).toBe(100);
    expect(rate(withTls({ groups: [{ group: 'sect163k1', protocol: 'TLSv1.2', authentication: 'rsa' }] }))?.scores.keyExchange.score).toBe(
      90,
    );
  });

  test('needs no size of a key that comes in one only', () => {
    const { keyBits: _, ...sizeless } = goodCertificate;
    expect(rate({ ...good, certificates: [{ ...sizeless, keyType: 'Ed25519' }] })).toMatchObject({
      grade: 'A+',
      scores: { keyExchange: { score: 100 } },
    });
    expect(rate({ ...good, certificates: [{ ...sizeless, keyType: 'RSA' }] })?.grade).toBeUndefined();
  });

  test('lets T stand before M, and both before any letter', () => {
    expect(rate(withCertificate({ trusted: false, nameMatches: false }))?.grade).toBe('T');
    expect(rate({ ...withCertificate({ nameMatches: false }), tls: withSuites('TLSv1.2', 'TLS_RSA_WITH_NULL_SHA').tls })?.grade).toBe('M');
  });

  test('gives no A+ where nothing was asked over HTTP', () => {
    const { hsts: _, ...silent } = good;
    // What answers something else than HTTP sends no header, and can have no A+ by it.
    expect(rate({ ...silent, web: false })).toMatchObject({ grade: 'A', unseen: [] });
    expect(rate(silent)).toMatchObject({ gradeAtBest: 'A+', unseen: [{ rule: 'hsts-invalid' }, { rule: 'hsts-short' }] });
    expect(rate(silent)?.grade).toBeUndefined();
  });

  test('counts a version that never answers, while others do, as not offered, and says so', () => {
    const rated = withVersion('SSLv2', { status: 'inconclusive', because: 'closed', onlyThisVersion: true });
    expect(rate(rated)?.grade).toBe('A+');
    expect(rate(rated)?.assumed).toHaveLength(1);
    const flaky = withVersion('SSLv2', { status: 'inconclusive', because: 'closed', onlyThisVersion: false });
    expect(rate(flaky)?.grade).toBeUndefined();
    expect(rate(flaky)?.unseen.map(({ rule }) => rule)).toContain('sslv2');
  });

  test('rates nothing where nothing was seen', () => {
    expect(rate(only({}))).toBeUndefined();
  });

  test('never gives a grade, or a better one, for anything that is left unseen', () => {
    const hide = fc.constantFrom<(seen: Seen) => Seen>(
      (r) => ({ ...r, certificates: [] }),
      (r) => ({ ...r, certificates: r.certificates.map(({ trusted: _, ...rest }) => rest) }),
      (r) => ({ ...r, certificates: r.certificates.map(({ keyBits: _, ...rest }) => rest) }),
      ({ hsts: _, ...r }) => r,
      (r) => ({ ...r, tls: { ...r.tls, features: {} } }),
      (r) => ({ ...r, tls: { ...r.tls, simulations: [] } }),
      (r) => ({ ...r, tls: { ...r.tls, dhStatus: 'inconclusive' } }),
      (r) => ({ ...r, tls: { ...r.tls, protocols: { ...r.tls.protocols, SSLv3: { status: 'inconclusive', because: 'reset' } } } }),
      (r) => ({ ...r, tls: { ...r.tls, protocols: { ...r.tls.protocols, 'TLSv1.2': { status: 'accepted' } } } }),
    );
    const order: readonly Grade[] = ['T', 'M', ...letters.toReversed()];
    fc.assert(
      fc.property(
        fc.constantFrom(good, ...table.map(([, rated]) => rated)),
        fc.array(hide, { minLength: 1, maxLength: 4 }),
        (rated, hidden) => {
          const [before, after] = [rate(rated), rate(hidden.reduce((r, step) => step(r), rated))];
          if (after?.grade !== undefined) expect(order.indexOf(after.grade)).toBeLessThanOrEqual(order.indexOf(before?.grade ?? 'T'));
        },
      ),
      { numRuns: 500 },
    );
  });
});
