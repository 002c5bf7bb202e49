import { describe, expect, test } from 'vitest';
import { keysManagedBy } from '../../src/checks/keys-managed-by.ts';
import { answerOf } from './answers.ts';

const encrypted = true;
const byCustomer = { manager: 'customer' };
const inService = { origin: 'key-service' };

describe('keys-managed-by', () => {
  test.each([
    [byCustomer, { encrypted, keyManager: 'customer' }, 'holds'],
    [byCustomer, { encrypted, keyManager: 'provider' }, 'contradicts'],
    [byCustomer, { encrypted, keyManager: 'supplied' }, 'contradicts'],
    [byCustomer, { encrypted }, 'unseen keyManager'],
    [byCustomer, { keyManager: 'customer' }, 'unseen encrypted'],
    [byCustomer, { encrypted: false }, 'contradicts'],
    [{ manager: 'provider' }, { encrypted, keyManager: 'provider' }, 'holds'],
    [inService, { encrypted, keyOrigin: 'key-service' }, 'holds'],
    [inService, { encrypted, keyOrigin: 'imported' }, 'contradicts'],
    [inService, { encrypted, keyOrigin: 'external-store' }, 'contradicts'],
    [inService, { encrypted, keyManager: 'customer' }, 'unseen keyOrigin'],
    [{ ...byCustomer, ...inService }, { encrypted, keyManager: 'customer', keyOrigin: 'key-service' }, 'holds'],
    [{ ...byCustomer, ...inService }, { encrypted, keyManager: 'customer' }, 'unseen keyOrigin'],
    [{ ...byCustomer, ...inService }, { keyOrigin: 'imported' }, 'contradicts'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(keysManagedBy, params, data)).toBe(answer);
  });

  test('reads no more than its parameters ask about', () => {
    expect(keysManagedBy.bind(byCustomer).reads).toEqual(['encrypted', 'keyManager']);
    expect(keysManagedBy.bind(inService).reads).toEqual(['encrypted', 'keyOrigin']);
  });

  test.each([[{}], [{ manager: 'vendor' }], [{ origin: 'customer' }]])('cannot be asked with %j', (params) => {
    expect(() => keysManagedBy.bind(params)).toThrow();
  });
});
