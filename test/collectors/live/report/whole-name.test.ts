import { expect, test } from 'vitest';
import type { TlsLine, TlsReport } from '../../../../collectors/live/report/tls-report.ts';
import { withWholeName } from '../../../../collectors/live/report/whole-name.ts';

const startedAt = '2026-11-25T12:00:00Z';
const about = { endpoint: 'www.example.com:443', host: 'www.example.com', port: 443, startedAt };
const unasked: TlsLine = { ...about, address: '10.0.0.1', unclear: ['everything'], because: 'denied-address' };
const met = { policy: 'grade>=B', answer: 'met' as const, faults: [] };

function report(change: Partial<TlsReport>): TlsReport {
  const seen = { address: '192.0.2.7', asked: [], protocols: {}, throttled: false, connections: 1 };
  return { ...about, ...seen, seconds: 1, unclear: [], ...change };
}

const wholeOf = (...lines: readonly TlsLine[]) => withWholeName(lines)[0]?.wholeName;

test('a name of one address has none', () => {
  expect(withWholeName([report({ grade: 'A' })])).toEqual([report({ grade: 'A' })]);
});

test('is the same on each line', () => {
  const [first, second] = withWholeName([report({ grade: 'A' }), report({ grade: 'B' })]);
  expect(second?.wholeName).toEqual(first?.wholeName);
});

test('the worst grade counts, and T is worse than F', () => {
  expect(wholeOf(report({ grade: 'A' }), report({ grade: 'A-' }))).toEqual({ addresses: 2, unclear: 0, grade: 'A-' });
  expect(wholeOf(report({ grade: 'F' }), report({ grade: 'T' }))).toMatchObject({ grade: 'T' });
});

test.each<[string, TlsLine]>([
  ['was not asked', unasked],
  ['has a grade at best', report({ gradeAtBest: 'A+', unclear: ['groups'] })],
  ['has no grade', report({ connections: 0, because: 'ECONNREFUSED', unclear: ['everything'] })],
])('with an address that %s the worst grade is only the best that it can be', (_what, other) => {
  expect(wholeOf(report({ grade: 'B' }), other)).toEqual({ addresses: 2, unclear: 1, gradeAtBest: 'B' });
});

test('what is at best worse than a grade counts', () => {
  expect(wholeOf(report({ grade: 'A' }), report({ gradeAtBest: 'C' }))).toMatchObject({ gradeAtBest: 'C' });
});

test('nothing that was not seen is worse than T', () => {
  expect(wholeOf(report({ grade: 'T' }), unasked)).toMatchObject({ grade: 'T' });
});

test('that no address has a grade of has none', () => {
  expect(wholeOf(unasked, unasked)).toEqual({ addresses: 2, unclear: 2 });
});

test.each<[string, TlsLine, string]>([
  ['met by each', report({ policy: met }), 'met'],
  ['not met by one', report({ policy: { ...met, answer: 'not-met' } }), 'not-met'],
  ['unseen of one', report({ policy: { ...met, answer: 'unseen' } }), 'unseen'],
  ['of an address that was not asked', unasked, 'unseen'],
])('a policy that is %s', (_what, other, answer) => {
  expect(wholeOf(report({ policy: met }), other)).toMatchObject({ policy: answer });
});
