import { CannotObserve, defineCollector, httpSecurity, type Look, type Seen } from 'claimcheck/plugin';
import { eachAddress } from './ask.ts';
import { askHttp, httpCalls } from './ask-http.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpResult } from './http/http-result.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';

/** Where plain HTTP belongs to the endpoint that was named. */
const HTTPS = 443;

/** How a web endpoint answers in plain text and over TLS. What was sent in headers and cookies is read at once, and not kept. */
export const httpEndpoints = defineCollector({
  id: 'live.http-security',
  version: 2,
  source: live,
  per: 'target',
  kinds: [httpSecurity],
  services: [TLS],
  calls: httpCalls,
  collect: async (look) => {
    // The config itself says that it speaks something else: there is no web endpoint to be seen.
    if (look.session.upgradedFrom === undefined) await eachAddress(look, lookAt);
  },
});

async function lookAt(look: Look<Endpoint>, address: string, found: Seen<readonly string[]>): Promise<void> {
  const https = await askHttp(look, address, 'https');
  const [gone] = https.data.unseen;
  if (https.data.hops === undefined)
    throw new CannotObserve('unreachable', 'nothing answered over HTTPS', {
      call: 'http:Get',
      code: gone?.code ?? 'NoAnswer',
      replies: https.replies,
    });
  const plain = look.session.port === HTTPS ? await askHttp(look, address, 'plain-text') : undefined;
  const text = await askHttp(look, address, 'security-text');
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
    [found, https, plain, text],
  );
}

function hstsOf({ status, maxAgeSeconds, includeSubDomains, preload }: NonNullable<HttpResult['hsts']>) {
  return {
    status,
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(includeSubDomains === undefined ? {} : { includeSubDomains }),
    ...(preload === undefined ? {} : { preload }),
  };
}

function textOf({ present, legacy, contacts, expiresAt, signed }: NonNullable<HttpResult['securityText']>) {
  return {
    present,
    ...(legacy === undefined ? {} : { legacy }),
    ...(contacts === undefined ? {} : { contacts }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(signed === undefined ? {} : { signed }),
  };
}
