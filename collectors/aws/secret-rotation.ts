import { credentialRotation } from 'claimcheck/plugin';
import { z } from 'zod';
import { present } from './kms-key-facts.ts';
import { Tags } from './subjects.ts';

const instant = z.date().optional();
/** Secrets Manager API Reference, SecretListEntry. */
export const Secret = z.object({
  ARN: z.string().startsWith('arn:'),
  Name: z.string().optional(),
  RotationEnabled: z.boolean().optional(),
  RotationLambdaARN: z.string().optional(),
  RotationRules: z.object({ AutomaticallyAfterDays: z.number().optional(), ScheduleExpression: z.string().optional() }).optional(),
  OwningService: z.string().optional(),
  CreatedDate: instant,
  LastChangedDate: instant,
  LastRotatedDate: instant,
  NextRotationDate: instant,
  LastAccessedDate: instant,
  DeletedDate: instant,
  Tags,
});
export type Secret = z.infer<typeof Secret>;

/** Of the kind: what is told of a credential, and not of the rule for an account's passwords. */
export const RENEWAL = {
  [credentialRotation.id]: ['valueSince', 'rotationPeriodDays', 'lastRotatedAt', 'lastUsedAt'],
};

/** A secret that never had rotation set up has no `RotationEnabled` (Secrets Manager API Reference, DescribeSecret). */
export function rotationOf(secret: Secret) {
  const rotationEnabled = secret.RotationEnabled ?? false;
  return present({
    active: secret.DeletedDate === undefined,
    rotationEnabled,
    rotationPeriodDays: rotationEnabled ? periodOf(secret) : undefined,
    rotatedBy: rotationEnabled ? (secret.RotationLambdaARN === undefined ? 'provider' : 'customer') : undefined,
    createdAt: secret.CreatedDate?.toISOString(),
    lastRotatedAt: secret.LastRotatedDate?.toISOString(),
    nextRotationAt: secret.NextRotationDate?.toISOString(),
    lastUsedAt: secret.LastAccessedDate?.toISOString(),
    valueSince: (secret.LastRotatedDate ?? unchangedSince(secret))?.toISOString(),
  } as const);
}

/** Days between rotations. A schedule by calendar ("cron(…)") has no one period. */
function periodOf({ RotationRules: rules }: Secret): number | undefined {
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(rules?.ScheduleExpression ?? '') ?? [];
  return count === undefined ? rules?.AutomaticallyAfterDays : Number(count) / (unit === 'hour' ? 24 : 1);
}

/** Milliseconds: its making and the first setting of its value are one call. */
const AT_ONCE = 60_000;

/** When the secret was made, where nothing was changed since; else its value may have been set anew by hand, and nobody says when. */
function unchangedSince({ CreatedDate: made, LastChangedDate: changed }: Secret): Date | undefined {
  return made !== undefined && changed !== undefined && changed.getTime() - made.getTime() > AT_ONCE ? undefined : made;
}
