import { credentialRotation, defineCollector } from 'claimcheck/plugin';
import { credentialReport, REPORT_CALLS, type Row } from './credential-report.ts';
import { personSubject } from './iam-people.ts';
import { present } from './kms-key-facts.ts';
import { RENEWAL } from './secret-rotation.ts';
import { aws } from './source.ts';

const kinds = [credentialRotation];

/** One credential of somebody: in use or not, since when it is what it is, and when it last opened something. */
interface Credential {
  readonly slot: string;
  readonly credential: 'access-key' | 'password' | 'certificate';
  readonly active: boolean | undefined;
  readonly since: string | undefined;
  readonly used?: string | undefined;
}

/** Passwords, access keys and signing certificates of everybody in the account, and their age. Recipe A-IAM-MFA. No key and no password is read. */
export const iamCredentials = defineCollector({
  id: 'aws.iam-credentials',
  version: 1,
  source: aws,
  per: 'target',
  kinds,
  answers: RENEWAL,
  services: ['iam'],
  calls: REPORT_CALLS,

  collect: async (look) => {
    const { rows, seen, gatheredAt } = await credentialReport(look, kinds);
    for (const row of rows) {
      const person = personSubject(look, row.arn);
      for (const { slot, credential, active, since, used } of credentialsOf(row)) {
        const subject = { ...person, id: `${row.arn}/${slot}`, type: credential };
        const data = present({ active, createdAt: credential === 'password' ? undefined : since, valueSince: since, lastUsedAt: used });
        look.observe(credentialRotation, subject, { credential, ...data, gatheredAt }, [seen]);
      }
    }
  },
});

/** Those that there are: a key that was never made has no date. Of a root's password nothing is told. */
function credentialsOf(row: Row): readonly Credential[] {
  const { password_enabled: active, password_last_changed: since, password_last_used: used } = row;
  const key = 'access-key';
  const certificate = 'certificate';
  const all: readonly Credential[] = [
    { slot: 'password', credential: 'password', active, since, used },
    ...[1, 2].flatMap((nth): readonly Credential[] => {
      const [first, second] = nth === 1 ? (['access_key_1', 'cert_1'] as const) : (['access_key_2', 'cert_2'] as const);
      return [
        {
          slot: `access-key-${nth}`,
          credential: key,
          active: row[`${first}_active`],
          since: row[`${first}_last_rotated`],
          used: row[`${first}_last_used_date`],
        },
        { slot: `certificate-${nth}`, credential: certificate, active: row[`${second}_active`], since: row[`${second}_last_rotated`] },
      ];
    }),
  ];
  return all.filter((one) => one.active === true || one.since !== undefined);
}
