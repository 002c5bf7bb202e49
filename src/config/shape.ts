import { z } from 'zod';
import { type Path, type Problem, wrong, wrongKey } from './problem.ts';
import { suggestion } from './suggestion.ts';

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  null: 'null',
};

type Issue = z.core.$ZodIssue | z.core.$ZodRawIssue;

/** What is wrong with a value's shape; empty where nothing is. Texts never repeat the value itself, which may be a secret. */
export function shapeProblems(schema: z.ZodType, value: unknown, base: Path = []): readonly Problem[] {
  const allowed = new Map<readonly string[], readonly string[]>();
  const result = schema.safeParse(value, {
    reportInput: true,
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) allowed.set(issue.keys, Object.keys(issue.inst.shape));
      return wording(issue);
    },
  });
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, base, allowed));
}

function problemsOf(issue: z.core.$ZodIssue, base: Path, allowed: ReadonlyMap<readonly string[], readonly string[]>): readonly Problem[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.input === undefined && issue.code.startsWith('invalid_')) {
    return [wrong(path, 'missing', `"${path.at(-1) ?? ''}" is missing: ${issue.message}`)];
  }
  if (issue.code === 'unrecognized_keys') {
    const names = allowed.get(issue.keys) ?? [];
    return issue.keys.map((key) => wrongKey([...path, key], 'unknown-key', `unknown key "${key}": ${suggestion(key, names)}`));
  }
  if (issue.code === 'invalid_key') return [wrongKey(path, 'shape', issue.issues[0]?.message ?? issue.message)];
  const branch = issue.code === 'invalid_union' ? meant(issue.errors) : undefined;
  return branch === undefined ? [wrong(path, 'shape', issue.message)] : branch.flatMap((inner) => problemsOf(inner, path, allowed));
}

/** The branch of a union that was probably meant: the one whose keys fit best. None, where the value is of another type than each of them. */
function meant(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const [best] = branches.filter((issues) => !issues.some(isOtherType)).sort((a, b) => misfit(a) - misfit(b));
  return best;
}

function isOtherType({ path, code }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

/** Keys that are too many, missing, or hold another literal weigh whole; anything deeper hardly. */
function misfit(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + (issue.path.length === 0 ? issue.keys.length : 0.01);
    return sum + (issue.path.length === 1 && (issue.input === undefined || issue.code === 'invalid_value') ? 1 : 0.01);
  }, 0);
}

/** Our words for an issue that has none of its schema's own; undefined: zod's. */
function wording(issue: Issue): string | undefined {
  const expected = expectation(issue);
  if (expected === undefined) return undefined;
  if (issue.input === undefined || issue.code === 'invalid_value') return `expected ${expected}`;
  const quoted = expected === 'text' && (typeof issue.input === 'number' || typeof issue.input === 'boolean') ? ': put it in quotes' : '';
  return `expected ${expected}, found ${found(issue.input)}${quoted}`;
}

function expectation(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type') return nouns[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value')
    return issue.values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value))).join(' or ');
  if (issue.code === 'too_small' && issue.origin === 'array') return `at least ${issue.minimum} in the list`;
  if (issue.code !== 'invalid_union') return undefined;
  const branches: readonly (readonly z.core.$ZodIssue[])[] = issue.errors ?? [];
  const each = branches.flatMap((inner) => inner.filter(({ path }) => path.length === 0)).map((inner) => expectation(inner));
  const known = new Set(each.filter((one) => one !== undefined));
  return known.size === 0 ? undefined : [...known].join(' or ');
}

function found(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return input.length === 0 ? 'an empty list' : 'a list';
  if (typeof input === 'boolean') return String(input);
  return nouns[typeof input] ?? typeof input;
}
