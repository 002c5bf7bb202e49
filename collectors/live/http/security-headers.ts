/** Headers that make browsers careful. Only values that switch something on count. */
import type { SecurityHeaders } from './http-result.ts';

/** All values of all fields with that name, in lower case; names are in lower case. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** Out of a flat list of names and values, as Node has them in `rawHeaders`: joined ones could not be told apart. */
export function fieldsOf(rawHeaders: readonly string[]): Fields {
  const fields = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), rawHeaders[at + 1] ?? '']);
  }
  return fields;
}

const REFERRER_POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

export function readSecurityHeaders(fields: Fields): SecurityHeaders {
  const words = (name: string) => (fields.get(name) ?? []).flatMap((value) => value.split(',')).map((word) => word.trim().toLowerCase());
  const policies = words('content-security-policy').flatMap((policy) => policy.split(';').map((directive) => directive.trim()));
  const frames = words('x-frame-options');
  // Browsers take the last policy that they know (Referrer Policy §11.1); "unsafe-url" protects nobody.
  const referrer = words('referrer-policy').findLast((word) => REFERRER_POLICIES.includes(word));
  return {
    contentSecurityPolicy: policies.some((directive) => directive !== ''),
    frameProtection:
      policies.some((directive) => /^frame-ancestors\s+(?!\*$)\S/.test(directive)) ||
      (frames.length > 0 && frames.every((word) => word === frames[0]) && (frames[0] === 'deny' || frames[0] === 'sameorigin')),
    // Fetch §3.6: the first value decides.
    noSniff: words('x-content-type-options')[0] === 'nosniff',
    referrerPolicy: referrer !== undefined && referrer !== 'unsafe-url',
    permissionsPolicy: words('permissions-policy').some((word) => /^[a-z-]+=/.test(word)),
  };
}
