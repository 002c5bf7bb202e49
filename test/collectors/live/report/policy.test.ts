import { describe, expect, test } from 'vitest';
import { judgePolicy, parsePolicy } from '../../../../collectors/live/report/policy.ts';
import { comply } from '../../../../src/guides/comply.ts';
import type { Seen } from '../../../../src/guides/seen.ts';
import { good, withSuites } from '../../../guides/rated.ts';

const judge = (text: string, seen: Seen | undefined) =>
  judgePolicy(parsePolicy(text), { seen, compliance: seen === undefined ? undefined : [comply(seen, 'mozilla-intermediate')] });

test.each(['mozilla-modern', 'mozilla-intermediate', 'mozilla-old', 'grade>=A+', 'grade>=A-', 'grade>=F'])('%s is a policy', (text) => {
  expect(parsePolicy(text).name).toBe(text);
});

test.each(['', 'mozilla', 'grade>=T', 'grade>=M', 'grade>=a', 'grade>A', 'grade >= A', 'mozilla-intermediate '])('"%s" is none', (text) => {
  expect(() => parsePolicy(text)).toThrow(TypeError);
});

describe('a grade', () => {
  test.each([
    ['grade>=A+', 'met'],
    ['grade>=F', 'met'],
  ] as const)('%s of a server that is good: %s', (text, answer) => {
    expect(judge(text, good)).toEqual({ policy: text, answer, faults: [] });
  });

  test('that a rule takes away names the rule, and no other', () => {
    const weak = withSuites('TLSv1.2', 'TLS_RSA_WITH_RC4_128_SHA');
    expect(judge('grade>=B', weak)).toMatchObject({ answer: 'not-met', faults: [expect.stringContaining('RC4')] });
    expect(judge('grade>=C', weak)).toMatchObject({ answer: 'met' });
  });

  test('no letter is reached without trust', () => {
    const untrusted = { ...good, certificates: good.certificates.map((each) => ({ ...each, trusted: false })) };
    expect(judge('grade>=F', untrusted)).toMatchObject({ answer: 'not-met' });
  });

  test('that hangs on what was not seen is not told', () => {
    const { hsts: _, ...silent } = good;
    expect(judge('grade>=A+', silent)).toMatchObject({ answer: 'unseen' });
    expect(judge('grade>=A-', silent)).toMatchObject({ answer: 'met' });
  });

  test('of which too little was asked is not told', () => {
    expect(judge('grade>=F', undefined)).toMatchObject({ answer: 'unseen' });
  });
});

describe('a guideline', () => {
  test('that is not kept tells what is otherwise', () => {
    const answer = judge('mozilla-intermediate', withSuites('TLSv1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA'));
    expect(answer.answer).toBe('not-met');
    expect(answer.faults).toContain('TLS_RSA_WITH_AES_128_CBC_SHA is offered in TLSv1.2');
  });

  test('of which too little was asked is not told', () => {
    expect(judge('mozilla-old', good)).toMatchObject({ answer: 'unseen' });
  });
});

test.each(['mozilla-old', 'grade>=F'])('%s is not met where the server says that it offers no TLS at all', (text) => {
  expect(judgePolicy(parsePolicy(text), { offersNone: true })).toMatchObject({ policy: text, answer: 'not-met' });
});
