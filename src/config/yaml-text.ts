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
  readonly position: (problem: Pick<Problem, 'path' | 'at'>) => Position;
  /** False where the text is broken and this does not end before the first break: then what it says is a guess. */
  readonly isWhole: (problem: Pick<Problem, 'path' | 'at'>) => boolean;
  readonly isBroken: boolean;
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
  });
  const exhausted = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return refused('is nested too deeply: expected a config written by people');

  const { contents } = document;
  const problems: TextProblem[] = [];
  const breaks: number[] = [];
  const aliases = new Map<Node, Node>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    if (code === 'DUPLICATE_KEY') report(pos[0], 'duplicate', 'this key stands twice, expected once');
    else report(pos[0], 'syntax', `not YAML: ${message}`);
  }
  const value = plain(contents, aliases, (node, code, message) => report(node.range?.[0] ?? 0, code, message));
  const firstBreak = Math.min(...breaks, Infinity);
  return {
    value,
    problems,
    isBroken: breaks.length > 0,
    isWhole: (problem) => (nodeOf(contents, aliases, problem)?.range?.[1] ?? 0) < firstBreak,
    position: (problem) => positionOf(nodeOf(contents, aliases, problem)?.range?.[0] ?? 0),
  };

  function report(offset: number, code: FaultCode, message: string): void {
    problems.push({ ...positionOf(offset), code, message });
    if (code === 'syntax' || code === 'alias') breaks.push(offset);
  }

  function positionOf(offset: number): Position {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function refused(message: string): YamlText {
  const start = { line: 1, column: 1 };
  const problems: readonly TextProblem[] = [{ ...start, code: 'syntax', message }];
  return { value: null, problems, isBroken: true, isWhole: () => false, position: () => start };
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

/** The node that stands for a problem; for what is not there, the nearest one above it that is. */
function nodeOf(contents: unknown, aliases: ReadonlyMap<Node, Node>, { path, at }: Pick<Problem, 'path' | 'at'>): Node | undefined {
  let node = isNode(contents) ? contents : undefined;
  for (const [index, step] of path.entries()) {
    const within: unknown = isAlias(node) ? aliases.get(node) : node;
    const pair = isMap(within) ? within.items.findLast(({ key }) => isScalar(key) && key.value === step) : undefined;
    const key = isNode(pair?.key) ? pair.key : node;
    const value = isSeq(within) && typeof step === 'number' ? within.items[step] : pair?.value;
    if ((index === path.length - 1 && at === 'key') || !isNode(value)) return key;
    node = isScalar(value) && value.range?.[0] === value.range?.[1] ? key : value;
  }
  return node;
}
