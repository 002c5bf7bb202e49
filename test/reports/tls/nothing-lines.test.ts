import { describe, expect, test } from 'vitest';
import { isNothing, whyNothing } from '../../../reports/tls/nothing-lines.ts';
import { tlsScreen } from '../../../reports/tls/screen.ts';
import type { ProtocolView, ReportView } from '../../../reports/tls/view.ts';
import { goodReport, look } from './view.ts';

const VERSIONS = ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const each = (seen: ProtocolView) => Object.fromEntries(VERSIONS.map((version) => [version, seen]));
const { certificate: _certificate, grade: _grade, rating: _rating, hsts: _hsts, http: _http, ...bare } = goodReport;
const closed: ReportView = {
  ...bare,
  groups: [],
  simulations: [{ client: 'Chrome 131', status: 'inconclusive' }],
  protocols: each({ status: 'inconclusive', because: 'closed' }),
  unclear: ['TLSv1.3'],
};
const refused: ReportView = { ...closed, protocols: each({ status: 'refused', because: 'alert', alert: 40 }), unclear: [] };

/** What stands beside a label, without the lines that it goes on in. */
function beside(label: string, one: ReportView): string | undefined {
  return tlsScreen([one], { ...look, columns: 200 })
    .split('\n')
    .find((line) => line.includes(label))
    ?.split(label)[1]
    ?.trim();
}

describe('an address that accepted nothing', () => {
  test.each<[string, ReportView]>([
    ['closed each connection', closed],
    ['refused each version', refused],
    ['could not be connected to', { ...closed, connections: 0, protocols: {} }],
    ['offers no TLS', { ...closed, upgradedFrom: 'smtp', upgrade: 'not-offered', protocols: {} }],
  ])('that %s is told in one block, without tables', (_what, one) => {
    const shown = tlsScreen([one], look);
    const labels = shown.split('\n').flatMap((line) => /^ {2}\S (What(?: \w+)+)/.exec(line)?.[1] ?? []);
    expect(labels).toEqual(['What was tried', 'What happened', 'What to do']);
    for (const table of ['Protocols', 'Key exchange', 'Modern clients', 'Mozilla', 'Not known', 'Grade'])
      expect(shown).not.toContain(table);
  });

  test('is told with the answer of a policy', () => {
    const policy = { policy: 'mozilla-modern', answer: 'not-met', faults: ['none of these versions is offered'] } as const;
    expect(tlsScreen([{ ...refused, policy }], look)).toContain('Policy mozilla-modern: not met');
  });

  test('is told that it turned us away', () => {
    expect(tlsScreen([{ ...closed, throttled: true }], look)).toContain('began to turn us away');
  });

  test.each<[string, ReportView, string]>([
    ['a refused connection', { ...closed, connections: 0, because: 'ECONNREFUSED' }, 'service'],
    ['no way there', { ...closed, connections: 0, because: 'ENETUNREACH' }, 'route'],
    ['another protocol', { ...closed, protocols: each({ status: 'inconclusive', because: 'unexpected-answer' }) }, 'smtp://'],
    ['plain HTTP', { ...closed, plainHttp: true, protocols: each({ status: 'inconclusive', because: 'unexpected-answer' }) }, '443'],
    ['plain HTTP, and alerts of TLS', { ...refused, plainHttp: true }, 'serves www.example.com'],
    ['silence', { ...closed, protocols: each({ status: 'inconclusive', because: 'timed-out' }) }, '--timeout'],
    ['a turning away', { ...closed, throttled: true }, '--rate'],
    ['alerts to an address', { ...refused, serverName: undefined }, 'scan the name'],
    ['alerts to a name', refused, 'serves www.example.com'],
  ])('with %s has a hint of its own', (_what, one, hint) => {
    expect(beside('What to do', one)).toContain(hint);
  });
});

describe('what had any handshake is told in full', () => {
  test.each<[string, Partial<ReportView>]>([
    ['a version', { protocols: { ...closed.protocols, 'TLSv1.2': { status: 'accepted' } } }],
    ['a group', { groups: goodReport.groups }],
    ['a certificate', { certificate: goodReport.certificate }],
    ['a client', { simulations: goodReport.simulations }],
  ])('by %s', (_what, change) => {
    expect([isNothing(closed), isNothing({ ...closed, ...change })]).toEqual([true, false]);
  });
});

describe('what happened', () => {
  test('is told once where it was always the same', () => {
    expect(whyNothing(refused)).toEqual(['each time: alert 40 handshake_failure']);
  });

  test('does not tell a closed connection from one that was reset', () => {
    expect(whyNothing({ protocols: { ...closed.protocols, 'TLSv1.2': { status: 'inconclusive', because: 'reset' } } })).toHaveLength(1);
  });

  test('is plain HTTP, before what that was taken for', () => {
    expect(whyNothing({ ...closed, plainHttp: true })).toEqual([expect.stringContaining('plain HTTP'), ...whyNothing(closed)]);
  });

  test('names the versions where it differs', () => {
    const protocols = { 'TLSv1.2': { status: 'inconclusive', because: 'timed-out' }, 'TLSv1.3': { status: 'refused', alert: 70 } } as const;
    expect(whyNothing({ protocols })).toEqual([expect.stringMatching(/^TLS 1\.2: /), expect.stringMatching(/^TLS 1\.3: alert 70/)]);
  });
});
