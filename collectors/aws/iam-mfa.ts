import { CannotObserve, defineCollector, type Look, mfa } from 'claimcheck/plugin';
import { z } from 'zod';
import { type CredentialReport, credentialReport, REPORT_CALLS, type Row } from './credential-report.ts';
import { iamOf, personSubject, rootArn } from './iam-people.ts';
import { present } from './kms-key-facts.ts';
import { factorsOf, type Virtual, virtualDevices } from './mfa-devices.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';

const count = z.number().int().nonnegative();
const Counts = z.object({
  Users: count,
  AccountMFAEnabled: count,
  AccountAccessKeysPresent: count,
  // Since 2024, when organizations began to take a root's credentials away.
  AccountPasswordPresent: count.optional(),
});
const Summary = z.object({ SummaryMap: Counts });
const kinds = [mfa];

/** Who signs in to the account, its root among them, and with which second factor. Recipe A-IAM-MFA. Whoever comes from another directory has no user here. */
export const iamMfa = defineCollector({
  id: 'aws.iam-mfa',
  version: 1,
  source: aws,
  per: 'target',
  kinds,
  services: ['iam'],
  calls: {
    'iam:GetAccountSummary': ['iam:GetAccountSummary'],
    ...REPORT_CALLS,
    'iam:ListVirtualMFADevices': ['iam:ListVirtualMFADevices'],
  },

  collect: async (look) => {
    const iam = await iamOf(look);
    const [arn, subject] = [rootArn(look), personSubject(look, rootArn(look))];
    const virtual = await look.attempt({ kinds, fields: ['factors'] }, () => virtualDevices(look));
    const summary = await look.attempt({ kinds, subject }, () =>
      look.call('iam:GetAccountSummary', {}, (input) => iam.getAccountSummary(input), Summary),
    );
    if (summary !== undefined) {
      const root = rootFacts(summary.data.SummaryMap);
      look.observe(mfa, subject, { identity: 'root', ...root, ...factorsOf(arn, root.enrolled, virtual) }, [summary, virtual]);
    }
    const report = await credentialReport(look, kinds);
    for (const row of report.rows) if (row.arn !== arn) observeUser(look, row, report, virtual);
    if (summary !== undefined) refuseFewer(report, summary.data.SummaryMap.Users);
  },
});

function observeUser(look: Look<AwsSession>, row: Row, { seen, gatheredAt }: CredentialReport, virtual: Virtual | undefined) {
  const { password_enabled: password, mfa_active: enrolled } = row;
  const accessKeys = [row.access_key_1_active, row.access_key_2_active].filter(Boolean).length;
  const active = password === undefined ? undefined : password || accessKeys > 0;
  const facts = { ...present({ active, password }), enrolled, elsewhere: false, accessKeys, gatheredAt };
  look.observe(mfa, personSubject(look, row.arn), { identity: 'user', ...facts, ...factorsOf(row.arn, enrolled, virtual) }, [
    seen,
    virtual,
  ]);
}

function rootFacts({ AccountMFAEnabled: mfaOn, AccountAccessKeysPresent: accessKeys, AccountPasswordPresent }: z.infer<typeof Counts>) {
  const password = AccountPasswordPresent === undefined ? undefined : AccountPasswordPresent > 0;
  const told = password === undefined ? {} : { active: password || accessKeys > 0, password, removed: !password };
  return { ...told, enrolled: mfaOn > 0, elsewhere: false, accessKeys };
}

/** The report is up to four hours old: users of today may not be in it, and of those nothing was seen. */
function refuseFewer({ users: reported, seen }: CredentialReport, users: number): void {
  if (reported >= users) return;
  throw new CannotObserve('malformed', 'the account has more users than the credential report', {
    call: 'iam:GetCredentialReport',
    code: 'UsersMissing',
    replies: seen.replies,
  });
}
