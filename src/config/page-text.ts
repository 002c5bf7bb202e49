/** The page's file, ready to be searched. Runs of blanks and line breaks count as one blank. */
export interface PageText {
  /** The line, from 1, on which the quote begins; undefined where it does not stand on the page. */
  readonly find: (quote: string) => number | undefined;
  /** The line that shares most words with the quote; undefined where none shares half of them. */
  readonly nearest: (quote: string) => { readonly line: number; readonly text: string } | undefined;
}

export function pageText(text: string): PageText {
  const lines = text.split(/\r\n|[\n\r]/);
  const starts: { readonly offset: number; readonly line: number }[] = [];
  let joined = '';
  lines.forEach((line, index) => {
    const words = normal(line);
    if (words === '') return;
    if (joined !== '') joined += ' ';
    starts.push({ offset: joined.length, line: index + 1 });
    joined += words;
  });
  let bags: readonly ReadonlySet<string>[] | undefined;

  return { find, nearest };

  function find(quote: string): number | undefined {
    const offset = joined.indexOf(normal(quote));
    return offset < 0 ? undefined : starts.findLast((start) => start.offset <= offset)?.line;
  }

  function nearest(quote: string): { line: number; text: string } | undefined {
    const wanted = words(quote);
    bags ??= lines.map(words);
    let best: { index: number; score: number } | undefined;
    for (const [index, bag] of bags.entries()) {
      const shared = [...wanted].filter((word) => bag.has(word)).length;
      const score = (2 * shared) / (wanted.size + bag.size);
      if (shared * 2 >= wanted.size && score > (best?.score ?? 0)) best = { index, score };
    }
    return best === undefined ? undefined : { line: best.index + 1, text: normal(lines[best.index] ?? '') };
  }
}

function normal(text: string): string {
  return text.trim().replace(/\s+/gu, ' ');
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
