import type { ListRestoreTestingPlansCommandInput } from '@aws-sdk/client-backup';
import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, Token } from './listing.ts';
import { hoursBetween } from './schedule.ts';
import type { AwsSession } from './session.ts';

const CALL = 'backup:ListRestoreTestingPlans';
export const TESTING_CALLS = { [CALL]: [CALL] };
const Plans = z.object({ RestoreTestingPlans: z.array(z.object({ ScheduleExpression: z.string().optional() })), ...Token });

/** Days between planned tests of restoring, of the plan that comes most often; undefined: there is none, or one has no interval that is known. */
export async function plannedDays(look: Look<AwsSession>): Promise<Seen<number | undefined>> {
  const client = await look.session.client('backup');
  const input: ListRestoreTestingPlansCommandInput = { MaxResults: 1000 };
  const ask = (asked: typeof input) => client.listRestoreTestingPlans(asked);
  const hours: (number | undefined)[] = [];
  const replies: string[] = [];
  for await (const page of look.pages(CALL, { input, ask, page: Plans, next: nextToken })) {
    replies.push(...page.replies);
    hours.push(...page.data.RestoreTestingPlans.map((plan) => hoursBetween(plan.ScheduleExpression)));
  }
  const known = hours.filter((one) => one !== undefined);
  return { data: known.length === 0 || known.length < hours.length ? undefined : Math.min(...known) / 24, replies };
}
