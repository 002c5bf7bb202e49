import type { ListRecoveryPointsByBackupVaultCommandInput } from '@aws-sdk/client-backup';
import { CannotObserve, type Kind, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { daysIn, Lifecycle } from './backup-plans.ts';
import { itemsOf } from './listing.ts';
import type { AwsSession } from './session.ts';
import { arnSubject } from './subjects.ts';

const instant = z.date();
const RecoveryPoint = z.object({
  RecoveryPointArn: z.string().startsWith('arn:'),
  ResourceArn: z.string().startsWith('arn:'),
  ResourceType: z.string().optional(),
  SourceBackupVaultArn: z.string().optional(),
  CreatedBy: z.object({ BackupPlanId: z.string().optional(), BackupRuleId: z.string().optional() }).optional(),
  Status: z.string().optional(),
  CreationDate: instant,
  CalculatedLifecycle: z.object({ DeleteAt: instant.optional() }).optional(),
  Lifecycle,
  IsEncrypted: z.boolean().optional(),
});

/** One recovery point, as far as it is kept for the joining: of these there may be hundreds of thousands. */
export interface Point {
  readonly resource: string;
  readonly takenAt: string;
  readonly status: 'complete' | 'partial' | 'running' | 'deleting' | undefined;
  /** undefined: an event ends it, and nobody tells when. */
  readonly keptUntil: string | undefined;
  readonly encrypted: boolean | undefined;
  /** It keeps every moment of the days before now, and no single one. */
  readonly continuous: number | boolean;
  readonly plan: string | undefined;
  readonly rule: string | undefined;
  /** It was made somewhere else, and copied here. */
  readonly copied: boolean;
  readonly vault: string;
  readonly page: Seen<undefined>;
}

const STATUSES: Readonly<Record<string, Point['status']>> = {
  COMPLETED: 'complete',
  AVAILABLE: 'complete',
  EXPIRED: 'complete', // past its time, and still there, because it could not be deleted
  STOPPED: 'complete', // continuous, and no longer so
  PARTIAL: 'partial',
  CREATING: 'running',
  DELETING: 'deleting',
};

export const POINTS_CALL = 'backup:ListRecoveryPointsByBackupVault';

/** Every recovery point of a vault. One that cannot be read may be of anything: then the vault cannot. */
export async function pointsIn(
  look: Look<AwsSession>,
  vault: { readonly name: string; readonly arn: string },
  kinds: readonly Kind[],
): Promise<Point[]> {
  const client = await look.session.client('backup');
  const input: ListRecoveryPointsByBackupVaultCommandInput = { BackupVaultName: vault.name, MaxResults: 1000 };
  const points: Point[] = [];
  const listing = itemsOf(look, {
    call: POINTS_CALL,
    input,
    ask: (asked) => client.listRecoveryPointsByBackupVault(asked),
    items: 'RecoveryPoints',
    token: 'NextToken',
    onward: (NextToken) => ({ NextToken }),
    shape: RecoveryPoint,
    id: 'RecoveryPointArn',
    subject: (id) => arnSubject(look, { id, service: 'aws-backup', type: 'recovery-point' }),
    about: { kinds },
  });
  for await (const { page, items, lost } of listing) {
    const about = { call: POINTS_CALL, code: 'UnknownShape', replies: page.replies };
    if (lost > 0) throw new CannotObserve('malformed', `recovery points that cannot be read: ${lost}`, about);
    const cited = { data: undefined, replies: page.replies };
    for (const item of items) points.push(pointOf(look, item, vault.arn, cited));
  }
  return points;
}

function pointOf({ region }: Look<AwsSession>, told: z.infer<typeof RecoveryPoint>, vault: string, page: Seen<undefined>): Point {
  const { ResourceArn: resource, CreationDate, CalculatedLifecycle, CreatedBy, SourceBackupVaultArn: source } = told;
  const days = daysIn(told.Lifecycle);
  const isContinuous = told.RecoveryPointArn.includes(':continuous:');
  const home = resource.split(':')[3];
  return {
    resource,
    takenAt: CreationDate.toISOString(),
    status: STATUSES[told.Status ?? ''],
    keptUntil: told.Lifecycle?.DeleteAfterEvent === undefined ? endOf(CreationDate, days, CalculatedLifecycle?.DeleteAt) : undefined,
    encrypted: told.IsEncrypted,
    continuous: isContinuous ? (days ?? true) : false,
    plan: CreatedBy?.BackupPlanId,
    rule: CreatedBy?.BackupRuleId,
    copied: (home !== '' && home !== region) || (source !== undefined && source.split(':')[3] !== region),
    vault,
    page,
  };
}

const DAY = 86_400_000;

function endOf(made: Date, days: number | undefined, calculated: Date | undefined): string {
  const end = calculated ?? (days === undefined ? undefined : new Date(made.getTime() + days * DAY));
  return end?.toISOString() ?? 'for-ever';
}
