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
  const from = viewOf(utf8);
  const lastFour = utf8.length - 4;
  let length = utf8.length;
  for (let at = 0; at < utf8.length; ) {
    while (at <= lastFour && arePlain(from.getInt32(at))) at += 4;
    for (const stop = Math.min(at + 4, utf8.length); at < stop; at++) length += (widths[utf8[at] ?? 0] ?? 1) - 1;
  }
  return length;
}

/** Writes valid UTF-8 between the quotes of a JSON string; gives where it ends. */
export function writeJsonText(into: Buffer, begin: number, utf8: Uint8Array): number {
  const [from, to] = [viewOf(utf8), viewOf(into)];
  const lastFour = utf8.length - 4;
  let end = begin;
  for (let at = 0; at < utf8.length; ) {
    for (; at <= lastFour; at += 4, end += 4) {
      const four = from.getInt32(at);
      if (!arePlain(four)) break;
      to.setInt32(end, four);
    }
    for (const stop = Math.min(at + 4, utf8.length); at < stop; at++) {
      const byte = utf8[at] ?? 0;
      const spelling = escapes[byte];
      if (spelling === undefined) into[end++] = byte;
      else for (const each of spelling) into[end++] = each;
    }
  }
  return end;
}

/**
 * Whether none of four bytes has an escape. They are looked at side by side in one number: what is taken from each borrows from its highest bit where
 * the byte is smaller. A byte may be called an escape that is none, never the other way round.
 */
function arePlain(four: number): boolean {
  const quote = four ^ 0x22222222;
  const backslash = four ^ 0x5c5c5c5c;
  const small = ((four - 0x20202020) & ~four) | ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash);
  return (small & 0x80808080) === 0;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
