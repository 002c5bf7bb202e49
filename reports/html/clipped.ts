/** Names may be as long as their owner likes; the bundle has the whole. */
export const LONGEST = 240;

/** The text, or its beginning and how much more there is. */
export function clipped(text: string): string {
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}… (${text.length - LONGEST} more characters)`;
}
