/** Strict-Transport-Security, as RFC 6797 §6.1 has it and no laxer: what breaks its grammar, clients ignore. */
import type { Hsts } from './http-result.ts';

/** RFC 9110 §5.6.2 and §5.6.4; a quoted string may hide anything but a control. */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const DIRECTIVE = new RegExp(`^[ \\t]*(?:(${TOKEN})[ \\t]*(?:=[ \\t]*(${TOKEN}|${QUOTED})[ \\t]*)?)?(?:;|$)`);
/** Bounds what is parsed: some 68 years, and what more says the same. */
const MOST_SECONDS = 2 ** 31 - 1;
const MOST_LENGTH = 8192;

/** `fields`: the values of all such fields of one answer, in their order. Only the first counts (§8.1). */
export function parseHsts(fields: readonly string[]): Hsts {
  const [first] = fields;
  if (first === undefined) return { status: 'absent', fields: 0 };
  const directives = directivesOf(first);
  const invalid = (because: NonNullable<Hsts['because']>): Hsts => ({ status: 'invalid', because, fields: fields.length });
  if (directives === undefined) return invalid('syntax');
  const byName = new Map(directives);
  if (byName.size < directives.length) return invalid('repeated-directive');
  const maxAge = byName.get('max-age');
  if (!byName.has('max-age')) return invalid('no-max-age');
  if (maxAge === undefined || !/^\d+$/.test(maxAge)) return invalid('bad-max-age');
  if (byName.get('includesubdomains') !== undefined) return invalid('value-not-allowed');
  return {
    status: 'valid',
    maxAgeSeconds: Math.min(Number(maxAge), MOST_SECONDS),
    includeSubDomains: byName.has('includesubdomains'),
    // Not of the RFC: hstspreload.org asks for it. With a value it is some other directive, which is ignored.
    preload: byName.has('preload') && byName.get('preload') === undefined,
    fields: fields.length,
  };
}

/** Names in lower case, quotes taken off; undefined where the grammar is broken. Empty directives are allowed. */
function directivesOf(field: string): readonly (readonly [string, string | undefined])[] | undefined {
  if (field.length > MOST_LENGTH) return undefined;
  const found: (readonly [string, string | undefined])[] = [];
  let rest = field;
  while (rest.length > 0) {
    const match = DIRECTIVE.exec(rest);
    if (match === null) return undefined;
    const [whole, name, value] = match;
    if (name !== undefined) found.push([name.toLowerCase(), value === undefined ? undefined : unquoted(value)]);
    rest = rest.slice(whole.length);
  }
  return found;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
