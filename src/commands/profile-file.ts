/** A redaction profile in YAML: rules by stream, kind, target and subject. What is wrong with it is told all at once, each with its place. */
import { z } from 'zod';
import { type Problem, wrong } from '../config/problem.ts';
import { shapeProblems } from '../config/shape.ts';
import { readYaml, type YamlText } from '../config/yaml-text.ts';
import { type Fault, UserError } from '../errors.ts';
import { GIVEN_LIMITS, readGivenNow } from '../read-given.ts';

const oneOrMore = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).min(1)]);
const text = z.string().min(1);

const rule = z.strictObject({
  stream: oneOrMore(z.enum(['run', 'run.replies', 'facts', 'names', 'replies'])).optional(),
  kind: oneOrMore(text).optional(),
  target: oneOrMore(text).optional(),
  subject: oneOrMore(text).optional(),
});

const profile = z.strictObject({ version: z.literal(1), withhold: z.array(rule).min(1), keep: z.array(rule).optional() });

export type StreamSort = 'run' | 'run.replies' | 'facts' | 'names' | 'replies';

/** A line is meant where all that the rule names is true of it. */
export interface Rule {
  readonly stream?: readonly StreamSort[];
  readonly kind?: readonly string[];
  readonly target?: readonly string[];
  readonly subject?: readonly string[];
}

/** A line is withheld where a rule of `withhold` means it and none of `keep` does. */
export interface ProfileFile {
  readonly withhold: readonly Rule[];
  readonly keep: readonly Rule[];
  /** The fault of something that turns out to be wrong with the rule's field, once the bundle is known. */
  readonly fault: (list: 'withhold' | 'keep', index: number, field: keyof Rule, message: string) => UserError;
}

/** UserError config-missing or config-wrong. */
export function readProfile(file: string): ProfileFile {
  const yaml = readYaml(readText(file));
  const parsed = profile.safeParse(yaml.value);
  const shape = parsed.success || yaml.isBroken ? [] : shapeProblems(profile, yaml.value);
  if (!parsed.success || yaml.problems.length > 0) throw wrongFile(file, yaml, shape);
  const { withhold, keep = [] } = parsed.data;
  const rules = { withhold: withhold.map(asRule), keep: keep.map(asRule) };
  const leaks = leakProblems(rules.withhold);
  if (leaks.length > 0) throw wrongFile(file, yaml, leaks);
  return {
    ...rules,
    fault: (list, index, field, message) => wrongFile(file, yaml, [wrong([list, index, field], 'unknown-name', message)]),
  };
}

/** A reply tells of many subjects and kinds: whoever withholds one of them and shows the replies has withheld nothing. */
function leakProblems(withhold: readonly Rule[]): readonly Problem[] {
  const withholdsReplies = withhold.some(
    ({ stream, kind, target, subject }) =>
      (stream === undefined || stream.includes('replies')) && (kind ?? target ?? subject) === undefined,
  );
  if (withholdsReplies) return [];
  return withhold.flatMap(({ kind, subject }, index) => {
    if (kind === undefined && subject === undefined) return [];
    const field = kind === undefined ? 'subject' : 'kind';
    return [
      wrong(['withhold', index, field], 'conflict', 'the replies would still show it: withhold them too, with a rule "stream: replies"'),
    ];
  });
}

function asRule(raw: z.infer<typeof rule>): Rule {
  const entries = Object.entries(raw).map(([key, value]) => [key, Array.isArray(value) ? value : [value]] as const);
  return Object.fromEntries(entries);
}

function readText(file: string): string {
  const refusal = (why: string, cause: unknown) =>
    new UserError('config-missing', `there is no profile that can be read at ${file}: ${why}; there are also: public, auditor`, { cause });
  const bytes = readGivenNow(file, GIVEN_LIMITS.config, refusal);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refusal('it is not UTF-8 text', cause);
  }
}

function wrongFile(file: string, yaml: YamlText, problems: readonly Problem[]): UserError {
  const faults: Fault[] = [
    ...yaml.problems.map(({ line, column, message }) => ({ file, line, column, message })),
    ...problems.map((problem) => ({ file, ...yaml.position(problem), message: problem.message })),
  ];
  faults.sort((a, b) => a.line - b.line || a.column - b.column);
  return new UserError('config-wrong', `${file} is no redaction profile`, { faults });
}
