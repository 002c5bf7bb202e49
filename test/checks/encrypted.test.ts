import { describe, expect, test } from 'vitest';
import { encryptedAtRest } from '../../src/checks/encrypted-at-rest.ts';
import { encryptedByDefault } from '../../src/checks/encrypted-by-default.ts';
import { answerOf } from './answers.ts';

describe('encrypted-at-rest', () => {
  test.each([
    [{ encrypted: true }, 'holds'],
    [{ encrypted: false }, 'contradicts'],
    [{ encrypted: false, keyManager: 'customer' }, 'contradicts'],
    [{}, 'unseen encrypted'],
    [{ algorithm: 'aws:kms', keyManager: 'customer' }, 'unseen encrypted'],
  ])('of %j says: %s', (data, answer) => {
    expect(answerOf(encryptedAtRest, {}, data)).toBe(answer);
  });
});

describe('encrypted-by-default', () => {
  test.each([
    [{ enabled: true }, 'holds'],
    [{ enabled: false }, 'contradicts'],
    [{ keyManager: 'provider' }, 'unseen enabled'],
  ])('of %j says: %s', (data, answer) => {
    expect(answerOf(encryptedByDefault, {}, data)).toBe(answer);
  });
});
