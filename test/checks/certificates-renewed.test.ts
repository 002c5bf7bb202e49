import { expect, test } from 'vitest';
import { certificatesRenewed } from '../../src/checks/certificates-renewed.ts';
import { answerOf } from './answers.ts';

const good = { credential: 'certificate', active: true, rotationEnabled: true, failing: false, expiresAt: '2026-03-03T09:00:00.000Z' };

test.each([
  ['a certificate that is renewed by the provider', {}, good, 'holds'],
  ['one that nothing uses', {}, { ...good, active: false, expiresAt: '2020-01-01T00:00:00Z' }, 'not-applicable'],
  ['one that may be used where nobody sees it', {}, { ...good, active: undefined }, 'unseen active'],
  ['one that somebody renews', {}, { ...good, rotationEnabled: false }, 'contradicts'],
  ['one whose renewal fails', {}, { ...good, failing: true }, 'contradicts'],
  ['one of which nobody says who renews it', {}, { ...good, rotationEnabled: undefined }, 'unseen rotationEnabled'],
  ['one that has expired', {}, { ...good, expiresAt: '2026-01-31T09:00:00.000Z' }, 'contradicts'],
  ['one with thirty days left, of thirty', { daysLeft: 30 }, good, 'holds'],
  ['one with thirty days left, of 31', { daysLeft: '31d' }, good, 'contradicts'],
  ['one whose end is not known', {}, { ...good, expiresAt: undefined }, 'unseen expiresAt'],
  ['a secret', {}, { ...good, credential: 'secret' }, 'not-applicable'],
])('of %s', (_what, params, data, answer) => {
  expect(answerOf(certificatesRenewed, params, data)).toBe(answer);
});
