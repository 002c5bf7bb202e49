import { describe, expect, test } from 'vitest';
import { judgeTrust, revokedBy } from '../../../../collectors/live/trust/judge-trust.ts';
import { parseOcsp } from '../../../../collectors/live/trust/ocsp-response.ts';
import fc from '../../../property.ts';
import { chainOf, roots, staple, thatDay } from './specimens.ts';

const HOUR = 3_600_000;
const judge = (name: string | Buffer, chain = 'good intermediate', at = thatDay) =>
  judgeTrust({ chain: chainOf(chain), host: undefined, roots: roots('root'), at, staple: typeof name === 'string' ? staple(name) : name })
    ?.staple;
const later = (hours: number) => new Date(thatDay.getTime() + hours * HOUR);

describe('a stapled OCSP response', () => {
  test.each([
    ['good', 'by the issuer itself'],
    ['delegated', 'by a responder that it named'],
    ['by-key', 'by a responder that is named by its key'],
    ['sha512', 'signed with SHA-512'],
    ['pss', 'signed with RSA-PSS'],
  ])('%s is verified: %s', (name) => {
    expect(judge(name)).toMatchObject({ says: 'good', verified: true });
  });

  test('says when a certificate was revoked', () => {
    const found = judge('revoked', 'revoked intermediate');
    expect(found).toMatchObject({ says: 'revoked', verified: true });
    expect(found?.revokedAt).toMatch(/^20\d\d-/);
  });

  test('tells whether the certificate is revoked, where it verifies', () => {
    const revoked = (name: string, leaf: string, at = thatDay) => {
      const found = judgeTrust({ chain: chainOf(`${leaf} intermediate`), host: undefined, roots: roots('root'), at, staple: staple(name) });
      return found === undefined ? 'no certificate' : revokedBy(found);
    };
    expect(revoked('revoked', 'revoked')).toBe(true);
    expect(revoked('good', 'good')).toBe(false);
    expect(revoked('unknown', 'good')).toBeUndefined();
    expect(revoked('revoked', 'revoked', later(24 * 8))).toBeUndefined();
  });

  test('says that it does not know', () => {
    expect(judge('unknown')).toMatchObject({ says: 'unknown', verified: true });
  });

  test.each([
    ['impostor', 'wrong-responder', 'signed by another certificate of the issuer, which is not for that'],
    ['foreign', 'wrong-responder', 'signed by a responder of another issuer'],
    ['no-purpose', 'wrong-responder', 'signed by another certificate of the issuer, which names no purpose'],
    ['expired-responder', 'wrong-responder', 'signed by a responder that is out of date'],
    ['other-issuer', 'other-certificate', 'about the same serial number of another issuer'],
    ['md5', 'unsupported', 'signed with MD5'],
    ['try-later', 'not-successful', 'an error'],
  ])('%s is not verified: %s', (name, because) => {
    expect(judge(name)).toMatchObject({ verified: false, because });
  });

  test('is about one certificate alone', () => {
    expect(judge('good', 'good-ec intermediate')).toEqual({ verified: false, because: 'other-certificate' });
  });

  test('cannot be verified without the issuer', () => {
    expect(judge('good', 'good')).toMatchObject({ verified: false, because: 'issuer-unknown' });
    expect(judge('good', 'good')).not.toHaveProperty('says');
  });

  test('has its time', () => {
    expect(judge('good', undefined, later(24 * 7 + 1))).toMatchObject({ verified: false, because: 'stale', says: 'good' });
    expect(judge('good', undefined, later(-2))).toMatchObject({ verified: false, because: 'not-yet-valid' });
    expect(judge('no-end')).toMatchObject({ verified: true });
    expect(judge('no-end', undefined, later(25))).toMatchObject({ verified: false, because: 'stale' });
  });

  test('holds no more with any byte changed of what is signed', () => {
    const whole = staple('good');
    const parsed = parseOcsp(whole);
    const signed = parsed === 'not-successful' ? Buffer.alloc(0) : parsed.signedBytes;
    const start = whole.indexOf(signed);
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(whole);
        other[start + at] = (other[start + at] ?? 0) ^ change;
        expect(judge(other)).toMatchObject({ verified: false, because: expect.any(String) });
      }),
      { numRuns: 300 },
    );
  });

  test('never breaks the judge', () => {
    const whole = staple('delegated');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(whole);
        other[at] = (other[at] ?? 0) ^ change;
        const found = judge(other);
        expect(found?.verified).toBe(found?.because === undefined);
      }),
      { numRuns: 300 },
    );
  });

  test('has nothing behind its end', () => {
    expect(judge(Buffer.concat([staple('good'), Buffer.of(0)]))).toEqual({ verified: false, because: 'malformed' });
  });

  test('may be cut anywhere, or be anything', () => {
    const whole = staple('delegated');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(whole.length - 1).map((end) => whole.subarray(0, end)),
          fc.uint8Array({ maxLength: 64 }).map(Buffer.from),
        ),
        (bytes) => {
          expect(judge(Buffer.from(bytes))).toMatchObject({ verified: false });
        },
      ),
      { numRuns: 200 },
    );
  });
});
