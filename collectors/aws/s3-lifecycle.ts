import { z } from 'zod';

const Filter = z.object({
  Prefix: z.string().optional(),
  Tag: z.unknown().optional(),
  And: z.unknown().optional(),
  ObjectSizeGreaterThan: z.unknown().optional(),
  ObjectSizeLessThan: z.unknown().optional(),
});

/** A bucket's rules: S3 API Reference, LifecycleRule. `Prefix` beside the filter is how it was written before there were filters. */
export const Lifecycle = z.object({
  Rules: z.array(
    z.object({
      Status: z.enum(['Enabled', 'Disabled']),
      Prefix: z.string().optional(),
      Filter: Filter.optional(),
      Expiration: z.object({ Days: z.number().optional(), Date: z.date().optional() }).optional(),
      NoncurrentVersionExpiration: z
        .object({ NoncurrentDays: z.number().optional(), NewerNoncurrentVersions: z.number().optional() })
        .optional(),
    }),
  ),
});
/** GetBucketVersioning: nothing inside where it was never switched on. */
export const Versioning = z.object({ Status: z.enum(['Enabled', 'Suspended']).optional() });
const Retention = z.object({ Mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), Days: z.number().optional(), Years: z.number().optional() });
const Locked = z.object({ Rule: z.object({ DefaultRetention: Retention.optional() }).optional() });
/** GetObjectLockConfiguration. */
export const Lock = z.object({ ObjectLockConfiguration: Locked });

type Rule = z.infer<typeof Lifecycle>['Rules'][number];

type DaysOrNever = number | 'never';

/** Without versions nothing that is deleted comes back; with them it does, until the first rule for old versions takes it. */
export function deletionOf(versioning: z.infer<typeof Versioning> | undefined, rules: readonly Rule[] | undefined) {
  const versioned = versioning === undefined ? undefined : versioning.Status === 'Enabled';
  const { leastOldDays, oldVersionsDays, ...deletes } = rules === undefined ? {} : deletionsOf(rules);
  const bounded = typeof leastOldDays === 'number' ? leastOldDays : undefined;
  return {
    ...deletes,
    versioned,
    oldVersionsDays: versioning?.Status === undefined ? undefined : oldVersionsDays,
    recoverableDays: versioned === false ? 0 : versioned ? bounded : undefined,
  };
}

export function lockOf(lock: z.infer<typeof Lock> | 'none' | undefined) {
  const byDefault = lock === undefined || lock === 'none' ? undefined : lock.ObjectLockConfiguration.Rule?.DefaultRetention;
  if (lock === undefined || byDefault === undefined) return { locked: lock === undefined ? undefined : false };
  const { Mode, Days, Years } = byDefault;
  return { locked: Mode === 'COMPLIANCE', lockedDays: Days ?? (Years === undefined ? undefined : Years * 365) };
}

/** After how many days what lies there is deleted, and old versions are. A rule with a date deletes everything from then on, at no age: it leaves both open. */
function deletionsOf(rules: readonly Rule[]): {
  readonly deletesAfterDays?: DaysOrNever;
  readonly deletesSomeAfterDays?: DaysOrNever;
  readonly oldVersionsDays: DaysOrNever;
  /** The least that an old version stays. */
  readonly leastOldDays: DaysOrNever;
} {
  const on = rules.filter(({ Status }) => Status === 'Enabled');
  const ages = on.map((rule) => ({ whole: reachesAll(rule), days: rule.Expiration?.Days }));
  const old = on.map((rule) => ({
    // Where so many newer ones are kept, not every old version goes.
    whole: reachesAll(rule) && !rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
    days: rule.NoncurrentVersionExpiration?.NoncurrentDays,
  }));
  const dated = on.some(({ Expiration }) => Expiration?.Date !== undefined);
  return {
    ...(dated ? {} : { deletesAfterDays: least(ages.filter(({ whole }) => whole)), deletesSomeAfterDays: least(ages) }),
    oldVersionsDays: least(old.filter(({ whole }) => whole)),
    leastOldDays: least(old),
  };
}

function least(rules: readonly { readonly days: number | undefined }[]): DaysOrNever {
  const days = rules.map((rule) => rule.days).filter((one) => one !== undefined);
  return days.length === 0 ? 'never' : Math.min(...days);
}

function reachesAll({ Prefix, Filter: filter }: Rule): boolean {
  const { Prefix: inFilter, ...others } = filter ?? {};
  return !Prefix && !inFilter && Object.values(others).every((value) => value === undefined);
}
