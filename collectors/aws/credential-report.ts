import { CannotObserve, type Kind, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { iamOf, personSubject } from './iam-people.ts';
import { readItems } from './listing.ts';
import type { AwsSession } from './session.ts';

/** What every question that the credential report answers begins with. */
export const REPORT_CALLS = {
  'iam:GenerateCredentialReport': ['iam:GenerateCredentialReport'],
  'iam:GetCredentialReport': ['iam:GetCredentialReport'],
} as const;
const CALL = 'iam:GetCredentialReport';

/** What stands where there is nothing to tell: IAM User Guide, "Understanding the report format". */
const NOTHING = /^(N\/A|no_information|not_supported|)$/;
const flag = z
  .string()
  .regex(/^(true|false)$/i)
  .transform((text) => text.toLowerCase() === 'true');
const when = z
  .string()
  .refine((text) => NOTHING.test(text) || !Number.isNaN(Date.parse(text)), 'no instant')
  .transform((text) => (NOTHING.test(text) ? undefined : new Date(text).toISOString()));

export const Row = z.object({
  arn: z.string().regex(/^arn:[^:]+:iam::\d{12}:(root|user\/.+)$/),
  password_enabled: z.union([flag, z.literal('not_supported').transform(() => undefined)]),
  password_last_used: when,
  password_last_changed: when,
  mfa_active: flag,
  access_key_1_active: flag,
  access_key_1_last_rotated: when,
  access_key_1_last_used_date: when,
  access_key_2_active: flag,
  access_key_2_last_rotated: when,
  access_key_2_last_used_date: when,
  cert_1_active: flag,
  cert_1_last_rotated: when,
  cert_2_active: flag,
  cert_2_last_rotated: when,
});
export type Row = z.infer<typeof Row>;

const Made = z.object({ State: z.enum(['STARTED', 'INPROGRESS', 'COMPLETE']) });
const Report = z.object({ Content: z.instanceof(Uint8Array), GeneratedTime: z.date() });

export interface CredentialReport {
  readonly seen: Seen<unknown>;
  readonly rows: readonly Row[];
  /** How many users it has, those whose lines could not be read among them. */
  readonly users: number;
  readonly gatheredAt: string;
}

/**
 * IAM's report of everybody's passwords and keys. It is made when it is asked for, unless one of the last four hours is there; until it is ready IAM
 * refuses to give it, and the Wire asks again. A line that cannot be read is a gap of its own.
 */
export async function credentialReport(look: Look<AwsSession>, kinds: readonly Kind[]): Promise<CredentialReport> {
  const iam = await iamOf(look);
  await look.call('iam:GenerateCredentialReport', {}, (input) => iam.generateCredentialReport(input), Made);
  const seen = await look.call(CALL, {}, (input) => iam.getCredentialReport(input), Report);
  const lines = new TextDecoder()
    .decode(seen.data.Content)
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const columns = lines.shift()?.split(',') ?? [];
  if (!columns.includes('arn')) {
    const about = { call: CALL, code: 'UnknownShape', replies: seen.replies };
    throw new CannotObserve('malformed', 'the credential report has no column of ARNs', about);
  }
  const items = lines.map((line) => toItem(columns, line.split(',')));
  const how = { call: CALL, shape: Row, id: 'arn', subject: (arn: string) => personSubject(look, arn), about: { kinds } };
  const rows = await readItems(look, seen, items, how);
  const roots = rows.filter((row) => row.arn.endsWith(':root')).length;
  return { seen, rows, users: items.length - roots, gatheredAt: seen.data.GeneratedTime.toISOString() };
}

/** A name may have a comma, and the report quotes nothing: then a line has twice as many more fields, for name and ARN, and what follows counts from the end. */
function toItem(columns: readonly string[], fields: readonly string[]): unknown {
  const more = fields.length - columns.length;
  if (more <= 0 || more % 2 === 1) return Object.fromEntries(columns.map((column, index) => [column, fields[index]]));
  const arn = fields.slice(1 + more / 2, 2 + more).join(',');
  const rest = fields.slice(2 + more);
  return { ...Object.fromEntries(columns.slice(2).map((column, index) => [column, rest[index]])), arn };
}
