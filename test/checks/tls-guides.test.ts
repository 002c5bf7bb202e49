import { describe, expect, test } from 'vitest';
import { tlsGrade } from '../../src/checks/tls-grade.ts';
import { tlsPolicy } from '../../src/checks/tls-policy.ts';
import { tlsEndpoint } from '../../src/kinds/tls-endpoint.ts';
import { answerOf, whyOf } from './answers.ts';

/** TLS 1.2 with DHE and 1.3, RSA of 2,048 bits, HSTS for two years. */
const good = tlsEndpoint.examples.live ?? {};
const [chain = {}] = good.certificates ?? [];
const withChain = (change: object) => ({ ...good, certificates: [{ ...chain, ...change }] });
const withVersion = (version: string, seen: object) => ({ ...good, protocols: { ...good.protocols, [version]: seen } });
const old = withVersion('TLSv1.0', { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'] });
const { hsts: _, ...silent } = good;
const { simulations: __, ...withoutClients } = good;

describe('tls-grade', () => {
  test.each<[string, object, object, string]>([
    ['nothing against it', { atLeast: 'A+' }, good, 'holds'],
    ['an old version', { atLeast: 'A' }, old, 'contradicts'],
    ['an old version, where a B is claimed', { atLeast: 'B' }, old, 'holds'],
    ['no header', { atLeast: 'A+' }, { ...good, hsts: { status: 'absent' } }, 'contradicts'],
    ['no header, where an A is claimed', { atLeast: 'A' }, { ...good, hsts: { status: 'absent' } }, 'holds'],
    ['no answer over HTTPS', { atLeast: 'A+' }, silent, 'unseen hsts'],
    ['no answer over HTTPS, where that is enough', { atLeast: 'A-' }, silent, 'holds'],
    ['a mail server, which can have no A+', { atLeast: 'A+' }, { ...silent, upgradedFrom: 'smtp', upgrade: 'offered' }, 'contradicts'],
    ['a mail server', { atLeast: 'A' }, { ...silent, upgradedFrom: 'smtp', upgrade: 'offered' }, 'holds'],
    ['no trust', { atLeast: 'F' }, withChain({ trust: 'unknown-issuer' }), 'contradicts'],
    ['no trust, where that is left out', { atLeast: 'A+', trustIgnored: true }, withChain({ trust: 'unknown-issuer' }), 'holds'],
    ['a key that is not proved', { atLeast: 'F' }, withChain({ trust: 'not-proved' }), 'contradicts'],
    ['revoked, where trust is left out', { atLeast: 'A', trustIgnored: true }, withChain({ trust: 'revoked' }), 'contradicts'],
    ['out of date by then', { atLeast: 'F' }, withChain({ notAfter: '2026-02-01T08:59:59Z' }), 'contradicts'],
    ['in date in its last second', { atLeast: 'A+' }, withChain({ notAfter: '2026-02-01T09:00:00Z' }), 'holds'],
    ['clients that were not tried', { atLeast: 'A' }, withoutClients, 'unseen simulations'],
    ['no chain that was seen', { atLeast: 'A' }, { ...good, certificates: [] }, 'unseen certificates'],
    ['nothing', { atLeast: 'F' }, {}, 'unseen protocols'],
  ])('of %s (%j)', (_what, params, data, answer) => {
    expect(answerOf(tlsGrade, params, data)).toBe(answer);
  });

  test('names the grade and what keeps it from more', () => {
    expect(whyOf(tlsGrade, { atLeast: 'A' }, old)).toMatch(/\bB\b.*TLS 1\.0/);
  });

  test.each([[{}], [{ atLeast: 'T' }], [{ atLeast: 'a' }]])('cannot be asked with %j', (params) => {
    expect(() => tlsGrade.bind(params)).toThrow();
  });
});

describe('tls-policy', () => {
  const intermediate = { policy: 'mozilla-intermediate', edition: '5.7' };
  const long = withChain({ notAfter: '2027-02-05T00:00:00Z' });

  test.each<[string, object, object, string]>([
    ['within it', intermediate, good, 'holds'],
    ['DHE, which the newest edition leaves out', { policy: 'mozilla-intermediate' }, good, 'contradicts'],
    ['TLS 1.2, which the strictest leaves out', { policy: 'mozilla-modern' }, good, 'contradicts'],
    ['an old version', intermediate, old, 'contradicts'],
    ['a long-lived certificate', intermediate, long, 'contradicts'],
    ['no header', intermediate, { ...good, hsts: { status: 'absent' } }, 'contradicts'],
    ['no header of what is no web server', { ...intermediate, web: false }, { ...good, hsts: { status: 'absent' } }, 'holds'],
    ['no answer over HTTPS', intermediate, silent, 'unseen hsts'],
    ['a mail server', intermediate, { ...silent, upgradedFrom: 'smtp', upgrade: 'offered' }, 'holds'],
    ['a version that is unclear', intermediate, withVersion('SSLv3', { status: 'inconclusive' }), 'unseen protocols'],
    ['no chain that was seen', intermediate, { ...good, certificates: [] }, 'unseen certificates'],
    ['no groups that were seen', intermediate, { ...good, groups: undefined }, 'unseen groups'],
    ['primes that were not seen', intermediate, { ...good, dhStatus: 'inconclusive', dh: [] }, 'unseen dhStatus'],
    ['trust, which it does not ask for', intermediate, withChain({ trust: 'self-signed' }), 'holds'],
  ])('of %s (%j)', (_what, params, data, answer) => {
    expect(answerOf(tlsPolicy, params, data)).toBe(answer);
  });

  test('names everything that is otherwise', () => {
    expect(whyOf(tlsPolicy, { policy: 'mozilla-modern' }, good)).toMatch(/TLSv1\.2 is offered.*it has RSA/);
  });

  test.each([[{}], [{ policy: 'mozilla' }], [{ policy: 'mozilla-modern', edition: '4.0' }]])('cannot be asked with %j', (params) => {
    expect(() => tlsPolicy.bind(params)).toThrow();
  });
});
