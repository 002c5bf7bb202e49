/** The HTTP layers under google-auth-library: one that tells the Wire, for the APIs, and one that tells nobody, for tokens. */
import { CannotObserve, type Origin, type RawReply, type Tap } from 'claimcheck/plugin';
import type { Credential } from './credential.ts';
import { GOOGLE } from './endpoints.ts';
import type { Got, Sender, Sent } from './send.ts';

/** The provider's own API hosts: a service, perhaps of one region. Buckets and customers have longer names, or other suffixes. */
const PROVIDER_HOST = /^[a-z][a-z0-9-]*(\.[a-z]+-[a-z]+\d+\.rep)?\.googleapis\.com$/;

/** `verified`: the connection's certificate was checked against its host name and a trusted authority. */
export function originOf(url: URL, verified: boolean): Origin {
  const own = url.protocol === 'https:' && url.port === '' && PROVIDER_HOST.test(url.hostname);
  return own && verified ? 'live' : 'override';
}

/** What the HTTP layer stands on. `homes`: the only addresses that are asked, and that a token is shown to. */
export interface Standing {
  readonly homes: readonly string[];
  readonly credential: Credential;
  readonly sender: Sender;
  readonly tap: Tap;
  /** False where the process was told not to check certificates (NODE_TLS_REJECT_UNAUTHORIZED=0). */
  readonly verifies: boolean;
}

/** Sends with the credential's token, and ends a request when the open call's time is up, in mid-body too. */
export function wireFetch({ homes, credential, sender, tap, verifies }: Standing): typeof fetch {
  return async (input, init) => {
    const stored = tap.stored();
    if (stored === 'none') throw new CannotObserve('unreachable', 'no answer to this request is stored', { code: 'NotStored' });
    if (stored !== undefined) return toResponse(stored.status, { 'content-type': typeOf(stored.body), ...stored.headers }, stored.body);
    const url = addressOf(input);
    if (!homes.includes(url.origin)) throw new CannotObserve('malformed', 'an address leads away from Google', { code: 'ForeignAddress' });
    const shown = await credential.headers();
    const signals = [tap.signal(), init?.signal].filter((signal) => signal instanceof AbortSignal);
    const { headers, ...rest } = sentOf(init);
    const got = await sender.send(url, { ...rest, headers: { ...asksForGzip(headers), ...shown }, signal: AbortSignal.any(signals) });
    tap.saw(toReply(url, got, verifies));
    const had = credential.answered(shown, got.status);
    if (had === 'ended') throw Object.assign(new Error('the token has ended in mid-run'), { code: 'TokenEnded', status: got.status });
    return toResponse(got.status, got.headers, got.body);
  };
}

/**
 * Carries credentials' own requests, which are never part of a call. The library always exchanges tokens at Google's own address, whatever
 * a key file says: `tokenAt` stands in for it.
 */
export function tokenFetch(sender: Sender, tokenAt: string, milliseconds: number): typeof fetch {
  return async (input, init) => {
    const asked = addressOf(input);
    const url = asked.href === GOOGLE.token ? new URL(tokenAt) : asked;
    const signals = [AbortSignal.timeout(milliseconds), init?.signal].filter((signal) => signal instanceof AbortSignal);
    const got = await sender.send(url, { ...sentOf(init), signal: AbortSignal.any(signals) });
    return toResponse(got.status, got.headers, got.body);
  };
}

function addressOf(input: Parameters<typeof fetch>[0]): URL {
  return new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
}

/** Token requests bring URLSearchParams, which Node's client does not take. */
function sentOf(init: RequestInit | undefined): Omit<Sent, 'signal'> {
  const { body } = init ?? {};
  if (body !== undefined && body !== null && typeof body !== 'string' && !(body instanceof URLSearchParams))
    throw new TypeError('a request body must be text');
  const headers = Object.fromEntries(new Headers(init?.headers));
  if (body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
  return { method: init?.method ?? 'GET', headers, ...(body ? { body: body.toString() } : {}) };
}

/** Google compresses for those whose user agent says "gzip" too: JSON API, "Performance tips". */
function asksForGzip(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...headers, 'accept-encoding': 'gzip', 'user-agent': `${headers['user-agent'] ?? 'claimcheck'} (gzip)` };
}

function toReply(url: URL, { status, headers, body, authorized }: Got, verifies: boolean): RawReply {
  const requestId = headers['x-guploader-uploadid'] ?? headers['x-request-id'] ?? headers['x-cloud-trace-context'];
  return { host: url.host, status, headers, body, requestId, origin: originOf(url, verifies && authorized) };
}

function toResponse(status: number, headers: RawReply['headers'], body: Uint8Array): Response {
  const sent = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  const bodiless = status === 204 || status === 205 || status === 304;
  return new Response(bodiless ? null : Buffer.from(body), { status, headers: sent });
}

/** Stored answers have lost their content-type. */
function typeOf(body: Uint8Array): string {
  const [first] = Buffer.from(body.subarray(0, 100)).toString('utf8').trimStart();
  if (first === '{' || first === '[') return 'application/json';
  return first === '<' ? 'application/xml' : 'text/plain';
}
