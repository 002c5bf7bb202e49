import { z } from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const condition = z.record(
  z.string(),
  z.record(z.string(), z.union([z.boolean().transform(String), oneOrMore, z.array(z.boolean().transform(String))])),
);
const Statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.string(), z.record(z.string(), oneOrMore)]).optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: condition.optional(),
});
export type Statement = z.infer<typeof Statement>;

/** The policy of a bucket, or of another thing: IAM User Guide, "Grammar of the IAM JSON policy language". */
export const Policy = z
  .string()
  .transform((text, { addIssue }): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      addIssue({ code: 'custom', message: 'the policy is no JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.looseObject({ Statement: z.union([z.array(Statement), Statement.transform((one) => [one])]) }));
export type Policy = z.infer<typeof Policy>;

/**
 * Whether a policy turns every request without TLS away, whoever makes it, whatever it does with the service, to each of the resources: of a bucket these
 * are itself and `<bucket>/*`, its objects. Undefined: one of its denials is of a form of which that cannot be said, so that it could.
 */
export function turnsPlainAway(
  { Statement: statements }: z.infer<typeof Policy>,
  service: string,
  resources: readonly string[],
): boolean | undefined {
  const denials = statements
    .filter(({ Effect }) => Effect === 'Deny')
    .map((statement) => ({ statement, reach: reachOf(statement, service) }));
  // A pattern for the objects covers them all only where it ends as this one does.
  if (resources.every((resource) => denials.some(({ statement, reach }) => reach === 'all' && covers(statement.Resource, resource))))
    return true;
  return denials.some(({ reach }) => reach === 'unknown') ? undefined : false;
}

/**
 * Of the plain requests to its resources a denial turns away all, or it lets some or all through: those of other principals, of other actions, or
 * whatever has nothing to do with TLS, because the same denial would then turn TLS away as well.
 */
function reachOf(statement: Statement, service: string): 'all' | 'some' | 'unknown' {
  const { Principal, Action, Resource } = statement;
  const plain = whenPlain(statement);
  if (plain === 'never') return 'some';
  const rest = plain === 'anyway' ? 'some' : 'unknown';
  if (plain === 'unknown' || Principal === undefined || Action === undefined || Resource === undefined) return rest; // NotPrincipal and so on
  if (!isEverybody(Principal)) return 'some';
  if (Resource.some((one) => /[?$]/.test(one))) return rest;
  if (Action.some((action) => ['*', `${service}:*`].includes(action.toLowerCase()))) return 'all';
  return Action.some((action) => /[*?]/.test(action)) ? rest : 'some';
}

const OFF = /^false$/i;

/** Whether a denial's condition is met by each plain request, or there is none; by no such request as a plain one; or who knows. Names of keys have no case. */
function whenPlain({ Condition = {} }: Statement): 'always' | 'anyway' | 'never' | 'unknown' {
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: [values].flat() })),
  );
  const [first] = tests;
  if (first === undefined) return 'anyway';
  const aboutTls = tests.filter(({ key }) => key === 'aws:securetransport' || key === 's3:tlsversion');
  if (aboutTls.length === 0) return 'never';
  if (aboutTls.some(({ key, operator }) => key === 's3:tlsversion' && !/IfExists$/i.test(operator))) return 'never'; // a plain request has no version
  if (tests.length > 1 || first.key !== 'aws:securetransport' || !/^(Bool|StringEquals)(IfExists)?$/i.test(first.operator))
    return 'unknown';
  return first.values.some((value) => OFF.test(value)) ? 'always' : 'never';
}

export function isEverybody(principal: string | Readonly<Record<string, readonly string[]>>): boolean {
  return typeof principal === 'string'
    ? principal === '*'
    : Object.entries(principal).some(([sort, who]) => sort === 'AWS' && who.includes('*'));
}

/** Whether a pattern of a resource, with `*` for any run of characters, fits one that may end in `*` itself. */
function covers(patterns: readonly string[] | undefined, resource: string): boolean {
  return (patterns ?? []).some((pattern) => {
    const [first = '', ...rest] = pattern.split('*');
    const last = rest.pop();
    if (last === undefined) return pattern === resource;
    if (!resource.startsWith(first) || !resource.endsWith(last) || resource.length < first.length + last.length) return false;
    if (resource.endsWith('*') && last !== '') return false;
    let from = first.length;
    for (const part of rest) {
      const at = resource.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= resource.length - last.length;
  });
}
