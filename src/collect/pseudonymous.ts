/** Answers and inputs under pseudonyms: JSON and XML keep their fields, and texts that hold JSON keep that. */
import type { Pseudonyms } from './pseudonyms.ts';

/** Fields of tags: what stands in them is somebody's own words. */
const TAGS = /^(tags?|tagset|tagslist|labels|metadata|encryptioncontext)$/i;
/** Fields of names: a known word there may be a name all the same, and a sentence is somebody's own. */
const NAMES = /(name|description|title|alias|owner|user|principal|email)$/i;
/** The key of the tag that shows as a name. */
const NAME_TAG = 'Name';
const FIELD = /^[A-Za-z@$_][\w@$.:-]*$/;

/** A whole answer. */
export function pseudonymousBody(body: string, pseudonyms: Pseudonyms): string {
  const start = body.trimStart()[0];
  if (start === '{' || start === '[') {
    const parsed = parsedJson(body);
    if (parsed !== undefined) return JSON.stringify(pseudonymousJson(parsed.value, pseudonyms));
  }
  return start === '<' ? pseudonymousXml(body, pseudonyms) : pseudonyms.text(body);
}

/** `path`: the fields that it stands in. */
export function pseudonymousJson(value: unknown, pseudonyms: Pseudonyms, path: readonly string[] = []): unknown {
  if (typeof value === 'string') return leaf(value, path, pseudonyms);
  if (typeof value === 'number') return pseudonyms.number(value);
  if (Array.isArray(value)) return value.map((item) => pseudonymousJson(item, pseudonyms, [...path, '[]']));
  if (typeof value !== 'object' || value === null) return value;
  const own = TAGS.test(path.at(-1) ?? '');
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [fieldOf(name, own, pseudonyms), pseudonymousJson(item, pseudonyms, [...path, name])]),
  );
}

/** The keys of tags are somebody's words, and keys that are no field's name are ids. */
function fieldOf(name: string, own: boolean, pseudonyms: Pseudonyms): string {
  if (own) return name === NAME_TAG ? name : pseudonyms.text(name, 'own');
  return FIELD.test(name) ? name : pseudonyms.text(name);
}

function leaf(value: string, path: readonly string[], pseudonyms: Pseudonyms): string {
  if (path.some((field) => TAGS.test(field))) return value === NAME_TAG ? value : pseudonyms.text(value, 'own');
  const inner = /^\s*[{[]/.test(value) ? parsedJson(value) : undefined;
  if (inner !== undefined) return JSON.stringify(pseudonymousJson(inner.value, pseudonyms));
  if (!NAMES.test(path.at(-1) ?? '')) return pseudonyms.text(value, 'plain');
  return pseudonyms.text(value, /\s/.test(value) ? 'own' : undefined);
}

/** Tags stay as they are, but for their attributes; namespaces are words of the API. */
function pseudonymousXml(body: string, pseudonyms: Pseudonyms): string {
  const path: string[] = [];
  return body.replace(/<!--[\s\S]*?-->|<[^>]*>|[^<]+/g, (piece) => {
    if (piece.startsWith('<!--')) return '';
    if (!piece.startsWith('<')) return escaped(leaf(unescaped(piece), path, pseudonyms));
    const [, closing = '', name = '', own = ''] = /^<(\/?)([\w:.-]+)[\s\S]*?(\/?)>$/.exec(piece) ?? [];
    if (closing === '/' && path.at(-1) === name) path.pop();
    else if (closing === '' && own === '' && name !== '') path.push(name);
    return piece.replace(/(\s(?!xmlns|xsi:|version|encoding)[\w:.-]+=")([^"]*)"/g, (_, attribute: string, value: string) => {
      return `${attribute}${escaped(pseudonyms.text(unescaped(value)))}"`;
    });
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
