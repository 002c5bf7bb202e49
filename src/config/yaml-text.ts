import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { FaultCode, Problem } from './problem.ts';

/** Bounds that no config written by people reaches. */
const MOST_CHARACTERS = 4_000_000;
const MOST_UNFOLDED = 100_000;
const DEEPEST = 40;

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem that is found while reading, when there are no paths yet. */
export interface TextProblem extends Position {
  readonly code: FaultCode;
  readonly message: string;
}

/** A YAML file as plain data, with the place of each part of it. */
export interface YamlText {
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** Whether the text is broken, so that what stands after its first problem is a guess. */
  readonly broken: boolean;
  readonly position: (problem: Pick<Problem, 'path' | 'at'>) => Position;
}

/** Reads YAML 1.2 with its core schema: dates stay text, tags and merge keys have no meaning, an alias is bounded. */
export function readYaml(text: string): YamlText {
  if (text.length > MOST_CHARACTERS) {
    return refused(`is longer than ${MOST_CHARACTERS} characters: expected a config written by people`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    uniqueKeys: true,
    strict: true,
    logLevel: 'silent',
  });
  const exhausted = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return refused('is nested too deeply: expected a config written by people');

  const problems: TextProblem[] = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    ...positionOf(pos[0]),
    code: code === 'DUPLICATE_KEY' ? 'duplicate' : 'syntax',
    message: code === 'DUPLICATE_KEY' ? 'this key stands twice, expected once' : `not YAML: ${message}`,
  }));
  const aliases = new Map<Node, Node>();
  const value = plain(document.contents, aliases, (node, code, message) => {
    problems.push({ ...positionOf(node.range?.[0] ?? 0), code, message });
  });
  const broken = problems.some(({ code }) => code === 'syntax' || code === 'alias');
  return { value, problems, broken, position: (problem) => positionOf(offsetOf(document.contents, aliases, problem)) };

  function positionOf(offset: number): Position {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function refused(message: string): YamlText {
  const start = { line: 1, column: 1 };
  return { value: null, problems: [{ ...start, code: 'syntax', message }], broken: true, position: () => start };
}

/** The document as plain data. An alias is the thing it points at, as long as that ends; `aliases` gets what each points at. */
function plain(contents: unknown, aliases: Map<Node, Node>, report: (node: Node, code: FaultCode, message: string) => void): unknown {
  const anchors = new Map<string, Node>();
  let unfolded = 0;
  let endless = false;
  return convert(contents, [], false);

  /** `again`: inside of an alias, where every node has been met before. */
  function convert(node: unknown, above: readonly Node[], again: boolean): unknown {
    if (!isNode(node) || unfolded > MOST_UNFOLDED) return null;
    if (again) unfolded += 1;
    if (isAlias(node)) return follow(node, above);
    if (!again && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return node.value;
    if (above.length > DEEPEST) return refuse(node, 'shape', `is nested more than ${DEEPEST} deep`);
    const inside = [...above, node];
    if (isSeq(node)) return node.items.map((item) => convert(item, inside, again));
    if (!isMap(node)) return refuse(node, 'shape', 'expected a mapping, a list or a plain value');
    const entries: [string, unknown][] = [];
    for (const { key, value } of node.items) {
      if (isScalar(key) && typeof key.value === 'string' && key.value !== '__proto__') {
        entries.push([key.value, convert(value, inside, again)]);
      } else {
        refuse(isNode(key) ? key : node, 'shape', 'expected a key that is plain text');
      }
    }
    return Object.fromEntries(entries);
  }

  function follow(alias: Alias, above: readonly Node[]): unknown {
    const source = aliases.get(alias) ?? anchors.get(alias.source);
    if (source === undefined) return refuse(alias, 'alias', `no anchor &${alias.source} stands before this alias`);
    if (above.includes(source)) return refuse(alias, 'alias', `the alias *${alias.source} stands inside what it points at`);
    aliases.set(alias, source);
    const value = convert(source, above, true);
    if (unfolded <= MOST_UNFOLDED || endless) return value;
    endless = true;
    return refuse(alias, 'alias', 'unfolds to too much: expected aliases of aliases to end sooner');
  }

  function refuse(node: Node, code: FaultCode, message: string): null {
    report(node, code, message);
    return null;
  }
}

/** Where a path stands in the text; what is not there stands at the nearest thing above it that is. */
function offsetOf(contents: unknown, aliases: ReadonlyMap<Node, Node>, { path, at }: Pick<Problem, 'path' | 'at'>): number {
  let offset = 0;
  let node = contents;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = aliases.get(node);
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const value = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value;
    const last = index === path.length - 1;
    if (last && at === 'parent') return startOf(node) ?? offset;
    if (last && at === 'key') return startOf(pair?.key) ?? startOf(node) ?? offset;
    if (value === undefined) return startOf(pair?.key) ?? startOf(node) ?? offset;
    offset = (isEmpty(value) ? startOf(pair?.key) : startOf(value)) ?? offset;
    node = value;
  }
  return path.length === 0 ? (startOf(node) ?? 0) : offset;
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.range?.[0] === node.range?.[1];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
