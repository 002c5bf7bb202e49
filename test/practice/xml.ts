/** An XML element: its name, and its text or its elements. */
export interface Node {
  readonly name: string;
  readonly text: string;
  readonly nodes: readonly Node[];
}

/** Reads what the practice cloud writes: elements and text, attributes left out. */
export function readXml(xml: string): Node {
  const tokens = xml.replace(/^<\?xml[^>]*\?>\s*/, '').match(/<[^>]+>|[^<]+/g) ?? [];
  let at = 0;
  return element();

  function element(): Node {
    const [, name = '', closed] = /^<([\w]+)[^>]*?(\/)?>$/.exec(tokens[at++] ?? '') ?? [];
    const nodes: Node[] = [];
    let text = '';
    while (closed === undefined && tokens[at] !== `</${name}>`) {
      const token = tokens[at];
      if (token === undefined) throw new Error(`<${name}> does not end`);
      if (token.startsWith('<')) nodes.push(element());
      else text += tokens[at++];
    }
    if (closed === undefined) at += 1;
    return { name, text: unescaped(text), nodes };
  }
}

/** The first element of that name, at any depth. */
export function find(node: Node, name: string): Node | undefined {
  if (node.name === name) return node;
  for (const inner of node.nodes) {
    const found = find(inner, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What of the data the elements do not say, or say beyond it; empty where they say the same. */
export function differences(data: unknown, node: Node | undefined, path: string): string[] {
  if (node === undefined) return [`${path} is missing`];
  if (Array.isArray(data)) {
    const extra = node.nodes.length === data.length ? [] : [`${path} has ${node.nodes.length} items and not ${data.length}`];
    return [...extra, ...data.flatMap((item, index) => differences(item, node.nodes[index], `${path}.${index}`))];
  }
  if (data instanceof Date) return node.text === data.toISOString() ? [] : [`${path}: ${node.text} is not ${data.toISOString()}`];
  if (typeof data !== 'object' || data === null) return node.text === String(data) ? [] : [`${path}: ${node.text} is not ${data}`];
  const entries = Object.entries(data);
  const beyond = node.nodes.filter(({ name }) => !entries.some(([key]) => key === name)).map(({ name }) => `${path}.${name} is too much`);
  return [
    ...beyond,
    ...entries.flatMap(([key, value]) =>
      differences(
        value,
        node.nodes.find(({ name }) => name === key),
        `${path}.${key}`,
      ),
    ),
  ];
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
