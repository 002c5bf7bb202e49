import { isIPv6 } from 'node:net';
import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import type { Endpoint } from './endpoint.ts';
import { type HttpResult, httpResult } from './http/http-result.ts';
import { lookAtHttp } from './http/look-at-http.ts';

export const httpCalls = { 'dns:Lookup': [], 'http:Get': [] } as const satisfies Record<string, readonly string[]>;

/** One part of what an address answers over HTTP. Redirects are followed on the same host alone: no other was named. */
export function askHttp(look: Look<Endpoint>, address: string, part: HttpResult['unseen'][number]['what']): Promise<Seen<HttpResult>> {
  const endpoint = look.session;
  const { host, port, name, roots, patience, denyPrivate, answer } = endpoint;
  const get = (): Promise<HttpResult> =>
    lookAtHttp({
      host: isIPv6(host) ? `[${host}]` : host,
      port,
      address,
      way: { policy: { hosts: new Set([host]), denyPrivate }, patience, roots: roots.pem, signal: endpoint.signal() },
      at: new Date(),
      parts: new Set([part]),
    });
  return endpoint.slot(() => look.call('http:Get', { endpoint: name, address, part }, () => answer(get, address), httpResult));
}

/** What the address answers over HTTPS. Undefined: nothing, as what is no web server does. */
export async function askHttps(look: Look<Endpoint>, address: string): Promise<Seen<HttpResult> | undefined> {
  try {
    return await askHttp(look, address, 'https');
  } catch (error) {
    if (!(error instanceof CannotObserve) || error.reason !== 'unreachable') throw error;
    return undefined;
  }
}
