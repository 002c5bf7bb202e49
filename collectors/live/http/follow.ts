/** Redirects, one step at a time, each under the same policy as the first. */
import { type Answer, bareHost, get, headersOnly, type NoAnswer, type Wanted, type Way } from './get.ts';
import type { Hop } from './http-result.ts';

const MOST_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface Followed {
  /** Every answer, in order. */
  readonly answers: readonly Answer[];
  /** Where the first redirect leads to, whether or not we go there. */
  readonly first: URL | undefined;
  /** Where the last one leads to that was not to be followed. */
  readonly left: URL | undefined;
  /** Why there is no further answer; undefined at the end of the way. */
  readonly code: string | undefined;
}

/** `goOn`: whether to follow to that place. */
export async function follow(
  url: URL,
  way: Way,
  wanted: Wanted = headersOnly,
  goOn: (next: URL) => boolean = () => true,
): Promise<Followed> {
  const answers: Answer[] = [];
  let first: URL | undefined;
  let at = url;
  for (let steps = 0; steps <= MOST_REDIRECTS; steps++) {
    const answer: Answer | NoAnswer = await get(atPort(at, way), way, wanted);
    if (!('status' in answer)) return { answers, first, left: undefined, code: answer.code };
    answers.push({ ...answer, url: at });
    const next = targetOf(answer, at);
    first ??= next === 'nowhere' ? undefined : next;
    if (next === 'nowhere') return { answers, first, left: undefined, code: 'bad-location' };
    if (next === undefined || !goOn(next)) return { answers, first, left: next, code: undefined };
    at = next;
  }
  return { answers, first, left: undefined, code: 'too-many-redirects' };
}

export function hopsOf(answers: readonly Answer[]): Hop[] {
  return answers.map(({ url, status }) => ({ origin: originOf(url), status }));
}

/** With its port, which `URL` leaves out where it is the scheme's own. */
export function originOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;
}

export function isSameHost(a: URL, b: URL): boolean {
  return bareHost(a) === bareHost(b);
}

/** Undefined: it is no redirect. */
function targetOf({ status, fields }: Answer, from: URL): URL | 'nowhere' | undefined {
  if (!REDIRECTS.has(status)) return undefined;
  const location = fields.get('location')?.[0];
  const next = location === undefined || !URL.canParse(location, from.href) ? undefined : new URL(location, from);
  return next?.protocol === 'https:' || next?.protocol === 'http:' ? next : 'nowhere';
}

function atPort(url: URL, { ports }: Way): URL {
  const port = url.port === '' ? (url.protocol === 'https:' ? ports?.https : ports?.http) : undefined;
  return port === undefined ? url : new URL(`${url.protocol}//${url.hostname}:${port}${url.pathname}${url.search}`);
}
