/** The HTTP layer of every Azure client: guards the token, and tells each whole answer to the Wire before the SDK reads it. */
import { Agent as AnyAgent, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { createHttpHeaders, type HttpClient, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { CannotObserve, type Origin, type RawReply, type Tap } from 'claimcheck/plugin';
import type { Credential } from './credentials.ts';

/** Bounds one answer, as sent and as unfolded; bytes. */
const LARGEST_BODY = 64 * 1024 * 1024;

/** The provider's own API hosts in its three clouds: resource manager (also of one region), Microsoft Graph, Key Vault and managed HSM. */
const PROVIDER_HOST = new RegExp(
  [
    '^([a-z0-9-]+\\.)?management\\.(azure\\.com|usgovcloudapi\\.net|chinacloudapi\\.cn)$',
    '^((dod-)?graph\\.microsoft\\.(com|us)|microsoftgraph\\.chinacloudapi\\.cn)$',
    '^[a-z0-9-]+\\.(vault|managedhsm)\\.(azure\\.net|usgovcloudapi\\.net|azure\\.cn)$',
  ].join('|'),
);

/** `verified`: the connection's certificate was checked against its host name and a trusted authority. */
export function originOf(host: string, verified: boolean): Origin {
  return verified && PROVIDER_HOST.test(host.toLowerCase()) ? 'live' : 'override';
}

/** What the HTTP layer stands on. */
export interface Standing {
  /** The only addresses that are asked, and that the token is shown to. Stored answers add the one that they came from. */
  readonly homes: Set<string>;
  readonly credential: Credential;
  readonly tap: Tap;
  /** False where the process was told not to check certificates (NODE_TLS_REJECT_UNAUTHORIZED=0). */
  readonly verifies: boolean;
}

/** Sends requests over TLS with the principal's token, and ends them when the open call's time is up, in mid-body too. */
export class WireClient implements HttpClient {
  readonly #standing: Standing;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 50 });

  constructor(standing: Standing) {
    this.#standing = standing;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const { homes, credential, tap } = this.#standing;
    const stored = tap.stored();
    if (stored === 'none') throw new Error('no answer to this request is stored');
    if (stored !== undefined) {
      homes.add(`https://${stored.host}`);
      return toResponse(request, stored, { 'content-type': typeOf(stored.body), ...stored.headers });
    }
    if (!homes.has(new URL(request.url).origin)) throw foreign();
    const token = await credential.token();
    request.headers.set('authorization', `Bearer ${token}`);
    const reply = { ...(await this.#send(request)), secrets: [token] };
    if (reply.status === 401) credential.forget(token);
    tap.saw(reply);
    await tap.turn?.();
    return toResponse(request, reply, reply.headers);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(request: PipelineRequest): Promise<RawReply> {
    const signals = [this.#standing.tap.signal(), request.abortSignal].filter((each) => each instanceof AbortSignal);
    const signal = AbortSignal.any(signals);
    const url = new URL(request.url);
    const answer = await answerOf(url, request, { agent: request.agent ?? this.#agent, signal });
    const verified = this.#standing.verifies && answer.socket instanceof TLSSocket && answer.socket.authorized;
    const { 'content-encoding': encoding, 'content-length': _, ...headers } = flat(answer.headers);
    return {
      host: url.host,
      status: answer.statusCode ?? 0,
      headers,
      body: decoded(await drained(answer), encoding),
      requestId: headers['x-ms-request-id'] ?? headers['request-id'],
      origin: originOf(url.hostname, verified),
    };
  }
}

/** Thrown where a next page, or a redirect, leads away from the cloud: nothing is asked there, and no token is shown. */
export function foreign(): CannotObserve {
  return new CannotObserve('malformed', 'an address leads away from the resource manager: it is not followed', { code: 'ForeignNextLink' });
}

function answerOf(
  url: URL,
  { method, headers, body }: PipelineRequest,
  how: { readonly agent: unknown; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  if (body !== undefined && body !== null && typeof body !== 'string') throw new TypeError('a request body must be text');
  const agent = how.agent instanceof AnyAgent ? how.agent : undefined;
  return new Promise((answered, failed) => {
    const sent = httpsRequest(url, { method, headers: headers.toJSON({ preserveCase: true }), signal: how.signal, agent }, answered);
    sent.on('error', failed);
    sent.end(body ?? undefined);
  });
}

/** The request's signal ends its answer too, in mid-body. */
async function drained(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > LARGEST_BODY) throw new CannotObserve('malformed', 'an answer is larger than 64 MiB', { code: 'TooLarge' });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function decoded(body: Buffer, encoding: string | undefined): Buffer {
  const bound = { maxOutputLength: LARGEST_BODY };
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, bound);
  if (encoding === 'deflate') return inflateSync(body, bound);
  if (encoding === 'br') return brotliDecompressSync(body, bound);
  return body;
}

function toResponse(request: PipelineRequest, { status, body }: RawReply, headers: RawReply['headers']): PipelineResponse {
  const sent = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  const bodyAsText = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return { request, status, headers: createHttpHeaders(Object.fromEntries(sent)), bodyAsText };
}

/** Stored answers have lost their content-type. */
function typeOf(body: Uint8Array): string {
  const [first] = Buffer.from(body.subarray(0, 100)).toString('utf8').trimStart();
  if (first === '{' || first === '[') return 'application/json';
  return first === '<' ? 'application/xml' : 'text/plain';
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
