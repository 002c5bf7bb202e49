import type { ListRestoreJobsCommandInput } from '@aws-sdk/client-backup';
import { CannotObserve, defineCollector, restoreTest, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { plannedDays, TESTING_CALLS } from './backup-testing-plans.ts';
import { present } from './kms-key-facts.ts';
import { itemsOf } from './listing.ts';
import { aws } from './source.ts';
import { arnSubject } from './subjects.ts';

const instant = z.date().optional();
const Job = z.object({
  RestoreJobId: z.string().min(1),
  Status: z.enum(['PENDING', 'RUNNING', 'COMPLETED', 'ABORTED', 'FAILED']),
  CreationDate: z.date(),
  CompletionDate: instant,
  RecoveryPointCreationDate: instant,
  ValidationStatus: z.string().optional(),
  CreatedBy: z.object({ RestoreTestingPlanArn: z.string().optional() }).optional(),
});
const OUTCOMES = { PENDING: 'running', RUNNING: 'running', COMPLETED: 'completed', ABORTED: 'aborted', FAILED: 'failed' } as const;
const VALIDATIONS: Readonly<Record<string, 'passed' | 'failed'>> = { SUCCESSFUL: 'passed', FAILED: 'failed', TIMED_OUT: 'failed' };
const CALL = 'backup:ListRestoreJobs';
const kinds = [restoreTest];

/**
 * Every restore that AWS Backup still knows of, in one region. Recipe A-BKP. For how long it remembers them it does not say, so that none within some
 * time is no proof that there was none.
 */
export const backupRestores = defineCollector({
  id: 'aws.backup-restores',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['aws-backup'],
  calls: { [CALL]: [CALL], ...TESTING_CALLS },

  collect: async (look) => {
    const client = await look.session.client('backup');
    const input: ListRestoreJobsCommandInput = { MaxResults: 1000 };
    const listing = itemsOf(look, {
      call: CALL,
      input,
      ask: (asked) => client.listRestoreJobs(asked),
      items: 'RestoreJobs',
      token: 'NextToken',
      onward: (NextToken) => ({ NextToken }),
      shape: Job,
      id: 'RestoreJobId',
      subject: (id) => arnSubject(look, { id, service: 'aws-backup', type: 'restore-job' }),
      about: { kinds },
    });
    const tests: ReturnType<typeof testOf>[] = [];
    const pages: Seen<unknown>[] = [];
    for await (const { page, items, lost } of listing) {
      const about = { call: CALL, code: 'UnknownShape', replies: page.replies };
      if (lost > 0) throw new CannotObserve('malformed', `restore jobs that cannot be read: ${lost}`, about);
      tests.push(...items.map(testOf));
      pages.push(page);
    }
    const id = `${look.account}/${look.region}/restore-jobs`;
    const subject = arnSubject(look, { id, service: 'aws-backup', type: 'restore-jobs' });
    const planned = await look.attempt({ kinds, subject, fields: ['plannedEveryDays'] }, () => plannedDays(look));
    look.observe(restoreTest, subject, { tests, ...present({ plannedEveryDays: planned?.data }) }, [...pages, planned]);
  },
});

/** One that nobody validated says nothing of it; a restore that a testing plan made is a test. */
function testOf(job: z.infer<typeof Job>) {
  const { Status, CreationDate: began, CompletionDate: ended, RecoveryPointCreationDate: from, ValidationStatus, CreatedBy } = job;
  const validated = ValidationStatus === undefined ? ('not-done' as const) : VALIDATIONS[ValidationStatus];
  const planned = CreatedBy?.RestoreTestingPlanArn !== undefined;
  return {
    ...{ at: (ended ?? began).toISOString(), outcome: OUTCOMES[Status], purpose: planned ? ('test' as const) : ('unknown' as const) },
    ...present({ validated, backupAt: from?.toISOString() }),
    ...(ended === undefined ? {} : { minutes: (ended.getTime() - began.getTime()) / 60_000 }),
  };
}
