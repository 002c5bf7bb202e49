import { describe, expect, test } from 'vitest';
import { parseHsts } from '../../../../collectors/live/http/hsts.ts';
import fc from '../../../property.ts';

/** The field's value, and what RFC 6797 makes of it. The first four are its own examples (§6.2). */
const fields: readonly (readonly [string, Partial<ReturnType<typeof parseHsts>>])[] = [
  ['max-age=31536000', { status: 'valid', maxAgeSeconds: 31_536_000, includeSubDomains: false, preload: false }],
  ['max-age=15768000 ; includeSubDomains', { status: 'valid', maxAgeSeconds: 15_768_000, includeSubDomains: true }],
  ['max-age="31536000"', { status: 'valid', maxAgeSeconds: 31_536_000 }],
  ['max-age=0; includeSubDomains', { status: 'valid', maxAgeSeconds: 0 }],
  ['MAX-AGE=600;INCLUDESUBDOMAINS;Preload', { status: 'valid', maxAgeSeconds: 600, includeSubDomains: true, preload: true }],
  ['max-age = 600', { status: 'valid', maxAgeSeconds: 600 }],
  [';;max-age=600;;', { status: 'valid', maxAgeSeconds: 600 }],
  ['max-age=600; something="a; max-age=1, \\"b"', { status: 'valid', maxAgeSeconds: 600 }],
  ['max-age=600; preload=yes', { status: 'valid', preload: false }],
  ['max-age="6\\00"', { status: 'valid', maxAgeSeconds: 600 }],
  ['max-age=99999999999999999999', { status: 'valid', maxAgeSeconds: 2_147_483_647 }],
  ['', { status: 'invalid', because: 'no-max-age' }],
  ['includeSubDomains', { status: 'invalid', because: 'no-max-age' }],
  ['max-age', { status: 'invalid', because: 'bad-max-age' }],
  ['max-age=-1', { status: 'invalid', because: 'bad-max-age' }],
  ['max-age=1.5', { status: 'invalid', because: 'bad-max-age' }],
  ['max-age=""', { status: 'invalid', because: 'bad-max-age' }],
  ['max-age=', { status: 'invalid', because: 'syntax' }],
  ['max-age=31536000 includeSubDomains', { status: 'invalid', because: 'syntax' }],
  ['max-age=600, max-age=600', { status: 'invalid', because: 'syntax' }],
  ['max-age="600', { status: 'invalid', because: 'syntax' }],
  ['=600', { status: 'invalid', because: 'syntax' }],
  ['max-age=600; max-age=600', { status: 'invalid', because: 'repeated-directive' }],
  ['max-age=600; includeSubDomains; INCLUDESUBDOMAINS', { status: 'invalid', because: 'repeated-directive' }],
  ['max-age=600; includeSubDomains=true', { status: 'invalid', because: 'value-not-allowed' }],
];

describe('Strict-Transport-Security', () => {
  test.each(fields)('%j is read as clients read it', (field, expected) => {
    expect(parseHsts([field])).toMatchObject(expected);
  });

  test('counts in the first field alone, even where that is broken', () => {
    expect(parseHsts(['max-age=600', 'max-age=0'])).toMatchObject({ status: 'valid', maxAgeSeconds: 600, fields: 2 });
    expect(parseHsts(['nonsense;', 'max-age=600'])).toMatchObject({ status: 'invalid', fields: 2 });
  });

  test('is absent without a field', () => {
    expect(parseHsts([])).toEqual({ status: 'absent', fields: 0 });
  });

  test('is read from whatever is sent, and never valid without seconds', () => {
    const piece = fc.constantFrom('max-age', '=', '"', ';', ' ', '600', 'includeSubDomains', '\\', ',', '\u00e9', '\t');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const read = parseHsts([pieces.join('')]);
        expect(read.status === 'valid').toBe(read.maxAgeSeconds !== undefined);
        expect(read.status === 'invalid').toBe(read.because !== undefined);
      }),
    );
  });
});
