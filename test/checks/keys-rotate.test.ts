import { describe, expect, test } from 'vitest';
import { keysRotate } from '../../src/checks/keys-rotate.ts';
import { answerOf, whyOf } from './answers.ts';

const yearly = { atMost: 365 };
const rotated = { manager: 'customer', state: 'enabled', rotationEligible: true, rotationEnabled: true, rotationPeriodDays: 365 };
const provider = { manager: 'provider', state: 'enabled', rotationEligible: true, rotationEnabled: true, rotationPeriodDays: 365 };

describe('keys-rotate', () => {
  test.each([
    ['rotated within the period', yearly, rotated, 'holds'],
    ['rotated more often', yearly, { ...rotated, rotationPeriodDays: 90 }, 'holds'],
    ['rotated more seldom', yearly, { ...rotated, rotationPeriodDays: 1095 }, 'contradicts'],
    ['rotated every three years, as claimed', { atMost: '1095d' }, { ...rotated, rotationPeriodDays: 1095 }, 'holds'],
    ['one day beyond', { atMost: '364d' }, rotated, 'contradicts'],
    ['with rotation off', yearly, { ...rotated, rotationEnabled: false }, 'contradicts'],
    [
      'with rotation off, the period unread',
      yearly,
      { manager: 'customer', state: 'enabled', rotationEligible: true, rotationEnabled: false },
      'contradicts',
    ],
    ['while it is being updated', yearly, { ...rotated, state: 'updating' }, 'holds'],
    ["that a replica shares with its primary's rotation", yearly, { ...rotated, multiRegion: 'replica' }, 'holds'],
    ['of the provider, which rotates it yearly', yearly, provider, 'holds'],
    ['of the provider, about which only the period is known', yearly, { manager: 'provider', rotationPeriodDays: 365 }, 'holds'],
    ['of the provider, asked for a shorter period', { atMost: 90 }, provider, 'contradicts'],
    ['of the provider, with an unknown period', yearly, { manager: 'provider', state: 'enabled' }, 'unseen rotationPeriodDays'],
    ['disabled, though the setting says true', yearly, { ...rotated, state: 'disabled' }, 'not-applicable'],
    [
      'waiting for its deletion, with the setting off',
      yearly,
      { ...rotated, state: 'pending-deletion', rotationEnabled: false },
      'not-applicable',
    ],
    ['without material yet', yearly, { ...rotated, state: 'pending-import' }, 'not-applicable'],
    [
      'whose rotation status was denied',
      yearly,
      { manager: 'customer', state: 'enabled', rotationEligible: true },
      'unseen rotationEnabled',
    ],
    [
      'whose period was not told',
      yearly,
      { manager: 'customer', state: 'enabled', rotationEligible: true, rotationEnabled: true },
      'unseen rotationPeriodDays',
    ],
    [
      'of a sort that we do not know',
      yearly,
      { manager: 'customer', state: 'enabled', rotationEnabled: true, rotationPeriodDays: 365 },
      'unseen rotationEligible',
    ],
    ['in a state that we do not know', yearly, { manager: 'customer', rotationEligible: true, rotationEnabled: false }, 'unseen state'],
    [
      'whose manager we do not know',
      yearly,
      { state: 'enabled', rotationEligible: true, rotationEnabled: true, rotationPeriodDays: 365 },
      'unseen manager',
    ],
  ])('of a key %s', (_what, params, data, answer) => {
    expect(answerOf(keysRotate, params, data)).toBe(answer);
  });

  test.each(['asymmetric', 'hmac', 'post-quantum', 'imported', 'custom-key-store', 'import-only', 'usage', 'tier'])(
    'is not about a key that cannot be rotated (%s), whatever its setting says',
    (rotationIneligibleBecause) => {
      const key = { manager: 'customer', state: 'enabled', rotationEligible: false, rotationIneligibleBecause };
      expect([true, false, undefined].map((enabled) => answerOf(keysRotate, yearly, { ...key, rotationEnabled: enabled }))).toEqual(
        Array(3).fill('not-applicable'),
      );
      expect(whyOf(keysRotate, yearly, key)).not.toBe(whyOf(keysRotate, yearly, { ...key, rotationIneligibleBecause: undefined }));
    },
  );
});

describe('keys-rotate, witnessed', () => {
  const witnessed = { atMost: '365d', witnessed: true };

  test.each([
    ['renewed within the period', { ...rotated, materialSince: '2025-06-01T00:00:00Z' }, 'holds'],
    ['renewed exactly a period and some hours ago', { ...rotated, materialSince: '2025-02-01T00:00:00Z' }, 'holds'],
    ['older than the period, though the setting is right', { ...rotated, materialSince: '2024-01-01T00:00:00Z' }, 'contradicts'],
    ['of unknown age', rotated, 'unseen materialSince'],
    ['of the provider, of unknown age', provider, 'holds'],
  ])('of a key whose material is %s', (_what, data, answer) => {
    expect(answerOf(keysRotate, witnessed, data)).toBe(answer);
  });

  test('reads the age only where it is asked about', () => {
    expect(keysRotate.bind(witnessed).reads).toContain('materialSince');
    expect(keysRotate.bind(yearly).reads).not.toContain('materialSince');
  });
});

test.each([[{}], [{ atMost: 0 }], [{ atMost: -1 }], [{ atMost: '1y' }], [{ atMost: '0d' }], [{ atMost: 365, atLeast: 1 }]])(
  'keys-rotate cannot be asked with %j',
  (params) => {
    expect(() => keysRotate.bind(params)).toThrow();
  },
);
