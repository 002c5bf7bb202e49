/** A loopback server that answers Google's APIs, its metadata server and its token exchanges in their own wire formats, as a test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** One call as it arrived: "storage:buckets.list". */
export interface Asked {
  readonly call: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly token: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A raw answer; `hold`: headers and half of the body, and then nothing. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly hold?: boolean;
}

/** What each call is answered with; a call that is not here is answered as Google's front end answers an unknown address. */
export type Script = Readonly<Record<string, (asked: Asked, nth: number) => Answer>>;

export interface Loopback {
  readonly url: string;
  readonly host: string;
  /** Every call in its order of arrival. */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

const CALLS: readonly (readonly [call: string, path: RegExp])[] = [
  ['storage:buckets.list', /^(\/storage\/v1)?\/b$/],
  ['storage:buckets.getIamPolicy', /^(\/storage\/v1)?\/b\/[^/]+\/iam$/],
  ['cloudresourcemanager:projects.get', /^\/v3\/projects\/[^/]+$/],
  ['cloudresourcemanager:projects.list', /^\/v3\/projects$/],
  ['cloudresourcemanager:folders.list', /^\/v3\/folders$/],
  ['orgpolicy:policies.getEffectivePolicy', /^\/v2\/projects\/[^/]+\/policies\/[^/]+:getEffectivePolicy$/],
  ['token:key', /^\/token$/],
  ['token:sts', /^\/v1\/token$/],
  ['token:impersonation', /:generateAccessToken$/],
  ['metadata:token', /^\/computeMetadata\/v1\/instance\/service-accounts\/default\/token$/],
  ['metadata:email', /^\/computeMetadata\/v1\/instance\/service-accounts\/default\/email$/],
];

export async function startLoopback(script: Script): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback server has no port');
  const host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}`,
    host,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const call = CALLS.find(([, path]) => path.test(url.pathname))?.[0] ?? `unknown:${url.pathname}`;
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    const query = Object.fromEntries(url.searchParams);
    const one = { call, path: url.pathname, query, token, headers: request.headers, body: await text(request) };
    const nth = asked.filter((each) => each.call === call).length + 1;
    asked.push(one);
    const { status = 200, headers, body, hold } = script[call]?.(one, nth) ?? html(404);
    response.writeHead(status, { date: 'Sat, 21 Nov 2026 09:00:00 GMT', 'x-guploader-uploadid': `upload-${asked.length}`, ...headers });
    if (hold !== true) return void response.end(body);
    response.write(body.slice(0, body.length / 2));
  }
}

export function json(content: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8', ...headers }, body: JSON.stringify(content) };
}

export function html(status: number): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: '<!DOCTYPE html><title>Sorry</title>' };
}

/** Cloud Storage's errors: "HTTP status and error codes for JSON". */
export function storageError(status: number, reason: string, message = 'Sorry', headers: Readonly<Record<string, string>> = {}): Answer {
  return json({ error: { code: status, message, errors: [{ domain: 'global', reason, message }] } }, status, headers);
}

/** Every other API's errors: google.rpc.Status with google.rpc.ErrorInfo (AIP-193). */
export function rpcError(code: number, status: string, reason?: string, more: readonly object[] = []): Answer {
  const info = reason === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }];
  return json({ error: { code, message: 'Sorry', status, details: [...info, ...more] } }, code);
}

export function bucketList(items: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): Answer {
  return json({ kind: 'storage#buckets', ...(items.length === 0 ? {} : { items }), ...more });
}

export function bucket(name: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { kind: 'storage#bucket', id: name, name, projectNumber: '111122223333', location: 'EU', locationType: 'multi-region', ...more };
}
