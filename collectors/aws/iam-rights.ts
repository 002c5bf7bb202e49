import type { Policy, Statement } from './s3-policy.ts';

/** What a policy gives on all resources; `nothing`: it takes everything away, whatever else is given. */
export type Grant = 'everything' | 'everything-but-access' | 'access-management' | 'nothing';
export type Rights = Exclude<Grant, 'nothing'> | 'ordinary';

/**
 * What one policy gives on all resources. A condition narrows when it holds, and not what: under it an administrator is one. A denial counts only where
 * it denies everything outright. Actions that are spelt out one by one are not added up.
 */
export function grantsIn({ Statement: statements }: Policy): readonly Grant[] {
  return [...new Set(statements.map(grantOf).filter((grant) => grant !== undefined))];
}

function grantOf(statement: Statement): Grant | undefined {
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  const onAll = NotResource !== undefined || Resource?.some((one) => /^\*+$/.test(one));
  if (!onAll) return undefined;
  const all = Action?.some(isAll) ?? false;
  if (Effect === 'Deny') return all && NotResource === undefined && Condition === undefined ? 'nothing' : undefined;
  if (NotAction?.some(isAll)) return undefined;
  if (NotAction !== undefined) return NotAction.some(isAccess) ? 'everything-but-access' : 'everything';
  if (all) return 'everything';
  return Action?.some(isAccess) ? 'access-management' : undefined;
}

function isAll(action: string): boolean {
  return /^\*+(:\*+)?$/.test(action);
}

function isAccess(action: string): boolean {
  return /^iam:\*+$/i.test(action);
}

/** What all the policies of somebody give together, within a boundary where there is one. */
export function rightsOf(grants: readonly Grant[], boundary?: readonly Grant[]): Rights {
  const [given, most] = [sum(grants), boundary === undefined ? 'everything' : sum(boundary)];
  if (most === 'everything' || given === most) return given;
  return given === 'everything' ? most : 'ordinary';
}

function sum(grants: readonly Grant[]): Rights {
  const has = (grant: Grant) => grants.includes(grant);
  if (has('nothing')) return 'ordinary';
  if (has('everything') || (has('everything-but-access') && has('access-management'))) return 'everything';
  if (has('everything-but-access')) return 'everything-but-access';
  return has('access-management') ? 'access-management' : 'ordinary';
}
