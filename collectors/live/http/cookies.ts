/** Set-Cookie, as browsers read it (RFC 6265 §5.2, and its successor's SameSite and prefixes). Names and values are dropped at once. */
import type { Cookie } from './http-result.ts';

const SAME_SITE = ['strict', 'lax', 'none'] as const;

/** Undefined for what browsers ignore: no "=", or nothing on both sides of it. */
export function parseCookie(field: string): Cookie | undefined {
  const [pair = '', ...rest] = field.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, Math.max(at, 0)).trim();
  if (at === -1 || (name === '' && pair.slice(at + 1).trim() === '')) return undefined;
  const attributes = rest.map((attribute) => {
    const [key = '', ...value] = attribute.split('=');
    return [key.trim().toLowerCase(), value.join('=').trim()] as const;
  });
  // Where one stands twice, the last counts.
  const last = (wanted: string) => attributes.findLast(([key]) => key === wanted)?.[1];
  const secure = last('secure') !== undefined;
  const prefix = prefixOf(name, secure, last('domain'), last('path'));
  return {
    secure,
    httpOnly: last('httponly') !== undefined,
    sameSite: SAME_SITE.find((known) => known === last('samesite')?.toLowerCase()) ?? 'unset',
    ...(prefix === undefined ? {} : { prefix }),
  };
}

/** What does not keep its prefix's promise, browsers do not store. */
function prefixOf(name: string, secure: boolean, domain: string | undefined, path: string | undefined): Cookie['prefix'] {
  if (!secure) return undefined;
  if (/^__secure-/i.test(name)) return '__Secure-';
  return /^__host-/i.test(name) && (domain ?? '') === '' && path === '/' ? '__Host-' : undefined;
}
