/** Elements and attribute values that the void or raw-text rules of HTML do not end with a tag of their own. */
const empty = new Set(['meta', 'link', 'br', 'img', 'input', 'hr', 'use', 'rect', 'circle', 'path']);

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads a page as strictly as it is written: every tag closed in order, every attribute quoted, no bare "<", "&" or quote in a text.
 * Throws at the first thing that data could have slipped in.
 */
export function readPage(page: string): { readonly elements: readonly Element[]; readonly text: string } {
  const elements: Element[] = [];
  const open: string[] = [];
  let text = '';
  let at = page.replace(/^<!doctype html>/, '');
  while (at !== '') {
    const raw = open.at(-1);
    if (raw === 'style' || raw === 'script') at = at.slice(at.indexOf(`</${raw}>`));
    const tag = /^<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?>/.exec(at);
    if (tag === null) {
      const piece = /^(?:[^<>&]|&(?:amp|lt|gt|quot|#39);)+/.exec(at);
      if (piece === null) throw new Error(`not well-formed at ${JSON.stringify(at.slice(0, 80))}`);
      text += decoded(piece[0]);
      at = at.slice(piece[0].length);
      continue;
    }
    const [whole, slash, name = '', list = ''] = tag;
    at = at.slice(whole.length);
    if (slash === '/') {
      if (open.pop() !== name && !empty.has(name)) throw new Error(`</${name}> closes something else`);
      continue;
    }
    elements.push({
      name,
      attributes: Object.fromEntries(
        Array.from(list.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g), ([, key = '', value = '']) => [key, decoded(value)]),
      ),
    });
    if (!empty.has(name) && !whole.endsWith('/>')) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return { elements, text };
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
