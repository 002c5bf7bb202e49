import { type BundleView, type Cause, EVERY, type Target } from '../src/model.ts';
import { number, plural, targetNouns } from './wording.ts';

/** What the credentials of one sort of target lack, over the whole run, and the rule that would allow just that. */
export interface Missing {
  readonly source: string;
  /** Most widely missing first. */
  readonly permissions: readonly {
    readonly permission: string;
    readonly targets: number;
    /** A cause names at most fifty places: there may be more targets. */
    readonly orMore: boolean;
  }[];
  /** Absent: a source that we know no rules of. */
  readonly grant?: { readonly format: 'aws-policy' | 'azure-role' | 'gcp-role'; readonly text: string };
}

/** The most places that a cause names (src/model/judgements.ts, Cause.where). */
const NAMED = 50;

/** The permissions that refused calls named, by source; deterministic. A refusal without a permission is not among them. */
export function missingPermissions({ causes, targets }: Pick<BundleView, 'causes' | 'targets'>): readonly Missing[] {
  const denied = causes.filter(({ reason, permissions = [] }) => reason === 'denied' && permissions.length > 0);
  const sources = [...new Set(targets.map(({ source }) => source))].sort();
  return sources.flatMap((source) => {
    const own = targets.filter((target) => target.source === source);
    const lacking = [...new Set(denied.flatMap((cause) => (reached(cause, own).length === 0 ? [] : (cause.permissions ?? []))))].sort();
    if (lacking.length === 0) return [];
    const permissions = lacking
      .map((permission) => {
        const its = denied.filter((cause) => cause.permissions?.includes(permission));
        const hit = new Set(its.flatMap((cause) => reached(cause, own)));
        return { permission, targets: hit.size, orMore: its.some(({ where }) => where.length >= NAMED) && hit.size < own.length };
      })
      .sort((a, b) => b.targets - a.targets);
    const all = own.filter(({ target }) => denied.some((cause) => reached(cause, own).includes(target)));
    const grant = grants[source];
    return [{ source, permissions, ...(grant === undefined ? {} : { grant: grant(lacking, all) }) }];
  });
}

/** "kms:ListKeys is missing in 14 accounts". */
export function missingLine({ permission, targets, orMore }: Missing['permissions'][number], source: string): string {
  const [one, many] = targetNouns([source]);
  return `${permission} is missing in ${orMore ? `at least ${number(targets)} ${many}` : plural(targets, one, many)}`;
}

/** The targets, of these, that a cause was met in. */
function reached({ where }: Cause, targets: readonly Target[]): readonly string[] {
  const named = new Set(where.map((place) => place.split('/', 1)[0]));
  return targets.filter(({ target }) => named.has(target) || named.has(EVERY)).map(({ target }) => target);
}

type Grant = NonNullable<Missing['grant']>;
const json = (rule: object): string => JSON.stringify(rule, null, 2);

const grants: Readonly<Record<string, (lacking: readonly string[], targets: readonly Target[]) => Grant>> = {
  aws: (Action) => ({
    format: 'aws-policy',
    text: json({ Version: '2012-10-17', Statement: [{ Sid: 'ClaimcheckMissing', Effect: 'Allow', Action, Resource: '*' }] }),
  }),
  azure: (Actions, targets) => ({
    format: 'azure-role',
    text: json({
      Name: 'claimcheck missing',
      IsCustom: true,
      Description: 'What claimcheck was refused.',
      Actions,
      NotActions: [],
      AssignableScopes: targets.map(({ name }) => `/subscriptions/${name}`),
    }),
  }),
  gcp: (includedPermissions) => ({
    format: 'gcp-role',
    text: json({ title: 'claimcheck missing', description: 'What claimcheck was refused.', stage: 'GA', includedPermissions }),
  }),
};
