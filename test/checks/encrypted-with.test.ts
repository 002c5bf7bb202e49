import { describe, expect, test } from 'vitest';
import { encryptedWith } from '../../src/checks/encrypted-with.ts';
import { answerOf } from './answers.ts';

describe('encrypted-with', () => {
  test.each([
    [{ encrypted: true, cipher: 'AES-256' }, 'holds'],
    [{ encrypted: true, cipher: 'AES-128' }, 'contradicts'],
    [{ encrypted: true, cipher: 'other' }, 'contradicts'],
    [{ encrypted: false }, 'contradicts'],
    [{ encrypted: true, algorithm: 'AES256' }, 'unseen cipher'],
    [{ cipher: 'AES-256' }, 'unseen encrypted'],
  ])('of %j says: %s', (data, answer) => {
    expect(answerOf(encryptedWith, { cipher: 'AES-256' }, data)).toBe(answer);
  });

  test.each([[{}], [{ cipher: 'AES' }], [{ cipher: 'other' }]])('cannot be asked with %j', (params) => {
    expect(() => encryptedWith.bind(params)).toThrow();
  });
});
