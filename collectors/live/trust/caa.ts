/** Who may issue for a name: CAA (RFC 8659). */
import type { CaaRecord } from 'node:dns';
import type { CaaResult } from './trust-result.ts';

/** As Node's `resolveCaa`: throws an error with a code. */
export type CaaLookup = (name: string) => Promise<readonly CaaRecord[]>;

/** There is such a name without such records, or no such name: both are answers. Whatever else went wrong is none. */
const NOTHING: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND']);

/** From the name upwards, as far as the top-level domain (RFC 8659 §3). */
export async function findCaa(host: string, lookup: CaaLookup): Promise<CaaResult> {
  const labels = host.replace(/^\*\./, '').replace(/\.$/, '').split('.');
  for (let from = 0; from < labels.length; from++) {
    const name = labels.slice(from).join('.');
    const found = await ask(name, lookup);
    if (typeof found === 'string') return { status: 'unseen', at: name, code: found };
    if (found.length > 0) return { status: 'present', at: name, ...readCaa(found) };
  }
  return { status: 'absent' };
}

async function ask(name: string, lookup: CaaLookup): Promise<readonly CaaRecord[] | string> {
  try {
    return await lookup(name);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    return NOTHING.has(error.code) ? [] : error.code;
  }
}

function readCaa(records: readonly CaaRecord[]): Pick<CaaResult, 'issuers' | 'wildcardIssuers' | 'reports'> {
  const issue = records.flatMap((record) => record.issue ?? []);
  const wild = records.flatMap((record) => record.issuewild ?? []);
  // One that is critical and that an issuer does not know keeps it from issuing at all (§4.1).
  const known = (record: CaaRecord) => ['issue', 'issuewild', 'iodef', 'contactemail', 'contactphone'].some((tag) => tag in record);
  const barred = records.some((record) => record.critical > 0 && !known(record));
  return {
    ...(barred ? { issuers: [] } : issue.length === 0 ? {} : { issuers: issuersOf(issue) }),
    ...(wild.length === 0 || barred ? {} : { wildcardIssuers: issuersOf(wild) }),
    reports: records.some((record) => record.iodef !== undefined || record.contactemail !== undefined || record.contactphone !== undefined),
  };
}

/** "letsencrypt.org; validationmethods=dns-01": the name before the parameters. ";" alone, and what is not a name, permits nobody (§4.2). */
function issuersOf(values: readonly string[]): string[] {
  const names = values.map((value) => value.split(';')[0]?.trim().toLowerCase() ?? '');
  return [...new Set(names.filter((name) => /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name)))].sort();
}
