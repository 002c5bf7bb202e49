import { describe, expect, test } from 'vitest';
import { parseCookie } from '../../../../collectors/live/http/cookies.ts';

const plain = { secure: false, httpOnly: false, sameSite: 'unset' };

describe('a cookie', () => {
  test.each([
    ['a=b', plain],
    ['a=b; Secure; HttpOnly; SameSite=Lax', { secure: true, httpOnly: true, sameSite: 'lax' }],
    ['a=b;SECURE ; httponly= ;samesite= STRICT', { secure: true, httpOnly: true, sameSite: 'strict' }],
    ['a=b; Secure=false', { ...plain, secure: true }], // an attribute's presence counts, whatever its value
    ['a=secure; HttpOnly2', plain],
    ['a=b; SameSite=None; SameSite=strict', { ...plain, sameSite: 'strict' }],
    ['a=b; SameSite=maybe', plain],
    ['=value; Secure', { ...plain, secure: true }],
    ['__Host-a=b; Secure; Path=/', { ...plain, secure: true, prefix: '__Host-' }],
    ['__Host-a=b; Secure; Path=/; Domain=example.com', { ...plain, secure: true }],
    ['__Host-a=b; Secure', { ...plain, secure: true }],
    ['__Secure-a=b; Secure', { ...plain, secure: true, prefix: '__Secure-' }],
    ['__Secure-a=b', plain],
  ])('%j is read as browsers read it', (field, expected) => {
    expect(parseCookie(field)).toEqual(expected);
  });

  test('is none without a name and a value', () => {
    expect(parseCookie('Secure; HttpOnly')).toBeUndefined();
    expect(parseCookie('=; Secure')).toBeUndefined();
    expect(parseCookie('')).toBeUndefined();
  });

  test('leaves neither its name nor its value behind', () => {
    expect(JSON.stringify(parseCookie('session-of=alice; Secure; Path=/private'))).not.toMatch(/session|alice|private/);
  });
});
