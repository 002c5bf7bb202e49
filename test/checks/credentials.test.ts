import { describe, expect, test } from 'vitest';
import { credentialsRotate } from '../../src/checks/credentials-rotate.ts';
import { passwordRule } from '../../src/checks/password-rule.ts';
import { AT, answerOf } from './answers.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.parse(AT) - days * DAY).toISOString();
const secret = { credential: 'secret', active: true, valueSince: ago(30) };

describe('credentials-rotate', () => {
  const byItself = { atMost: 90, automatic: true };
  test.each([
    ['renewed lately', { atMost: 90 }, secret, 'holds'],
    ['renewed a day late', { atMost: '90d' }, { ...secret, valueSince: ago(91) }, 'holds'],
    ['renewed two days late', { atMost: 90 }, { ...secret, valueSince: ago(92) }, 'contradicts'],
    ['of unknown age', { atMost: 90 }, { credential: 'secret', active: true, createdAt: ago(30) }, 'unseen valueSince'],
    ['that is switched off', { atMost: 90 }, { ...secret, active: false, valueSince: ago(900) }, 'not-applicable'],
    ['that is perhaps switched off', { atMost: 90 }, { credential: 'secret', valueSince: ago(900) }, 'unseen active'],
    ['renewed by itself', byItself, { ...secret, rotationEnabled: true, rotationPeriodDays: 30 }, 'holds'],
    ['renewed by hand', byItself, { ...secret, rotationEnabled: false }, 'contradicts'],
    ['renewed by itself, too seldom', byItself, { ...secret, rotationEnabled: true, rotationPeriodDays: 91 }, 'contradicts'],
    [
      'that should have been renewed by itself',
      byItself,
      { ...secret, rotationEnabled: true, rotationPeriodDays: 30, valueSince: ago(200) },
      'contradicts',
    ],
    ['whose setting was not told', byItself, secret, 'unseen rotationEnabled'],
    ['whose period was not told', byItself, { ...secret, rotationEnabled: true }, 'unseen rotationPeriodDays'],
    ['that is a rule for passwords', { atMost: 90 }, { ...secret, credential: 'password-rule' }, 'not-applicable'],
    ['that is a certificate', { atMost: 90 }, { ...secret, credential: 'certificate', valueSince: ago(300) }, 'not-applicable'],
    [
      'that is a certificate, as asked',
      { atMost: 90, of: ['certificate'] },
      { ...secret, credential: 'certificate', valueSince: ago(300) },
      'contradicts',
    ],
    [
      'of another sort than asked',
      { atMost: 90, of: ['secret'] },
      { ...secret, credential: 'access-key', valueSince: ago(300) },
      'not-applicable',
    ],
  ])('of a credential %s', (_what, params, data, answer) => {
    expect(answerOf(credentialsRotate, params, data)).toBe(answer);
  });

  test.each([[{}], [{ atMost: 0 }], [{ atMost: 90, of: [] }], [{ atMost: 90, of: ['password-rule'] }]])(
    'cannot be asked with %j',
    (params) => {
      expect(() => credentialsRotate.bind(params)).toThrow();
    },
  );
});

describe('password-rule', () => {
  const rule = { credential: 'password-rule', minimumLength: 14, rememberedPasswords: 24, passwordsExpire: true, maximumAgeDays: 90 };
  test.each([
    [{ minimumLength: 14 }, rule, 'holds'],
    [{ minimumLength: 15 }, rule, 'contradicts'],
    [{ minimumLength: 14 }, { credential: 'password-rule' }, 'unseen minimumLength'],
    [{ remembered: 24 }, rule, 'holds'],
    [{ remembered: 25 }, rule, 'contradicts'],
    [{ maximumAge: '90d' }, rule, 'holds'],
    [{ maximumAge: 89 }, rule, 'contradicts'],
    [{ maximumAge: 90 }, { credential: 'password-rule', passwordsExpire: true }, 'unseen maximumAgeDays'],
    [{ maximumAge: 90 }, { credential: 'password-rule', maximumAgeDays: 90 }, 'unseen passwordsExpire'],
    [{ maximumAge: 90 }, { credential: 'password-rule', passwordsExpire: false }, 'contradicts'],
    [{ neverExpire: true }, { credential: 'password-rule', passwordsExpire: false }, 'holds'],
    [{ neverExpire: true }, rule, 'contradicts'],
    [{ neverExpire: true }, { credential: 'password-rule', maximumAgeDays: 90 }, 'unseen passwordsExpire'],
    [{ minimumLength: 14 }, { credential: 'password', minimumLength: 1 }, 'not-applicable'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(passwordRule, params, data)).toBe(answer);
  });

  test.each([[{}], [{ minimumLength: 0 }], [{ complexity: 'AES' }]])('cannot be asked with %j', (params) => {
    expect(() => passwordRule.bind(params)).toThrow();
  });
});
