import type { ReportOptions } from './report.ts';

/** The command that checks the bundle; a path with anything but plain characters is quoted for a POSIX shell. */
export function verifyCommand({ bundle, key }: ReportOptions): string {
  return `claimcheck verify ${quoted(bundle ?? 'BUNDLE')} --key ${quoted(key ?? 'claimcheck.pub')}`;
}

/** The command that writes the HTML report. */
export function reportCommand({ bundle }: ReportOptions): string {
  return `claimcheck report ${quoted(bundle ?? 'BUNDLE')} --format html`;
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
