/** East Asian Wide and Fullwidth (UAX #11), in blocks. */
const wide =
  /^[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]/u;
const emoji = /\p{Emoji_Presentation}|\uFE0F/u;
const nothing = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Terminal columns that a line without escape sequences takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += widthOf(segment);
  return width;
}

/** The text, cut to at most `columns` with an ellipsis where something is lost. */
export function cut(text: string, columns: number, ellipsis = '…'): string {
  if (displayWidth(text) <= columns) return text;
  const room = columns - displayWidth(ellipsis);
  if (room < 0) return '';
  const parts = Array.from(graphemesOf(text), ({ segment }) => segment);
  return `${taken(parts, room).trimEnd()}${ellipsis}`;
}

/** The text, cut in its middle: ids differ at their ends. */
export function cutMiddle(text: string, columns: number, ellipsis = '…'): string {
  if (displayWidth(text) <= columns) return text;
  const room = columns - displayWidth(ellipsis);
  if (room < 2) return cut(text, columns, ellipsis);
  const parts = Array.from(graphemesOf(text), ({ segment }) => segment);
  const head = taken(parts, Math.floor(room / 2));
  return `${head}${ellipsis}${taken(parts.reverse(), room - displayWidth(head), 'backwards')}`;
}

function taken(graphemesInOrder: readonly string[], room: number, direction?: 'backwards'): string {
  const kept: string[] = [];
  let width = 0;
  for (const one of graphemesInOrder) {
    width += widthOf(one);
    if (width > room) break;
    kept.push(one);
  }
  return (direction === undefined ? kept : kept.reverse()).join('');
}

/** Exactly `columns` wide: cut or filled with spaces. */
export function fit(text: string, columns: number, align: 'left' | 'right' = 'left', ellipsis = '…'): string {
  const kept = cut(text, columns, ellipsis);
  const space = ' '.repeat(Math.max(0, columns - displayWidth(kept)));
  return align === 'left' ? kept + space : space + kept;
}

/** Lines of at most `columns`, broken at spaces; a longer word is cut. */
export function wrap(text: string, columns: number, ellipsis = '…'): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = cut(word, columns, ellipsis);
  }
  return line === '' ? lines : [...lines, line];
}

/** A segmenter is made where it is needed: the first one reads tables for milliseconds, which no other command has to wait for. */
function graphemesOf(text: string): Intl.Segments {
  return new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
}

function widthOf(grapheme: string): number {
  if (nothing.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}
