import { describe, expect, test } from 'vitest';
import { threatDetectionOn } from '../../src/checks/threat-detection-on.ts';
import { watchedFor } from '../../src/checks/watched-for.ts';
import { answerOf } from './answers.ts';

describe('threat-detection-on', () => {
  const on = { watches: 'threats', active: true };
  test.each([
    [{}, on, 'holds'],
    [{}, { ...on, active: false }, 'contradicts'],
    [{}, { watches: 'threats' }, 'unseen active'],
    [{}, { watches: 'denial-of-service', active: false }, 'not-applicable'],
    [{ features: ['DNS_LOGS'] }, { ...on, features: ['CLOUD_TRAIL', 'DNS_LOGS'] }, 'holds'],
    [{ features: ['DNS_LOGS'] }, { ...on, features: ['CLOUD_TRAIL'] }, 'contradicts'],
    [{ features: ['DNS_LOGS'] }, on, 'unseen features'],
    [{ everything: true }, { ...on, covered: 3, coverable: 3 }, 'holds'],
    [{ everything: true }, { ...on, covered: 2, coverable: 3 }, 'contradicts'],
    [{ everything: true }, { ...on, coverable: 3 }, 'unseen covered'],
    [{ everything: true }, { ...on, covered: 3 }, 'unseen coverable'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(threatDetectionOn, params, data)).toBe(answer);
  });
});

describe('watched-for', () => {
  const shield = { watches: 'denial-of-service', active: true, tier: 'standard' };
  const alarms = { watches: 'alarms', active: true, rules: 12, notifies: true };
  const dos = { watches: 'denial-of-service' };
  const alarmed = { watches: 'alarms', rulesAtLeast: 12, notifies: true };
  test.each([
    [dos, shield, 'holds'],
    [dos, { ...shield, active: false }, 'contradicts'],
    [dos, { watches: 'denial-of-service' }, 'unseen active'],
    [dos, alarms, 'not-applicable'],
    [{ ...dos, tiers: ['advanced'] }, shield, 'contradicts'],
    [{ ...dos, tiers: ['advanced', 'standard'] }, shield, 'holds'],
    [{ ...dos, tiers: ['advanced'] }, { watches: 'denial-of-service', active: true }, 'unseen tier'],
    [alarmed, alarms, 'holds'],
    [alarmed, { ...alarms, rules: 11 }, 'contradicts'],
    [alarmed, { ...alarms, notifies: false }, 'contradicts'],
    [alarmed, { watches: 'alarms', active: true, rules: 12 }, 'unseen notifies'],
    [{ watches: 'web-requests', blocks: true }, { watches: 'web-requests', active: true, blocks: false }, 'contradicts'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(watchedFor, params, data)).toBe(answer);
  });

  test('is settled by one service of an account', () => {
    expect([watchedFor.mode, watchedFor.per]).toEqual(['some', 'account']);
  });

  test.each([[{}], [{ watches: 'burglars' }], [{ watches: 'alarms', rulesAtLeast: 0 }]])('cannot be asked with %j', (params) => {
    expect(() => watchedFor.bind(params)).toThrow();
  });
});
