import { describe, expect, test } from 'vitest';
import { administratorsLimited } from '../../src/checks/administrators-limited.ts';
import { administratorsNamed } from '../../src/checks/administrators-named.ts';
import { mfaEnforcedByRule } from '../../src/checks/mfa-enforced-by-rule.ts';
import { mfaRequired } from '../../src/checks/mfa-required.ts';
import { answerOf } from './answers.ts';

describe('mfa-required', () => {
  const user = { identity: 'user', active: true, password: true };
  const elsewhere = { identity: 'user', active: true, password: false, elsewhere: true };
  test.each([
    ['with a second factor', {}, { ...user, enrolled: true }, 'holds'],
    ['without one', {}, { ...user, enrolled: false }, 'contradicts'],
    ['whose factors were denied', {}, user, 'unseen enrolled'],
    ['who cannot sign in', {}, { ...user, active: false, enrolled: false }, 'not-applicable'],
    ['who perhaps can sign in', {}, { identity: 'user', password: true, enrolled: false }, 'unseen active'],
    ['without a password', {}, { ...user, password: false, elsewhere: false, enrolled: false }, 'not-applicable'],
    ['who perhaps has a password', {}, { identity: 'user', active: true, enrolled: false }, 'unseen password'],
    ['without a password here, and perhaps one elsewhere', {}, { ...user, password: false, enrolled: false }, 'unseen elsewhere'],
    ['who signs in through another directory', {}, elsewhere, 'unseen enrolled'],
    ['who signs in through another directory, without a factor here', {}, { ...elsewhere, enrolled: false }, 'unseen enrolled'],
    ['who signs in through another directory, with a factor here', {}, { ...elsewhere, enrolled: true }, 'holds'],
    ['who has a password here as well', {}, { ...user, elsewhere: true, enrolled: false }, 'contradicts'],
    [
      'that is a root whose credentials were taken away',
      {},
      { identity: 'root', active: true, password: false, elsewhere: false, removed: true },
      'not-applicable',
    ],
    ['that is a rule', {}, { identity: 'rule', enforced: false }, 'not-applicable'],
    ['of another sort than asked', { who: ['root'] }, { ...user, enrolled: false }, 'not-applicable'],
    ['of the sort that is asked', { who: ['root'] }, { ...user, identity: 'root', enrolled: false }, 'contradicts'],
    ['who must have one', { enforced: true }, { ...user, enrolled: true, enforced: true }, 'holds'],
    ['who may have one', { enforced: true }, { ...user, enrolled: true, enforced: false }, 'contradicts'],
    [
      'elsewhere, with a factor here that nobody asks for',
      { enforced: true },
      { ...elsewhere, enrolled: true, enforced: false },
      'unseen enforced',
    ],
    ['elsewhere, with a factor here that is asked for', { enforced: true }, { ...elsewhere, enrolled: true, enforced: true }, 'holds'],
    ['who perhaps must have one', { enforced: true }, { ...user, enrolled: true }, 'unseen enforced'],
  ])('of somebody %s', (_what, params, data, answer) => {
    expect(answerOf(mfaRequired, params, data)).toBe(answer);
  });
});

describe('mfa-enforced-by-rule', () => {
  const rule = { identity: 'rule', enforced: true, appliesTo: 'everyone', exempted: 0 };
  test.each([
    ['for everybody', {}, rule, 'holds'],
    ['that is off', {}, { ...rule, enforced: false }, 'contradicts'],
    ['for administrators', {}, { ...rule, appliesTo: 'administrators' }, 'contradicts'],
    ['for administrators, as asked', { who: 'administrators' }, { ...rule, appliesTo: 'administrators' }, 'holds'],
    ['for everybody, asked for administrators', { who: 'administrators' }, rule, 'holds'],
    ['for some', { who: 'administrators' }, { ...rule, appliesTo: 'some' }, 'contradicts'],
    ['that leaves one out', {}, { ...rule, exempted: 1 }, 'contradicts'],
    ['that leaves out no more than stated', { exemptAtMost: 2 }, { ...rule, exempted: 2 }, 'holds'],
    ['that leaves out more than stated', { exemptAtMost: 2 }, { ...rule, exempted: 3 }, 'contradicts'],
    ['that leaves out we do not know whom', {}, { identity: 'rule', enforced: true, appliesTo: 'everyone' }, 'unseen exempted'],
    ['for we do not know whom', {}, { identity: 'rule', enforced: true, exempted: 0 }, 'unseen appliesTo'],
  ])('of a rule %s', (_what, params, data, answer) => {
    expect(answerOf(mfaEnforcedByRule, params, data)).toBe(answer);
  });

  test('is not about people', () => {
    expect(answerOf(mfaEnforcedByRule, {}, { identity: 'user', enforced: true })).toBe('not-applicable');
  });
});

describe('administrators-limited', () => {
  test.each([
    [{ principal: 'account', administrators: 2 }, 'holds'],
    [{ principal: 'account', administrators: 3 }, 'contradicts'],
    [{ principal: 'account' }, 'unseen administrators'],
    [{ principal: 'user', rights: 'everything' }, 'not-applicable'],
  ])('of %j says: %s', (data, answer) => {
    expect(answerOf(administratorsLimited, { atMost: 2 }, data)).toBe(answer);
  });

  test('may ask for none', () => {
    expect(answerOf(administratorsLimited, { atMost: 0 }, { principal: 'account', administrators: 0 })).toBe('holds');
  });

  test.each([[{}], [{ atMost: -1 }], [{ atMost: 1.5 }], [{ allowed: ['arn:x'] }]])('cannot be asked with %j', (params) => {
    expect(() => administratorsLimited.bind(params)).toThrow();
  });
});

describe('administrators-named', () => {
  const user = { principal: 'user', rights: 'everything' };
  const standingOnly = { standingOnly: true };
  test.each([
    [{}, user, 'contradicts'],
    [{}, { ...user, rights: 'one-service' }, 'not-applicable'],
    [{}, { ...user, rights: 'everything-but-access' }, 'not-applicable'],
    [{ rights: ['everything-but-access'] }, { ...user, rights: 'everything-but-access' }, 'contradicts'],
    [{}, { principal: 'user' }, 'unseen rights'],
    [standingOnly, { ...user, standing: true }, 'contradicts'],
    [standingOnly, { ...user, standing: false }, 'not-applicable'],
    [standingOnly, user, 'unseen standing'],
    [{}, { principal: 'account', administrators: 7 }, 'holds'],
    [{}, { principal: 'account' }, 'unseen administrators'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(administratorsNamed, params, data)).toBe(answer);
  });
});
