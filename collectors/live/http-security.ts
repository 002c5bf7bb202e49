import { isIPv6 } from 'node:net';
import { CannotObserve, defineCollector, httpSecurity, type Look, type Seen } from 'claimcheck/plugin';
import type { Endpoint } from './endpoint.ts';
import { type HttpResult, httpResult } from './http/http-result.ts';
import { lookAtHttp } from './http/look-at-http.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import { rootsOf } from './trust/roots.ts';

type Part = HttpResult['unseen'][number]['what'];

/** Where plain HTTP belongs to the endpoint that was named. */
const HTTPS = 443;

/** How a web endpoint answers in plain text and over TLS. What was sent in headers and cookies is read at once, and not kept. */
export const httpEndpoints = defineCollector({
  id: 'live.http-security',
  version: 1,
  source: live,
  per: 'target',
  kinds: [httpSecurity],
  services: [TLS],
  calls: { 'http:Get': [] },
  collect: async (look) => {
    const { upgradedFrom, port } = look.session;
    // The config itself says that it speaks something else: there is no web endpoint to be seen.
    if (upgradedFrom !== undefined) return;
    const https = await ask(look, 'https');
    const [gone] = https.data.unseen;
    if (https.data.hops === undefined)
      throw new CannotObserve('unreachable', 'nothing answered over HTTPS', {
        call: 'http:Get',
        code: gone?.code ?? 'NoAnswer',
        replies: https.replies,
      });
    const plain = port === HTTPS ? await ask(look, 'plain-text') : undefined;
    const text = await ask(look, 'security-text');
    const { headers, hsts, cookies = [], status } = https.data;
    const { securityText } = text.data;
    look.observe(
      httpSecurity,
      endpointSubject(look.session),
      {
        ...(plain?.data.plainText === undefined ? {} : { plainText: plain.data.plainText }),
        ...(plain?.data.redirectsAway === undefined ? {} : { redirectsAway: plain.data.redirectsAway }),
        ...(hsts === undefined ? {} : { hsts: hstsOf(hsts) }),
        ...headers,
        cookies: cookies.map(({ secure, httpOnly, sameSite }) => ({ secure, httpOnly, sameSite })),
        ...(securityText === undefined ? {} : { securityText: textOf(securityText) }),
        ...(status === undefined ? {} : { status }),
      },
      [https, plain, text],
    );
  },
});

function ask(look: Look<Endpoint>, part: Part): Promise<Seen<HttpResult>> {
  const endpoint = look.session;
  const { host, port, name, ca, patience } = endpoint;
  const get = async (): Promise<HttpResult> => {
    const roots = ca === undefined ? undefined : rootsOf('given-ca', [ca]).pem;
    const way = { policy: { hosts: new Set([host]), denyPrivate: false }, patience, roots, signal: endpoint.signal() };
    const question = { host: isIPv6(host) ? `[${host}]` : host, port, way, at: new Date(), parts: new Set([part]) };
    const seen = await lookAtHttp({ ...question, address: endpoint.reached() });
    endpoint.told(JSON.stringify(seen), endpoint.reached());
    return seen;
  };
  return endpoint.slot(() => look.call('http:Get', { endpoint: name, part }, get, httpResult));
}

function hstsOf({ status, maxAgeSeconds, includeSubDomains, preload }: NonNullable<HttpResult['hsts']>) {
  return {
    status,
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(includeSubDomains === undefined ? {} : { includeSubDomains }),
    ...(preload === undefined ? {} : { preload }),
  };
}

function textOf({ present, contacts, expiresAt, signed }: NonNullable<HttpResult['securityText']>) {
  return {
    present,
    ...(contacts === undefined ? {} : { contacts }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(signed === undefined ? {} : { signed }),
  };
}
