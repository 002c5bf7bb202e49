import { describe, expect, test } from 'vitest';
import { certificateValid } from '../../src/checks/certificate-valid.ts';
import { answerOf, whyOf } from './answers.ts';

const good = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-03-01T09:00:00Z', trusted: true, nameMatches: true };
const { notAfter: _after, ...withoutEnd } = good;
const { notBefore: _before, ...withoutStart } = good;
const { trusted: _trust, ...withoutTrust } = good;
const { nameMatches: _name, ...withoutName } = good;

describe('certificate-valid', () => {
  test.each([
    ['in date, trusted, for its name', {}, good, 'holds'],
    ['with exactly the days left', { daysLeft: 28 }, good, 'holds'],
    ['with fewer days left', { daysLeft: '29d' }, good, 'contradicts'],
    ['expired', {}, { ...good, notAfter: '2026-02-01T08:59:59Z' }, 'contradicts'],
    ['at its last second', {}, { ...good, notAfter: '2026-02-01T09:00:00Z' }, 'holds'],
    ['not valid yet', {}, { ...good, notBefore: '2026-02-01T09:00:01Z' }, 'contradicts'],
    ['not trusted', {}, { ...good, trusted: false, untrustedBecause: 'unknown-issuer' }, 'contradicts'],
    ['for another name', {}, { ...good, nameMatches: false }, 'contradicts'],
    ['not trusted, and nobody asks', { ignore: ['trust'] }, { ...good, trusted: false }, 'holds'],
    ['for another name, and nobody asks', { ignore: ['name'] }, { ...good, nameMatches: false }, 'holds'],
    ['for another name, and only trust is left out', { ignore: ['trust'] }, { ...good, nameMatches: false }, 'contradicts'],
    ['of unknown end', {}, withoutEnd, 'unseen notAfter'],
    ['of unknown start', {}, withoutStart, 'unseen notBefore'],
    ['of unknown trust', {}, withoutTrust, 'unseen trusted'],
    ['of unknown name', {}, withoutName, 'unseen nameMatches'],
    ['expired, all else unknown', {}, { notAfter: '2025-01-01T00:00:00Z' }, 'contradicts'],
  ])('of a certificate %s', (_what, params, data, answer) => {
    expect(answerOf(certificateValid, params, data)).toBe(answer);
  });

  test('goes by the time of the observation, not by ours', () => {
    const judged = certificateValid.bind({});
    expect(judged.judge(good, { at: '2026-02-01T00:00:00Z' }).is).toBe('holds');
    expect(judged.judge(good, { at: '2099-02-01T00:00:00Z' }).is).toBe('contradicts');
  });

  test('tells an incomplete chain from an unknown issuer', () => {
    const [one, other] = ['incomplete-chain', 'unknown-issuer'].map((untrustedBecause) =>
      whyOf(certificateValid, {}, { ...good, trusted: false, untrustedBecause }),
    );
    expect(one).not.toBe(other);
  });

  test.each([[{ daysLeft: -1 }], [{ daysLeft: 'soon' }], [{ ignore: ['dates'] }]])('cannot be asked with %j', (params) => {
    expect(() => certificateValid.bind(params)).toThrow();
  });
});
