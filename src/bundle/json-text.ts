/** The bytes of a text as a JSON string, without making a JavaScript string of them. Escaped as JSON.stringify does it. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The escape of each byte that has one. In UTF-8 none of them is part of another character. */
const escapes: readonly (Buffer | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) return undefined;
  return Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
});
/** How many bytes each byte becomes. */
const widths = Uint8Array.from(escapes, (spelling) => spelling?.length ?? 1);

/** Bytes that `writeJsonText` will write. */
export function jsonTextLength(utf8: Uint8Array): number {
  let length = utf8.length;
  for (let at = 0; at < utf8.length; at++) length += (widths[utf8[at] ?? 0] ?? 1) - 1;
  return length;
}

/** Writes valid UTF-8 between the quotes of a JSON string; gives where it ends. */
export function writeJsonText(into: Buffer, begin: number, utf8: Uint8Array): number {
  let end = begin;
  for (let at = 0; at < utf8.length; at++) {
    const byte = utf8[at] ?? 0;
    const spelling = escapes[byte];
    if (spelling === undefined) into[end++] = byte;
    else end += spelling.copy(into, end);
  }
  return end;
}
