import { describe, expect, test } from 'vitest';
import { inputOf, reaches } from '../../src/guides/reaches.ts';
import { rules } from '../../src/guides/rules.ts';
import type { Seen } from '../../src/guides/seen.ts';
import { good, withCertificate, withSuites, withTls, withVersion } from './rated.ts';

const asked = (atLeast: Parameters<typeof reaches>[1]['atLeast'], trustIgnored = false) => ({ atLeast, trustIgnored });
const { hsts: _, ...silent } = good;

describe('a grade', () => {
  test('is reached by what is good enough, and by no less', () => {
    expect(reaches(good, asked('A+'))).toEqual({ answer: 'met', grade: 'A+' });
    const old = withSuites('TLSv1.0', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA');
    expect(reaches(old, asked('A'))).toEqual({ answer: 'not-met', grade: 'B', because: ['TLS 1.0 is offered'] });
    expect(reaches(old, asked('B'))).toEqual({ answer: 'met', grade: 'B' });
  });

  test('is reached where what was not seen cannot take it away, and else unseen', () => {
    expect(reaches(silent, asked('A-'))).toEqual({ answer: 'met', grade: 'A+' });
    expect(reaches(silent, asked('A'))).toMatchObject({ answer: 'unseen', input: 'hsts' });
  });

  test('is missed by what was seen, whatever was not', () => {
    expect(reaches({ ...silent, certificates: [] }, asked('A+'))).toMatchObject({ answer: 'unseen' });
    expect(
      reaches(
        { ...withTls({ dhStatus: 'inconclusive', features: {}, simulations: [] }), ...withCertificate({ trusted: false }) },
        asked('F'),
      ),
    ).toMatchObject({
      answer: 'not-met',
      grade: 'T',
    });
  });

  test('leaves trust, dates and name alone where that is asked for', () => {
    const own = withCertificate({ trusted: false, nameMatches: false, inDate: false });
    expect(reaches(own, asked('A+', true))).toEqual({ answer: 'met', grade: 'A+' });
    expect(reaches(withCertificate({ trusted: undefined }), asked('A+', true))).toEqual({ answer: 'met', grade: 'A+' });
  });

  test('says that scores alone keep it away', () => {
    const weak = withSuites('TLSv1.2', 'TLS_ECDHE_RSA_WITH_NULL_SHA');
    expect(reaches(weak, asked('A'))).toMatchObject({ answer: 'not-met', grade: 'F', because: [expect.stringContaining('scores')] });
  });

  test.each<[string, Seen]>([
    ['protocols', withVersion('SSLv3', { status: 'inconclusive', because: 'reset' })],
    ['protocols', withTls({ protocols: {} })],
    ['certificates', { ...good, certificates: [] }],
    ['certificates', withCertificate({ keyType: undefined })],
    ['groups', withTls({ groups: undefined })],
    ['groups', withTls({ groupsUnclear: ['x448'] })],
    ['dhStatus', withTls({ dhStatus: undefined })],
    ['simulations', withTls({ simulations: [] })],
    ['features', withTls({ features: {} })],
    ['hsts', silent],
  ])('says that it lacks: %s', (input, seen) => {
    expect(reaches(seen, asked('A+'))).toMatchObject({ answer: 'unseen', input });
  });

  test('finds for each rule what it is read from', () => {
    const hidden: Readonly<Record<string, Seen>> = {
      certificates: { ...good, certificates: [{}] },
      dhStatus: withTls({ dhStatus: undefined }),
      features: withTls({ features: {} }),
      simulations: withTls({ simulations: [] }),
      hsts: silent,
      protocols: withTls({ protocols: { 'TLSv1.2': { status: 'inconclusive' } } }),
    };
    const wrong = rules.filter((rule) => rule.id !== 'revoked' && rule.applies(hidden[inputOf(rule)] ?? good) !== 'unseen');
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
