/** A loopback HTTPS server that answers the resource manager's and the token authority's calls, as a test says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Authority, makeCertificate, makeKey } from '../../../fixtures/practice/certificate.ts';

/** One request as it arrived. `call` is one of `CALLS`, or its path. */
export interface Asked {
  readonly call: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A raw answer; `hold`: headers and half of the body, and then nothing. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly hold?: boolean;
  /** As `hold`, but the connection ends. */
  readonly cut?: boolean;
}

/** What each call is answered with, by its name and number; a call that is not here is answered with 404. */
export type Script = Readonly<Record<string, (asked: Asked, nth: number, url: string) => Answer>>;

export interface Loopback {
  readonly url: string;
  /** Every request in its order of arrival. */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

const CALLS: readonly (readonly [string, RegExp])[] = [
  ['discovery', /\/\.well-known\/openid-configuration$/],
  ['token', /\/oauth2\/v2\.0\/token$/],
  ['subscriptions', /^\/subscriptions$/],
  ['subscription', /^\/subscriptions\/[^/]+$/],
  ['accounts', /\/providers\/Microsoft\.Storage\/storageAccounts$/],
  ['containers', /\/blobServices\/default\/containers$/],
  ['descendants', /\/descendants$/],
];

const root: Authority = { subject: 'Test Root CA', key: makeKey('ec-p256') };
const valid = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
const ca = makeCertificate({ ...root, authority: true, ...valid });
const key = makeKey('ec-p256');
const cert = makeCertificate({
  subject: 'localhost',
  key,
  issuer: root,
  authority: false,
  dns: ['localhost'],
  ip: ['127.0.0.1'],
  ...valid,
});
setDefaultCACertificates([...getCACertificates('default'), ca]);

export const TENANT = '22222222-2222-4222-8222-222222222222';

/** A token as Entra ID writes them, unsigned. */
export function tokenFor(nth: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { tid: TENANT, oid: '33333333-3333-4333-8333-333333333333', appid: '44444444-4444-4444-8444-444444444444', nth };
  return `${part({ alg: 'none' })}.${part(claims)}.signature-of-the-token`;
}

const AUTHORITY: Script = {
  discovery: (_asked, _nth, url) =>
    json({
      token_endpoint: `${url}/${TENANT}/oauth2/v2.0/token`,
      authorization_endpoint: `${url}/${TENANT}/oauth2/v2.0/authorize`,
      issuer: `${url}/${TENANT}/v2.0`,
      jwks_uri: `${url}/keys`,
    }),
  token: (_asked, nth) => json({ token_type: 'Bearer', expires_in: 3600, access_token: tokenFor(nth) }),
};

export async function startLoopback(script: Script): Promise<Loopback> {
  const asked: Asked[] = [];
  const answers: Script = { ...AUTHORITY, ...script };
  const server = createServer({ key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback server has no port');
  const url = `https://127.0.0.1:${address.port}`;
  return {
    url,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = read(request, await text(request));
    const nth = asked.filter(({ call }) => call === one.call).length + 1;
    asked.push(one);
    const { status = 200, headers = {}, body, hold, cut } = answers[one.call]?.(one, nth, url) ?? refusal(404, 'NotScripted');
    const own = { 'content-type': 'application/json; charset=utf-8', 'x-ms-request-id': `request-${asked.length}` };
    response.writeHead(status, { ...own, ...headers });
    if (cut) response.write(body.slice(0, body.length / 2), () => response.destroy());
    else if (hold) response.write(body.slice(0, body.length / 2));
    else response.end(body);
  }
}

function read(request: IncomingMessage, body: string): Asked {
  const url = request.url ?? '';
  const path = new URL(url, 'https://localhost').pathname;
  const call = CALLS.find(([, pattern]) => pattern.test(path))?.[0] ?? path;
  return { call, url, authorization: request.headers.authorization, body };
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: JSON.stringify(body) };
}

/** A refusal in the resource manager's envelope. */
export function refusal(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json({ error: { code, message: `${code}: in so many words` } }, status, headers);
}
