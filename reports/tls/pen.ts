import { cut, displayWidth, fit, wrap } from '../display-width.ts';
import { visible } from '../visible-text.ts';

export type Paint = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

const CODES: Readonly<Record<Paint, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };
const WIDEST = 200;
const LABEL = 19;

/** A word and how it is painted. Servers write certificates: every word is made visible before it is put anywhere. */
export interface Word {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

export interface Pen {
  readonly columns: number;
  readonly paint: (text: string, paint: Paint | undefined) => string;
}

export function penOf({ columns, color }: { readonly columns: number; readonly color: boolean }): Pen {
  return {
    columns: Math.max(40, Math.min(columns, WIDEST)),
    paint: (text, paint) => (color && paint !== undefined && text !== '' ? `\u001b[${CODES[paint]}m${text}\u001b[0m` : text),
  };
}

export function word(text: string, paint?: Paint): Word {
  return { text: visible(text), paint };
}

export const marks = {
  good: { text: '✓', paint: 'green' },
  bad: { text: '✗', paint: 'red' },
  poor: { text: '!', paint: 'yellow' },
  open: { text: '?', paint: 'yellow' },
  none: { text: '–', paint: 'dim' },
} as const satisfies Readonly<Record<string, Word>>;
export type Mark = keyof typeof marks;

export function heading(text: string, pen: Pen): readonly string[] {
  return ['', pen.paint(cut(text, pen.columns), 'bold')];
}

/** "  ✓ label   what there is to say": what does not fit goes on below itself. */
export function row(mark: Mark, label: string, text: string, pen: Pen, paint?: Paint): readonly string[] {
  const room = pen.columns - LABEL - 4;
  const lines = wrap(visible(text), room);
  const head = `  ${pen.paint(marks[mark].text, marks[mark].paint)} ${fit(visible(label), LABEL - 1)} `;
  const [first = '', ...rest] = lines;
  return [`${head}${pen.paint(first, paint)}`.trimEnd(), ...rest.map((line) => `${' '.repeat(LABEL + 4)}${pen.paint(line, paint)}`)];
}

/** Text on lines of its own, set in. */
export function note(text: string, pen: Pen, paint: Paint | undefined = 'dim', indent = 4): readonly string[] {
  return wrap(visible(text), pen.columns - indent).map((line) => `${' '.repeat(indent)}${pen.paint(line, paint)}`);
}

/** Cells side by side, as many as fit, filled column by column; each is a list of words that together have one width. */
export function grid(cells: readonly (readonly Word[])[], pen: Pen, indent = 4): readonly string[] {
  const width = Math.max(0, ...cells.map((cell) => displayWidth(cell.map(({ text }) => text).join(''))));
  const across = Math.max(1, Math.floor((pen.columns - indent + 3) / (width + 3)));
  const rows = Math.ceil(cells.length / across);
  return Array.from({ length: rows }, (_, index) => {
    const line = cells.filter((_cell, at) => at % rows === index);
    const painted = line.map((cell, at) => {
      const space = ' '.repeat(Math.max(0, width - displayWidth(cell.map(({ text }) => text).join(''))));
      const written = cell.map(({ text, paint }) => pen.paint(text, paint)).join('');
      return at === line.length - 1 ? written : `${written}${space}   `;
    });
    return cutLine(`${' '.repeat(indent)}${painted.join('')}`);
  });
}

function cutLine(line: string): string {
  return line.trimEnd();
}
