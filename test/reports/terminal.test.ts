import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../reports/display-width.ts';
import { terminalSummary } from '../../reports/terminal.ts';
import fc from '../property.ts';
import { exampleView, hostile } from './view.ts';

const view = exampleView();
const plain = { columns: 80, color: false, bundle: 'evidence/1' } as const;

function lines(options: Partial<Parameters<typeof terminalSummary>[1]> = {}): readonly string[] {
  return terminalSummary(view, { ...plain, ...options })
    .split('\n')
    .slice(0, -1);
}

describe('what comes first and last', () => {
  test('the origin is the first line', () => {
    expect(lines()[0]).toBe('! Practice cloud: nothing here was seen on a real provider.');
  });

  test('a live and complete run begins with the page', () => {
    expect(terminalSummary(exampleView({ origins: { live: 5 }, complete: true }), plain)).toMatch(/^Example trust page/);
  });

  test('the next command is the last line', () => {
    expect(lines().at(-1)).toBe('claimcheck verify evidence/1 --key claimcheck.pub');
  });

  test('a path with a space is quoted for the shell', () => {
    expect(lines({ bundle: "it's here/1" }).at(-1)).toBe("claimcheck verify 'it'\\''s here/1' --key claimcheck.pub");
  });
});

describe('claims', () => {
  const icons = { verified: '✓', attested: '§', vacuous: '○', lapsed: '↓', unproven: '?', contradicted: '✗', unjudged: '–' } as const;

  test('each has a line with icon and verdict, in order', () => {
    const heads = lines({ columns: 200 }).flatMap((line) => /^([✓§○↓?✗–]) ([a-z]+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
    expect(heads).toEqual(view.judgements.map(({ verdict }) => `${icons[verdict]} ${verdict}`));
  });

  test('exceptions stand in the verdict', () => {
    expect(lines()).toContainEqual(expect.stringMatching(/^✓ verified except 2 of 36 +AWS EBS volumes are encrypted/));
  });

  test('a contradicted one names subjects and how many more', () => {
    const at = lines().findIndex((line) => line.startsWith('✗'));
    expect(lines().slice(at + 1, at + 5)).toEqual([
      '    volume/vol-00000000000000000  ap-northeast-1  it is not encrypted',
      '    volume/vol-00000000000000001  ap-northeast-2  it is not encrypted',
      '    volume/vol-00000000000000002  ap-northeast-3  it is not encrypted',
      '    and 4,997 more',
    ]);
  });

  test('an unproven one names the missing permission and where', () => {
    expect(lines()).toContainEqual('    kms:ListKeys is missing in 2 accounts (111122223333/eu-west-1 and 2 more)');
  });

  test('a private one has no words', () => {
    expect(lines().join('\n')).not.toContain('Tapes');
  });

  test('totals count each verdict', () => {
    expect(lines({ columns: 200 })).toContain(
      '12 claims: 2 contradicted, 1 unproven, 1 lapsed, 3 verified (1 with exceptions), 3 attested, 1 vacuous, 1 unjudged',
    );
  });
});

describe('the terminal', () => {
  test.each([40, 80, 120, 200])('no line is wider than %i columns', (columns) => {
    expect(
      lines({ columns })
        .slice(0, -1)
        .filter((line) => displayWidth(line) > columns),
    ).toEqual([]);
  });

  test.each([40, 80, 200])('no line is wider than %i columns with ASCII icons', (columns) => {
    expect(
      lines({ columns, ascii: true })
        .slice(0, -1)
        .filter((line) => displayWidth(line) > columns),
    ).toEqual([]);
  });

  test('no escape sequence comes without colour, not even from a name', () => {
    expect(terminalSummary(view, { ...plain, columns: 200 })).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E]/u);
  });

  test('with colour the only sequences are our own', () => {
    const coloured = terminalSummary(view, { ...plain, columns: 200, color: true });
    expect(coloured).toContain('\u001b[31m');
    expect([0, 1, 2, 31, 32, 33, 36].reduce((text, code) => text.replaceAll(`\u001b[${code}m`, ''), coloured)).toBe(
      terminalSummary(view, { ...plain, columns: 200 }),
    );
  });

  test('the same view gives the same text', () => {
    expect(terminalSummary(exampleView(), plain)).toBe(terminalSummary(view, plain));
  });

  test('whatever a page says, lines stay within the terminal and free of controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), fc.integer({ min: 40, max: 130 }), (quote, columns) => {
        const claims = view.claims.map((claim, index) => (index === 0 ? { ...claim, quote } : claim));
        const shown = terminalSummary({ ...view, claims }, { ...plain, columns })
          .split('\n')
          .slice(0, -2);
        expect(shown.filter((line) => displayWidth(line) > columns || /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(line))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('display width', () => {
  test.each([
    ['abc', 3],
    ['暗号化', 6],
    ['é', 1],
    ['👩‍💻', 2],
    ['🗄️', 2],
    ['ｆｕｌｌ', 8],
    ['한국어', 6],
    [hostile.wide, 30],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
