import type { Policy, Statement } from './s3-policy.ts';

type Trusted = 'own-account' | 'organization' | 'other-accounts' | 'anyone';
const ORDER = ['own-account', 'organization', 'other-accounts', 'anyone'] as const;

/**
 * Who may take a role on, and how many other accounts. A service counts as the own account's. Whom a foreign directory lets in, or a condition, cannot be
 * said here: then `trusted` is left out, unless others are let in outright.
 */
export function trustOf({ Statement: statements }: Policy, account: string): { readonly trusted?: Trusted; readonly outsiders: number } {
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const named = allowed.flatMap(accountsIn);
  const outsiders = new Set(named.filter((one) => one !== account)).size;
  const found = [...allowed.map(openTo), outsiders > 0 ? ('other-accounts' as const) : ('own-account' as const)];
  const worst = ORDER.findLast((one) => found.includes(one)) ?? 'own-account';
  const untold = worst !== 'anyone' && found.includes('unknown');
  return { ...(untold ? {} : { trusted: worst }), outsiders };
}

/** Those who are let in without being named. */
function openTo(statement: Statement): Trusted | 'unknown' | undefined {
  const { Principal, Condition } = statement;
  if (Principal === undefined) return 'unknown'; // NotPrincipal
  if (typeof Principal !== 'string' && 'Federated' in Principal) return 'unknown';
  if (Principal !== '*' && !principals(statement).includes('*')) return undefined;
  if (Condition === undefined) return 'anyone';
  const keys = Object.entries(Condition).flatMap(([operator, tests]) =>
    Object.keys(tests).map((key) => `${operator} ${key}`.toLowerCase()),
  );
  return keys.includes('stringequals aws:principalorgid') ? 'organization' : 'unknown';
}

function principals({ Principal }: Statement): readonly string[] {
  return typeof Principal === 'object' ? (Principal['AWS'] ?? []) : [];
}

/** Of a principal that was deleted an id is left, which opens nothing. */
function accountsIn(statement: Statement): readonly string[] {
  return principals(statement)
    .map((one) => /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(one)?.[1])
    .filter((one) => one !== undefined);
}
