/** security.txt (RFC 9116). */
import type { SecurityText } from './http-result.ts';

const MOST_BYTES = 65_536;
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

type Fault = NonNullable<SecurityText['faults']>[number];

export interface Text {
  /** Of the answer: 200, or there is no such file. */
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

export function readSecurityText({ status, contentType, body }: Text, at: Date): SecurityText {
  if (status !== 200) return { present: false };
  const whole = body
    .subarray(0, MOST_BYTES)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const signed = /^-----BEGIN PGP SIGNED MESSAGE-----\r?$/m.test(whole) && /^-----BEGIN PGP SIGNATURE-----\r?$/m.test(whole);
  const { fields, broken } = fieldsOf(signed ? signedPart(whole) : whole);
  const all = (name: string) => fields.flatMap(([key, value]) => (key === name ? [value] : []));
  const contacts = all('contact');
  // Many sites answer everything with their front page.
  if (contacts.length === 0 && broken) return { present: false };
  const expires = all('expires');
  const expiresAt = expires.map(instantOf).find((each) => each !== undefined);
  const faults: Fault[] = [
    ...(isPlainText(contentType) ? [] : ['not-plain-text' as const]),
    ...(contacts.length === 0 ? ['no-contact' as const] : []),
    ...(contacts.every(isContact) ? [] : ['bad-contact' as const]),
    ...(expires.length === 0 ? ['no-expires' as const] : []),
    ...(expires.length > 1 ? ['repeated-expires' as const] : []),
    ...(expires.length > 0 && expiresAt === undefined ? ['bad-expires' as const] : []),
    ...(all('preferred-languages').length > 1 ? ['repeated-languages' as const] : []),
    ...(broken ? ['bad-line' as const] : []),
    ...(body.length > MOST_BYTES ? ['too-large' as const] : []),
  ];
  return {
    present: contacts.length > 0,
    contacts: contacts.length,
    ...(expiresAt === undefined ? {} : { expiresAt: seconds(expiresAt), expired: expiresAt.getTime() <= at.getTime() }),
    signed,
    faults,
  };
}

/** §2.3: between the armour's headers and the signature; dashes are escaped there (RFC 4880 §7.1). */
function signedPart(text: string): string {
  const [, after = ''] = text.split(/^-----BEGIN PGP SIGNED MESSAGE-----\r?\n/m);
  const [before = ''] = after.split(/^-----BEGIN PGP SIGNATURE-----\r?$/m);
  const body = before.replace(/^(?:[A-Za-z]+: [^\n]*\n)*\r?\n/, '');
  return body.replace(/^- /gm, '');
}

/** §4: a field's name, a colon, a space, a value; comments begin with "#". */
function fieldsOf(text: string): { readonly fields: readonly (readonly [string, string])[]; readonly broken: boolean } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const read = lines.map((line) => /^([!-9;-~]+):[ \t]+(\S.*)$/.exec(line));
  return {
    fields: read.flatMap((match) => (match === null ? [] : [[(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()] as const])),
    broken: read.includes(null),
  };
}

/** §2.3: with a charset of UTF-8. */
function isPlainText(contentType = ''): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters.map((each) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(each)?.[1]).find((found) => found !== undefined);
  return type.trim() === 'text/plain' && (charset === undefined || charset === 'utf-8' || charset === 'us-ascii');
}

/** §2.5.3: a URI; one of the web has to be https. */
function isContact(value: string): boolean {
  return /^(?!http:)[a-z][a-z0-9+.-]*:\S+$/i.test(value) && URL.canParse(value);
}

/** RFC 3339. A day that the calendar does not have is none. */
function instantOf(text: string): Date | undefined {
  const [, , month, day, hour] = INSTANT.exec(text) ?? [];
  const at = new Date(text.toUpperCase());
  if (month === undefined || hour === '24' || Number.isNaN(at.getTime())) return undefined;
  return Number(day) <= new Date(Date.UTC(Number(text.slice(0, 4)), Number(month), 0)).getUTCDate() ? at : undefined;
}

function seconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
