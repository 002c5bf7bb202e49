import { describe, expect, test } from 'vitest';
import { hstsSent } from '../../src/checks/hsts-sent.ts';
import { httpsOnly } from '../../src/checks/https-only.ts';
import { modernCiphers } from '../../src/checks/modern-ciphers.ts';
import { securityContactPublished } from '../../src/checks/security-contact-published.ts';
import { answerOf, whyOf } from './answers.ts';

describe('https-only', () => {
  test.each([
    ['a redirect', {}, { plainText: 'redirects-to-tls', status: 200 }, 'holds'],
    ['nothing on port 80', { sameHost: true }, { plainText: 'refused', status: 200 }, 'holds'],
    ['content in plain text', {}, { plainText: 'serves' }, 'contradicts'],
    ['no answer that says anything', {}, { plainText: 'inconclusive', status: 200 }, 'unseen plainText'],
    ['port 80 not asked', {}, { status: 200 }, 'unseen plainText'],
    ['nothing over HTTPS', {}, { plainText: 'refused' }, 'unseen status'],
    ['a redirect to another host where that is allowed', {}, { plainText: 'redirects-to-tls', redirectsAway: true, status: 200 }, 'holds'],
    ['a redirect to another host', { sameHost: true }, { plainText: 'redirects-to-tls', redirectsAway: true, status: 200 }, 'contradicts'],
    ['a redirect to the same host', { sameHost: true }, { plainText: 'redirects-to-tls', redirectsAway: false, status: 200 }, 'holds'],
    ['a redirect to who knows where', { sameHost: true }, { plainText: 'redirects-to-tls', status: 200 }, 'unseen redirectsAway'],
  ])('with %s', (_what, params, data, answer) => {
    expect(answerOf(httpsOnly, params, data)).toBe(answer);
  });
});

describe('hsts-sent', () => {
  const valid = { status: 'valid', maxAgeSeconds: 15_552_000, includeSubDomains: false, preload: false };
  test.each([
    ['a valid one', {}, valid, 'holds'],
    ['one that is long enough to the second', { atLeast: '180d' }, valid, 'holds'],
    ['one that is a second too short', { atLeast: 180 }, { ...valid, maxAgeSeconds: 15_551_999 }, 'contradicts'],
    ['one that switches it off', {}, { ...valid, maxAgeSeconds: 0 }, 'contradicts'],
    ['none', {}, { status: 'absent' }, 'contradicts'],
    ['one that browsers ignore', {}, { status: 'invalid' }, 'contradicts'],
    ['one that leaves subdomains out', { subDomains: true }, valid, 'contradicts'],
    ['one that covers subdomains', { subDomains: true }, { ...valid, includeSubDomains: true }, 'holds'],
    ['one that does not ask to be preloaded', { preload: true }, valid, 'contradicts'],
    ['one whose age was not read', {}, { status: 'valid' }, 'unseen hsts'],
    ['no answer', {}, undefined, 'unseen hsts'],
  ])('with %s', (_what, params, hsts, answer) => {
    expect(answerOf(hstsSent, params, hsts === undefined ? {} : { hsts })).toBe(answer);
  });
});

describe('security-contact-published', () => {
  test.each([
    ['a contact that has time left', { present: true, contacts: 1, expiresAt: '2026-02-02T00:00:00Z' }, 'holds'],
    ['one that has expired', { present: true, contacts: 1, expiresAt: '2026-01-31T00:00:00Z' }, 'contradicts'],
    ['no end that could be read', { present: true, contacts: 1 }, 'unseen securityText'],
    ['no contact', { present: true, contacts: 0, expiresAt: '2026-02-02T00:00:00Z' }, 'contradicts'],
    ['none', { present: false }, 'contradicts'],
    ['contacts that were not counted', { present: true, expiresAt: '2026-02-02T00:00:00Z' }, 'unseen securityText'],
    ['no answer', undefined, 'unseen securityText'],
  ])('with %s', (_what, securityText, answer) => {
    expect(answerOf(securityContactPublished, {}, securityText === undefined ? {} : { securityText })).toBe(answer);
  });
});

describe('modern-ciphers', () => {
  const no = { status: 'refused', because: 'alert', alert: 70 };
  const none = { SSLv2: no, SSLv3: no, 'TLSv1.0': no, 'TLSv1.1': no };
  const tls13 = { status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_128_CCM_8_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'] };
  const tls12 = (...suites: string[]) => ({ ...none, 'TLSv1.2': { status: 'accepted', suites }, 'TLSv1.3': tls13 });
  test.each([
    ['forward secrecy and AEADs', tls12('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_CCM'), 'holds'],
    ['one without AEAD', tls12('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'), 'contradicts'],
    ['one without forward secrecy', tls12('TLS_RSA_WITH_AES_128_GCM_SHA256'), 'contradicts'],
    ['one without authentication', tls12('TLS_DH_anon_WITH_AES_128_GCM_SHA256'), 'contradicts'],
    ['one that no registry has', tls12('0x5600'), 'contradicts'],
    ['a version whose suites were not asked', { ...tls12(), 'TLSv1.2': { status: 'accepted' } }, 'unseen protocols'],
    ['a version that is unclear', { ...tls12(), SSLv3: { status: 'inconclusive', because: 'reset' } }, 'unseen protocols'],
    ['a version that was not asked', { 'TLSv1.3': tls13 }, 'unseen protocols'],
    ['nothing accepted', { ...none, 'TLSv1.2': no, 'TLSv1.3': no }, 'unseen protocols'],
    ['nothing asked', {}, 'unseen protocols'],
  ])('with %s', (_what, protocols, answer) => {
    expect(answerOf(modernCiphers, {}, { protocols })).toBe(answer);
  });

  test('names one of them, and counts the others once', () => {
    const cbc = ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA'];
    const protocols = { ...tls12(...cbc), 'TLSv1.1': { status: 'accepted', suites: cbc } };
    expect(whyOf(modernCiphers, {}, { protocols })).toBe('it accepts TLS_RSA_WITH_AES_128_CBC_SHA and 1 more like it');
  });
});
