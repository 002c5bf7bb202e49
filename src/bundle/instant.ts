const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** RFC 3339 in UTC, to the second or finer, of a day that the calendar has. */
export function isInstant(text: string): boolean {
  if (!INSTANT.test(text)) return false;
  const milliseconds = Date.parse(text);
  // Date.parse takes the 30th of February for the 2nd of March.
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text.slice(0, 19));
}
