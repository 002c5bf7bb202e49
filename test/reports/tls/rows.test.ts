import { expect, test } from 'vitest';
import { displayWidth } from '../../../reports/display-width.ts';
import { tlsRows } from '../../../reports/tls/rows.ts';
import type { LineView } from '../../../reports/tls/view.ts';
import { goodReport, look } from './view.ts';

const { grade: _grade, rating: _rating, ...ungraded } = goodReport;
const row = (line: LineView, columns = 200) =>
  tlsRows([line], { ...look, columns })
    .trimEnd()
    .replace(/ {2,}/g, '  ');

test.each<[string, LineView, string]>([
  ['a grade', goodReport, 'A+  www.example.com:443 192.0.2.7  TLS 1.2 1.3 · 2 suites'],
  ['no grade asked for', ungraded, '–  www.example.com:443 192.0.2.7  TLS 1.2 1.3 · 2 suites'],
  ['a grade at best', { ...ungraded, gradeAtBest: 'B' }, '≤B  www.example.com:443 192.0.2.7  TLS 1.2 1.3 · 2 suites'],
  [
    'the worst reason below A',
    { ...goodReport, grade: 'T', gradeReasons: [{ grade: 'T', says: 'the certificate is not trusted' }] },
    'T  www.example.com:443 192.0.2.7  TLS 1.2 1.3 · the certificate is not trusted · 2 suites',
  ],
  [
    'a policy and what is unclear',
    { ...goodReport, unclear: ['groups'], policy: { policy: 'grade>=A', answer: 'met', faults: [] } },
    'A+  www.example.com:443 192.0.2.7  met · TLS 1.2 1.3 · 2 suites · unclear: groups',
  ],
  [
    'nothing listening',
    { ...ungraded, connections: 0, because: 'ECONNREFUSED' },
    '?  www.example.com:443 192.0.2.7  unreachable: ECONNREFUSED',
  ],
  ['no address', { endpoint: 'a.example.com:443', because: 'ENOTFOUND', unclear: ['everything'] }, '?  a.example.com:443  ENOTFOUND'],
  [
    'nothing accepted',
    {
      ...ungraded,
      ...{ certificate: undefined, groups: [], simulations: [] },
      protocols: { 'TLSv1.3': { status: 'inconclusive', because: 'timed-out' } },
    },
    '–  www.example.com:443 192.0.2.7  no version was accepted · each time: there was no answer in time',
  ],
  ['no TLS', { ...ungraded, upgrade: 'not-offered' }, '–  www.example.com:443 192.0.2.7  no TLS is offered'],
  ['TLS perhaps', { ...ungraded, upgrade: 'inconclusive' }, '–  www.example.com:443 192.0.2.7  whether TLS is offered stays unclear'],
])('%s', (_what, line, text) => {
  expect(row(line)).toBe(text);
});

test('versions in a row are a span, and those of SSL have their name', () => {
  const accepted = { status: 'accepted' } as const;
  const protocols = { SSLv3: accepted, 'TLSv1.0': accepted, 'TLSv1.1': accepted, 'TLSv1.2': accepted };
  expect(row({ ...ungraded, protocols })).toContain('SSL 3.0 TLS 1.0–1.2');
  const { 'TLSv1.1': _left, ...gap } = protocols;
  expect(row({ ...ungraded, protocols: gap })).toContain('SSL 3.0 TLS 1.0 1.2');
});

test('no row is wider than the terminal, and none can bring another', () => {
  const long = { ...goodReport, endpoint: `${'a'.repeat(90)}\n.example.com:443`, unclear: ['x'.repeat(300)] };
  const lines = tlsRows([long], look).split('\n');
  expect({ count: lines.length, wide: lines.filter((line) => displayWidth(line) > 80) }).toEqual({ count: 2, wide: [] });
});
