import type { ListBackupPlansCommandInput } from '@aws-sdk/client-backup';
import type { Kind, Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { type Covers, coverOf, SELECTION_CALLS } from './backup-selections.ts';
import { itemsOf } from './listing.ts';
import { hoursBetween } from './schedule.ts';
import type { AwsSession } from './session.ts';
import { arnSubject } from './subjects.ts';

export const Lifecycle = z.object({ DeleteAfterDays: z.number().optional(), DeleteAfterEvent: z.string().optional() }).optional();
const Rule = z.object({
  RuleId: z.string().min(1),
  ScheduleExpression: z.string().optional(),
  Lifecycle,
  EnableContinuousBackup: z.boolean().optional(),
  CopyActions: z.array(z.object({ DestinationBackupVaultArn: z.string().startsWith('arn:'), Lifecycle })).optional(),
});
const Answer = z.object({ BackupPlan: z.object({ Rules: z.array(Rule) }) });
const Plan = z.object({ BackupPlanId: z.string().min(1), BackupPlanArn: z.string().startsWith('arn:') });

export const PLAN_CALLS = {
  'backup:ListBackupPlans': ['backup:ListBackupPlans'],
  'backup:GetBackupPlan': ['backup:GetBackupPlan'],
  ...SELECTION_CALLS,
};

/** One rule of a plan. `days`: after how many its backups are deleted; undefined: never, or it is not known. */
export interface BackupRule {
  readonly id: string;
  readonly everyHours: number | undefined;
  readonly days: number | undefined;
  readonly continuous: boolean;
  readonly copies: readonly { readonly vault: string; readonly days: number | undefined }[];
}

/** A plan that is there: its rules and what they are for, or why that is not known. */
export type BackupPlan =
  | { readonly rules: readonly BackupRule[]; readonly covers: Covers; readonly from: readonly Seen<unknown>[] }
  | { readonly failed: unknown };

/** The plans of a region by their ids; those that are deleted are not among them. */
export async function plansOf(look: Look<AwsSession>, kinds: readonly Kind[]): Promise<ReadonlyMap<string, BackupPlan>> {
  const client = await look.session.client('backup');
  const input: ListBackupPlansCommandInput = { MaxResults: 1000 };
  const plans = new Map<string, BackupPlan>();
  const listing = itemsOf(look, {
    call: 'backup:ListBackupPlans',
    input,
    ask: (asked) => client.listBackupPlans(asked),
    items: 'BackupPlansList',
    token: 'NextToken',
    onward: (NextToken) => ({ NextToken }),
    shape: Plan,
    id: 'BackupPlanArn',
    subject: (id) => arnSubject(look, { id, service: 'aws-backup', type: 'plan' }),
    about: { kinds },
  });
  for await (const { items } of listing) {
    for (const { BackupPlanId } of items) plans.set(BackupPlanId, await planOf(BackupPlanId));
  }
  return plans;

  async function planOf(BackupPlanId: string): Promise<BackupPlan> {
    try {
      const asked = { BackupPlanId };
      const from = await look.call('backup:GetBackupPlan', asked, (one) => client.getBackupPlan(one), Answer);
      const cover = await coverOf(look, BackupPlanId);
      return { rules: from.data.BackupPlan.Rules.map(ruleOf), covers: cover.data, from: [from, cover] };
    } catch (failed) {
      return { failed };
    }
  }
}

function ruleOf({
  RuleId: id,
  ScheduleExpression,
  Lifecycle: kept,
  EnableContinuousBackup,
  CopyActions = [],
}: z.infer<typeof Rule>): BackupRule {
  const copies = CopyActions.map((copy) => ({ vault: copy.DestinationBackupVaultArn, days: daysIn(copy.Lifecycle) }));
  return { id, everyHours: hoursBetween(ScheduleExpression), days: daysIn(kept), continuous: EnableContinuousBackup === true, copies };
}

/**
 * Backups without a number of days, or with -1, are never deleted; those that go after an event (once they were copied) may go before their days are over
 * (AWS Backup API Reference, Lifecycle).
 */
export function daysIn(lifecycle: z.infer<typeof Lifecycle>): number | undefined {
  const days = lifecycle?.DeleteAfterDays;
  return days === undefined || days < 0 || lifecycle?.DeleteAfterEvent !== undefined ? undefined : days;
}
