/**
 * Controls, bidirectional overrides (UAX #9), invisible format and tag characters. Zero-width joiners stay: scripts and emoji need them.
 * Names and tags are written by strangers: none of these may move a cursor, turn a word round or hide a letter.
 */
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200C\u200D])\p{Cf}/gu;
const folding = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** One line in which every character can be seen: white space is folded to a space, hidden characters are written as "⟨U+202E⟩". */
export function visible(text: string): string {
  return text.replace(folding, ' ').replace(hidden, codePoint);
}

function codePoint(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
