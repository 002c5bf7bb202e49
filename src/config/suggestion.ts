const LISTED = 12;

/** What was expected in place of `word`: the name that it was probably meant to be, else the choice there is. */
export function suggestion(word: string, names: readonly string[]): string {
  if (names.length === 0) return 'there are none here';
  const near = nearest(word, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return `expected one of: ${names.slice(0, LISTED).join(', ')}${more}`;
}

/** The name with the fewest edits to `word`, if those are at most a third of its letters. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3));
  const close = names
    .filter((name) => Math.abs(name.length - word.length) <= most)
    .map((name) => ({ name, edits: edits(word.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.edits <= most);
  return close.sort((a, b) => a.edits - b.edits)[0]?.name;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1), swapped ? at(before, j - 2) + 1 : Infinity));
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
