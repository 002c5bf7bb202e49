/** Rows in columns, two spaces apart, no line longer than it has to be. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)), []);
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd(index === row.length - 1 ? 0 : (widths[index] ?? 0) + 2))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
