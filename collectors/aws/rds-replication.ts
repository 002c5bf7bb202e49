import type { DescribeDBInstanceAutomatedBackupsCommandInput } from '@aws-sdk/client-rds';
import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { type AutomatedBackup, OfInstance } from './rds-automated-backups.ts';
import type { Copy } from './rds-backup-facts.ts';
import type { AwsSession } from './session.ts';

const CALL = 'rds:DescribeDBInstanceAutomatedBackups';
const Page = z.object({ DBInstanceAutomatedBackups: z.array(OfInstance), Marker: z.string().nullish() });

/** The copies that RDS keeps of automatic backups in other regions, each asked about where it lies. They stay for as long as their own rule says. */
export async function copiesOf(look: Look<AwsSession>, arns: readonly string[]): Promise<Seen<readonly Copy[]>> {
  const copies = await Promise.all(arns.map((arn) => copyOf(look, arn)));
  return { data: copies.map((one) => one.data), replies: copies.flatMap((one) => one.replies) };
}

async function copyOf(look: Look<AwsSession>, arn: string): Promise<Seen<Copy>> {
  const region = arn.split(':')[3];
  const rds = await look.session.client('rds', region);
  const input: DescribeDBInstanceAutomatedBackupsCommandInput = { DBInstanceAutomatedBackupsArn: arn };
  const ask = (asked: typeof input) => rds.describeDBInstanceAutomatedBackups(asked);
  const found: AutomatedBackup[] = [];
  const replies: string[] = [];
  for await (const page of look.pages(CALL, { input, ask, page: Page, next: ({ Marker }) => (Marker ? { Marker } : undefined) })) {
    found.push(...page.data.DBInstanceAutomatedBackups);
    replies.push(...page.replies);
  }
  const [copy] = found;
  if (region === undefined || copy === undefined) {
    throw new CannotObserve('malformed', 'a copy of automatic backups is named, and is not there', {
      call: CALL,
      code: 'CopyMissing',
      replies,
    });
  }
  return { data: { region, otherAccount: false, ...(copy.days === undefined ? {} : { retentionDays: copy.days }) }, replies };
}
