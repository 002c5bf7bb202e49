/** One HTTP request on Node's own client, its answer read to the end. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { CannotObserve } from 'claimcheck/plugin';

/** Bounds one answer, as sent and as unfolded; bytes. */
const LARGEST_BODY = 64 * 1024 * 1024;

export interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** `authorized`: TLS, with a certificate of that host from an authority that Node trusts. */
export interface Got {
  readonly status: number;
  /** Names in lower case; without content-encoding and content-length, which the body no longer has. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly authorized: boolean;
}

export interface Sender {
  /** Redirects are answers like others: nobody is followed to another host. */
  readonly send: (url: URL, sent: Sent) => Promise<Got>;
  readonly close: () => void;
}

/** Keeps connections open, at most 50 a host, until it is closed. */
export function openSender(): Sender {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: 50 });
  const secure = new HttpsAgent({ keepAlive: true, maxSockets: 50 });
  return {
    send: async (url, sent) => {
      const answer = await answered(url, sent);
      const authorized = answer.socket instanceof TLSSocket && answer.socket.authorized;
      const { 'content-encoding': encoding, 'content-length': _, ...headers } = flat(answer.headers);
      return { status: answer.statusCode ?? 0, headers, body: decoded(await drained(answer, sent.signal), encoding), authorized };
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };

  function answered(url: URL, { body, signal, ...how }: Sent): Promise<IncomingMessage> {
    const options = { ...how, ...(signal === undefined ? {} : { signal }) };
    return new Promise((got, failed) => {
      const request =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, agent: secure }, got)
          : httpRequest(url, { ...options, agent: plain }, got);
      request.on('error', failed);
      request.end(body);
    });
  }
}

/** The request's signal no longer ends an answer whose headers are there: the body is ended here. */
async function drained(answer: IncomingMessage, signal: AbortSignal | undefined): Promise<Buffer> {
  const stop = () => {
    const aborted = new Error('the time for this request is up', { cause: signal?.reason });
    aborted.name = 'AbortError';
    answer.destroy(aborted);
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer) {
      const bytes: Uint8Array = chunk;
      size += bytes.length;
      if (size > LARGEST_BODY) throw new CannotObserve('malformed', 'an answer is larger than 64 MiB', { code: 'TooLarge' });
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function decoded(body: Buffer, encoding: string | undefined): Buffer {
  const bound = { maxOutputLength: LARGEST_BODY };
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, bound);
  if (encoding === 'deflate') return inflateSync(body, bound);
  if (encoding === 'br') return brotliDecompressSync(body, bound);
  return body;
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
