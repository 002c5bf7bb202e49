import { describe, expect, test } from 'vitest';
import { attempt, bits, inside, oid, parseDer, sequence, TAG, time } from '../../../../collectors/live/trust/der.ts';

const read = (hex: string) => attempt(() => parseDer(Buffer.from(hex, 'hex')));

describe('DER', () => {
  test.each([
    ['nothing', ''],
    ['a tag without a length', '30'],
    ['a value that is cut off', '3003020101'.slice(0, -2)],
    ['bytes behind its end', '30030201010000'],
    ['an indefinite length', '3080020101' + '0000'],
    ['a length in more bytes than it needs', '308103020101'],
    ['a length that begins with zero', '30820003020101'],
    ['a length of five bytes', '308500000000030201' + '01'],
    ['a tag of several bytes', '1f810101' + '00'],
  ])('is not %s', (_case, hex) => {
    expect(read(hex)).toBeUndefined();
  });

  test('has values inside of values', () => {
    const outer = parseDer(Buffer.from('3006020101020102', 'hex'));
    expect(sequence(outer).map(({ content }) => content[0])).toEqual([1, 2]);
    expect(attempt(() => inside(parseDer(Buffer.from('30020201', 'hex'))))).toBeUndefined();
  });

  test('has long lengths', () => {
    const content = Buffer.alloc(200, 7);
    expect(parseDer(Buffer.concat([Buffer.from('0481c8', 'hex'), content])).content.equals(content)).toBe(true);
  });

  test('names objects by numbers (X.690 §8.19.5, and an arc above 39)', () => {
    expect(oid(parseDer(Buffer.from('0603883703', 'hex')))).toBe('2.999.3');
    expect(oid(parseDer(Buffer.from('06092b0601050507300101', 'hex')))).toBe('1.3.6.1.5.5.7.48.1.1');
    expect(attempt(() => oid(parseDer(Buffer.from('060affffffffffffffffff7f', 'hex'))))).toBeUndefined();
  });

  test('has times in UTC to the second', () => {
    const at = (text: string) => attempt(() => time(parseDer(Buffer.concat([Buffer.of(TAG.time, text.length), Buffer.from(text)]))));
    expect(at('20261125233005Z')?.toISOString()).toBe('2026-11-25T23:30:05.000Z');
    for (const text of ['20261125233005', '202611252330Z', '20261125233005.5Z', '20261332000000Z', '20261125233005+0000'])
      expect(at(text)).toBeUndefined();
  });

  test('has bit strings of whole bytes', () => {
    expect(bits(parseDer(Buffer.from('030200aa', 'hex'))).toString('hex')).toBe('aa');
    expect(attempt(() => bits(parseDer(Buffer.from('030201aa', 'hex'))))).toBeUndefined();
    expect(attempt(() => bits(parseDer(Buffer.from('0300', 'hex'))))).toBeUndefined();
  });
});
