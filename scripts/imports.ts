import { parseAst } from 'vitest/node';

/**
 * One way in which a file names another: `value` and `type` are import and export declarations, `import()` and `import('…').T`;
 * `url` is `new URL('…', …)`; `computed` is an `import()` of something other than a plain string.
 */
export type Import =
  | { readonly how: 'value' | 'type' | 'url'; readonly name: string; readonly line: number }
  | { readonly how: 'computed'; readonly line: number };

/** Every import of a TypeScript or JavaScript file, in the order of the text; an error where it cannot be parsed. */
export function importsOf(file: string, code: string): readonly Import[] | SyntaxError {
  const imports: Import[] = [];
  try {
    visit(parseAst(code, { lang: languageOf(file), sourceType: 'module' }, file));
  } catch (error) {
    return new SyntaxError(String(error).replaceAll(/\s+/g, ' '), { cause: error });
  }
  return imports.sort((a, b) => a.line - b.line);

  function visit(value: unknown): void {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) return;
    const found = importOf(value);
    if (found !== undefined) imports.push({ ...found, line: code.slice(0, value.start).split('\n').length });
    Object.values(value).forEach(visit);
  }
}

function languageOf(file: string): 'ts' | 'tsx' | 'js' {
  if (/\.[cm]?ts$/.test(file)) return 'ts';
  return /\.[jt]sx$/.test(file) ? 'tsx' : 'js';
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

type Found = { readonly how: 'value' | 'type' | 'url'; readonly name: string } | { readonly how: 'computed' };

function importOf(node: Node): Found | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return named(node.importKind === 'type' ? 'type' : 'value', node.source);
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node.source === null ? undefined : named(node.exportKind === 'type' ? 'type' : 'value', node.source);
    case 'ImportExpression':
      return named('value', node.source);
    case 'TSImportType':
      return named('type', node.source);
    case 'TSExternalModuleReference':
      return named('value', node.expression);
    case 'NewExpression': {
      const [path, base] = Array.isArray(node.arguments) ? node.arguments : [];
      const name = isNode(node.callee) && node.callee.name === 'URL' && base !== undefined ? plainText(path) : undefined;
      return name === undefined ? undefined : { how: 'url', name };
    }
    default:
      return undefined;
  }
}

function named(how: 'value' | 'type', source: unknown): Found {
  const name = plainText(source);
  return name === undefined ? { how: 'computed' } : { how, name };
}

/** The text of a string, or of a template without holes. */
function plainText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis) || node.quasis.length !== 1) return undefined;
  const part: unknown = node.quasis[0];
  const value = isNode(part) ? part.value : undefined;
  return typeof value === 'object' && value !== null && 'cooked' in value && typeof value.cooked === 'string' ? value.cooked : undefined;
}
