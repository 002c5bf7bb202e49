import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../reports/display-width.ts';
import { tlsScreen } from '../../../reports/tls/screen.ts';
import type { LineView, ReportView, WholeNameView } from '../../../reports/tls/view.ts';
import fc from '../../property.ts';
import { goodReport, leaf, look } from './view.ts';

function screen(change: Partial<ReportView> = {}, more: readonly LineView[] = []): string {
  return tlsScreen([{ ...goodReport, ...change }, ...more], look);
}

/** Lines that hold a text, without what they are set in by. */
function linesWith(text: string, shown: string): readonly string[] {
  return shown.split('\n').flatMap((line) => (line.includes(text) ? [line.trim().replace(/ {2,}/g, '  ')] : []));
}

describe('each answer has its own mark', () => {
  test.each([
    ['TLS 1.3', '✓ TLS 1.3'],
    ['TLS 1.1', '– TLS 1.1'],
    ['compression', '✓ compression: no'],
    ['early data', '– early data: yes'],
    ['heartbeat', '? heartbeat: unclear'],
    ['Post-quantum', '! Post-quantum'],
    ['Client certificate', '– Client certificate'],
  ])('%s', (text, marked) => {
    expect(linesWith(text, screen()).some((line) => line.includes(marked))).toBe(true);
  });

  test('a version that never answers is no refusal', () => {
    const shown = screen({ protocols: { 'TLSv1.0': { status: 'inconclusive', because: 'closed', onlyThisVersion: true } } });
    expect(linesWith('TLS 1.0', shown)).toEqual([expect.stringMatching(/^\? TLS 1\.0 {2}inconclusive/)]);
  });

  test('an alert that is no refusal is told by its name', () => {
    const shown = screen({ protocols: { 'TLSv1.2': { status: 'inconclusive', because: 'unexpected-answer', alert: 112 } } });
    expect(linesWith('TLS 1.2', shown)[0]).toContain('alert 112 unrecognized_name');
  });

  test.each([
    [true, 'turned away'],
    [false, 'let in'],
  ])('a client certificate that is requested, and required: %s', (required, says) => {
    expect(linesWith('Client certificate', screen({ clientCertificateRequired: required }))[0]).toContain(says);
  });
});

describe('the grade', () => {
  test('that is not settled is the best that it can be', () => {
    const { grade: _, ...open } = goodReport;
    expect(tlsScreen([{ ...open, gradeAtBest: 'A' }], look)).toContain('A at best');
  });

  test('is told with its reasons, and beside it the one without trust', () => {
    const shown = screen({ grade: 'T', gradeTrustIgnored: 'B', gradeReasons: [{ grade: 'T', says: 'the certificate is not trusted' }] });
    expect(linesWith('Grade', shown)[0]).toBe('Grade  T  B if trust is ignored');
    expect(shown).toContain('T the certificate is not trusted');
  });

  test('is never said to be by SSL Labs itself', () => {
    expect(linesWith('SSL Labs', screen())).toEqual(['computed by the rules of the SSL Labs Server Rating Guide 2009r']);
  });

  describe('of several addresses', () => {
    const unasked = { endpoint: 'www.example.com:443', address: '10.0.0.1', because: 'denied-address', unclear: ['everything'] };
    const { grade: _grade, ...ungraded } = goodReport;
    const closing = (wholeName: WholeNameView | undefined, ...lines: readonly LineView[]) =>
      linesWith(
        'worst grade',
        tlsScreen(
          lines.map((line) => ({ ...line, wholeName })),
          look,
        ),
      );

    test.each<[string, WholeNameView, LineView, string]>([
      ['settled', { addresses: 2, grade: 'B' }, { ...goodReport, grade: 'B' }, 'B'],
      [
        'at best that of a line without one',
        { addresses: 2, gradeAtBest: 'C' },
        { ...ungraded, gradeAtBest: 'C' },
        'C at best · 1 without a grade',
      ],
      ['at best that of the others', { addresses: 2, gradeAtBest: 'A+' }, unasked, 'A+ at best · 1 without a grade'],
      ['settled by the worst there is', { addresses: 2, grade: 'T' }, unasked, 'T · 1 without a grade'],
    ])('is that of the whole name: %s', (_what, wholeName, other, worst) => {
      expect(closing(wholeName, goodReport, other)).toEqual([`2 addresses · worst grade: ${worst}`]);
    });

    test('is none where no line has any', () => {
      expect(closing({ addresses: 2 }, unasked, unasked)).toEqual(['2 addresses · worst grade: none · 2 without a grade']);
    });

    test('is not told of a name with one', () => {
      expect(closing(undefined, goodReport)).toEqual([]);
    });
  });
});

describe('a policy', () => {
  const faults = Array.from({ length: 50 }, (_, index) => `TLS_EXAMPLE_${index} is offered in TLSv1.2`);
  const policy = { policy: 'mozilla-intermediate', answer: 'not-met', faults } as const;
  const requirements = [
    { requirement: 'versions', binding: true, answer: 'met', faults: [] },
    { requirement: 'suites', binding: true, answer: 'not-met', faults },
    { requirement: 'groups', binding: false, answer: 'not-met', faults: ['x448 is offered'] },
  ] as const;

  test('that is a guideline tells the requirements that bind and are not met, and of each the first faults', () => {
    const compliance = [{ policy: 'mozilla-intermediate', version: '5.8', answer: 'not-met', requirements }] as const;
    const shown = screen({ policy, compliance }).split('Protocols')[0] ?? '';
    expect(linesWith('✗', shown)).toEqual([expect.stringMatching(/^✗ suites {2}TLS_EXAMPLE_0/)]);
    expect(shown).toContain('and 47 more');
  });

  test('that is a grade tells every reason', () => {
    const shown = screen({ policy: { policy: 'grade>=A', answer: 'not-met', faults: ['TLS 1.0 is offered', 'TLS 1.1 is offered'] } });
    expect(linesWith('✗', shown)).toEqual(['✗ because  TLS 1.0 is offered', '✗  TLS 1.1 is offered']);
  });
});

test('a label that is too long does not touch what stands beside it', () => {
  const requirements = [{ requirement: 'certificate-signature', binding: true, answer: 'unseen', faults: ['no certificate'] }] as const;
  const shown = screen({
    policy: { policy: 'mozilla-old', answer: 'unseen', faults: [] },
    compliance: [{ policy: 'mozilla-old', version: '5.8', answer: 'unseen', requirements }],
  });
  expect(shown).toMatch(/certificate sig\S*… no certificate/);
});

test('a server that turned us away is told of', () => {
  expect(screen({ throttled: true })).toContain('what was refused stands as inconclusive');
});

test('a certificate that expired, of a weak key, for another name: each is told', () => {
  const certificate = {
    ...goodReport.certificate,
    judgedAt: '2027-01-01T12:00:00Z',
    roots: 'given-ca',
    chain: [leaf],
    trusted: false,
    untrustedBecause: 'self-signed',
    inDate: false,
    nameMatches: false,
    weaknesses: [{ subject: leaf.subject, because: 'short key' }],
  };
  expect(linesWith('✗', screen({ certificate })).map((line) => line.slice(0, 12).trim())).toEqual([
    '✗ Names  not',
    '✗ Validity',
    '✗ Key  RSA 2',
    '✗ Trust  not',
  ]);
});

test('nothing that a server writes reaches the terminal as it is, and no line is too wide', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 40, max: 220 }), (text, columns) => {
      const certificate = { ...goodReport.certificate, chain: [{ ...leaf, subject: text, names: [text] }] };
      const hsts = { status: 'invalid', because: text } as const;
      const shown = tlsScreen([{ ...goodReport, certificate: { ...defined(goodReport.certificate), ...certificate }, hsts }], {
        ...look,
        columns,
      });
      expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(shown.split('\n').filter((line) => displayWidth(line) > columns)).toEqual([]);
    }),
  );
});

function defined<T>(value: T | undefined): T {
  return value ?? expect.unreachable();
}
