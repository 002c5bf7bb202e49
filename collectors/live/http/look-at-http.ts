/** How one host answers over HTTP and HTTPS. */

import { parseCookie } from './cookies.ts';
import { type Followed, follow, hopsOf, isSameHost } from './follow.ts';
import type { Way } from './get.ts';
import { parseHsts } from './hsts.ts';
import type { HttpResult } from './http-result.ts';
import { readSecurityHeaders } from './security-headers.ts';
import { readSecurityText } from './security-text.ts';

const TEXT_BYTES = 65_537;

export interface HttpQuestion {
  /** As in a URL: a name, an IPv4 address, an IPv6 address in brackets. */
  readonly host: string;
  /** Of https. Undefined: 443. */
  readonly port?: number | undefined;
  /** The address that was scanned: both ports are asked there, and nowhere else for this host. */
  readonly address?: string | undefined;
  readonly way: Way;
  readonly at: Date;
  /** Left out: all of it. */
  readonly parts?: ReadonlySet<'plain-text' | 'https' | 'security-text'>;
}

type Unseen = HttpResult['unseen'][number];

/** Throws only where `way.signal` aborts. */
export async function lookAtHttp({ host, port, address, way: given, at, parts }: HttpQuestion): Promise<HttpResult> {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  const way: Way = address === undefined ? given : { ...given, pinned: new Map([...(given.pinned ?? []), [bare, address]]) };
  const wants = (part: Unseen['what']) => parts === undefined || parts.has(part);
  const secure = new URL(`https://${host}${port === undefined || port === 443 ? '' : `:${port}`}/`);
  // In plain text as far as TLS, and over TLS never back into plain text.
  const [plain, https, text] = await Promise.all([
    wants('plain-text') ? follow(new URL(`http://${host}/`), way, undefined, ({ protocol }) => protocol === 'http:') : undefined,
    wants('https') ? follow(secure, way, undefined, ({ protocol }) => protocol === 'https:') : undefined,
    wants('security-text') ? findText(secure, way, at) : undefined,
  ]);
  return {
    ...(address === undefined ? {} : { address }),
    ...(plain === undefined ? {} : plainTextOf(plain, new URL(`http://${host}/`))),
    ...(https === undefined ? {} : overTls(https, secure)),
    ...(text === undefined || 'code' in text ? {} : { securityText: text }),
    unseen: [
      ...unseenIn('plain-text', plain),
      ...unseenIn('https', https),
      ...(text === undefined || !('code' in text) ? [] : [{ what: 'security-text' as const, code: text.code }]),
    ],
  };
}

/** Only what "/" answers is looked at: an error there says nothing about other paths. */
function plainTextOf(followed: Followed, asked: URL): Pick<HttpResult, 'plainText' | 'redirectsAway' | 'plainHops'> {
  const { answers, first } = followed;
  return {
    plainText: plainAnswer(followed),
    ...(first === undefined ? {} : { redirectsAway: !isSameHost(first, asked) }),
    ...(answers.length === 0 ? {} : { plainHops: hopsOf(answers) }),
  };
}

function plainAnswer({ answers, left, code }: Followed): NonNullable<HttpResult['plainText']> {
  const last = answers.at(-1);
  if (last === undefined) return code === 'ECONNREFUSED' ? 'refused' : 'inconclusive';
  if (left !== undefined) return 'redirects-to-tls';
  return code === undefined && last.status >= 200 && last.status < 300 ? 'serves' : 'inconclusive';
}

function overTls({ answers }: Followed, asked: URL): Partial<HttpResult> {
  const [first] = answers;
  const own = answers.findLast(({ url }) => isSameHost(url, asked));
  const last = answers.at(-1);
  if (first === undefined || own === undefined || last === undefined) return {};
  const cookies = answers.flatMap(({ fields }) => (fields.get('set-cookie') ?? []).flatMap((field) => parseCookie(field) ?? []));
  return {
    hops: hopsOf(answers),
    status: last.status,
    ...(first.tlsTrusted === undefined ? {} : { tlsTrusted: first.tlsTrusted }),
    hsts: parseHsts(first.fields.get('strict-transport-security') ?? []),
    headers: readSecurityHeaders(own.fields),
    cookies,
  };
}

type TextFound = NonNullable<HttpResult['securityText']> | { readonly code: string };

/** RFC 9116 §3: the place of old counts where there is none at the place that is meant. */
async function findText(site: URL, way: Way, at: Date): Promise<TextFound> {
  const found = await followText(new URL('/.well-known/security.txt', site), way, at);
  if ('code' in found || found.present) return found;
  const old = await followText(new URL('/security.txt', site), way, at);
  if ('code' in old) return old;
  return old.present ? { ...old, legacy: true } : found;
}

/** Where it redirects to counts, as long as that is https. */
async function followText(url: URL, way: Way, at: Date): Promise<TextFound> {
  const { answers, code } = await follow(url, way, { bytes: TEXT_BYTES, keep: true }, ({ protocol }) => protocol === 'https:');
  const last = answers.at(-1);
  if (code !== undefined || last === undefined) return { code: code ?? 'UNKNOWN' };
  const { status, fields, body } = last;
  return readSecurityText({ status, contentType: fields.get('content-type')?.[0], body }, at);
}

function unseenIn(what: Unseen['what'], followed: Followed | undefined): Unseen[] {
  const code = followed?.code;
  return code === undefined || (what === 'plain-text' && code === 'ECONNREFUSED' && followed?.answers.length === 0) ? [] : [{ what, code }];
}
