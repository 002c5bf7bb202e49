import { z } from 'zod';
import { type Fault, UserError } from '../errors.ts';
import { type Path, type Problem, wrong } from './problem.ts';
import { shapeProblems } from './shape.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

const text = z.string().regex(/\S/, 'expected text that is not empty');
const moment = z.iso
  .datetime({ offset: true, error: 'expected a time like 2026-06-01T12:00:00Z' })
  .transform((written) => new Date(written).toISOString());

const grammar = z.strictObject({
  version: z.literal(1),
  keys: z
    .array(
      z.strictObject({
        name: text.describe('Whose key it is, as answers call it.'),
        key: text.describe('A PEM file of a public key, relative to this one, or the PEM text itself.'),
        from: moment.optional(),
        until: moment.optional(),
        revoked: z.strictObject({ since: moment, reason: text }).optional(),
        rotations: z.array(text).min(1).optional().describe('Statements by which this key names the next one: files of `keygen --rotate`.'),
      }),
    )
    .min(1),
  timestampAuthorities: z
    .array(z.strictObject({ name: text, roots: text.describe('A PEM file of certificates, or the PEM text itself.') }))
    .min(1)
    .optional(),
});

/** What a trust file says, times in UTC. */
export type TrustFile = z.output<typeof grammar>;

/** A trust file, and where each part of it stands. */
export interface ReadTrust {
  readonly trust: TrustFile;
  /** A UserError about the value at that place. */
  readonly fault: (path: Path, message: string, cause?: unknown) => UserError;
}

/** Reads a trust file, in YAML or JSON. UserError config-wrong, with every fault at its place. */
export function parseTrust(content: string, file: string): ReadTrust {
  const yaml = readYaml(content);
  const parsed = grammar.safeParse(yaml.value);
  const problems = yaml.isBroken ? [] : [...shapeProblems(grammar, yaml.value), ...(parsed.success ? orderProblems(parsed.data) : [])];
  const faults = [...yaml.problems.map((problem) => ({ file, ...problem })), ...problems.map((problem) => faultOf(file, yaml, problem))];
  if (faults.length > 0 || !parsed.success) throw refused(file, faults);
  return {
    trust: parsed.data,
    fault: (path, message, cause) => refused(file, [faultOf(file, yaml, wrong(path, 'shape', message))], cause),
  };
}

function orderProblems({ keys }: TrustFile): readonly Problem[] {
  return keys.flatMap(({ from, until }, index) =>
    from !== undefined && until !== undefined && until < from
      ? [wrong(['keys', index, 'until'], 'date', 'lies before "from": expected a later time')]
      : [],
  );
}

function faultOf(file: string, yaml: YamlText, problem: Problem): Fault {
  return { file, ...yaml.position(problem), message: problem.message };
}

function refused(file: string, faults: readonly Fault[], cause?: unknown): UserError {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return new UserError('config-wrong', `${file} is no trust file that can be read`, {
    faults: sorted,
    ...(cause === undefined ? {} : { cause }),
  });
}
