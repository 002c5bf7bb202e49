/** One GET, to an address that the policy allows. What goes wrong on the way comes back as a code. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIPv6 } from 'node:net';
import { TLSSocket } from 'node:tls';
import { addressesOf, ConnectionDenied, type ConnectionPolicy } from '../connection-policy.ts';
import { type Fields, fieldsOf } from './security-headers.ts';

export interface Way {
  readonly policy: ConnectionPolicy;
  /** Milliseconds for each step of the way, and twice that for all of it. */
  readonly patience: number;
  /** The address to take for a host; others are looked up. */
  readonly pinned?: ReadonlyMap<string, string>;
  /** Ports to take instead of a scheme's own: for servers that are not where they usually are. */
  readonly ports?: { readonly http?: number; readonly https?: number };
  /** PEM. Undefined: Node's roots. */
  readonly roots?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly url: URL;
  readonly address: string;
  readonly status: number;
  readonly fields: Fields;
  /** Whether our OpenSSL trusted the connection, the name included. Undefined: there was no TLS. */
  readonly tlsTrusted: boolean | undefined;
  /** As much of it as was to be kept. */
  readonly body: Buffer;
  /** How many were read. */
  readonly bytes: number;
  /** Of the whole body. Undefined: it was not read to its end. */
  readonly sha256: string | undefined;
}

export interface NoAnswer {
  readonly code: string;
}

/** How much of a body to read, and whether to keep it. */
export interface Wanted {
  readonly bytes: number;
  readonly keep: boolean;
}

export const headersOnly: Wanted = { bytes: 0, keep: false };

/** Throws only where `way.signal` aborts. */
export async function get(url: URL, way: Way, wanted: Wanted = headersOnly): Promise<Answer | NoAnswer> {
  way.signal?.throwIfAborted();
  try {
    const address = await addressFor(bareHost(url), way);
    return await ask(url, address, way, wanted);
  } catch (error) {
    way.signal?.throwIfAborted();
    return { code: codeOf(error) };
  }
}

export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

async function addressFor(host: string, { policy, pinned }: Way): Promise<string> {
  const chosen = pinned?.get(host);
  const found = await addressesOf(host, chosen === undefined ? policy : { ...policy, resolve: async () => [chosen] });
  const [first] = found;
  if (first === undefined) throw Object.assign(new Error(`${host} has no address`), { code: 'ENODATA' });
  return first;
}

async function ask(url: URL, address: string, way: Way, wanted: Wanted): Promise<Answer> {
  const { patience, roots, signal } = way;
  const lookup = (_host: string, _options: unknown, done: (error: null, found: { address: string; family: 4 | 6 }[]) => void): void =>
    done(null, [{ address, family: isIPv6(address) ? 6 : 4 }]);
  // Read where it is needed: most scans are over before it would be there.
  const { default: got } = await import('got');
  const stream = got.stream(url, {
    // A connection of its own each time: one that is kept might be to another address.
    agent: { http: new HttpAgent({ keepAlive: false, lookup }), https: new HttpsAgent({ keepAlive: false, lookup }) },
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    headers: { 'user-agent': 'claimcheck', accept: '*/*' },
    timeout: {
      connect: patience,
      secureConnect: patience,
      response: patience,
      request: 2 * patience + (wanted.bytes > 0 ? 4 * patience : 0),
    },
    https: {
      // Trust is looked at and told: a header behind a bad certificate is something to be seen.
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ...(roots === undefined ? {} : { certificateAuthority: [...roots] }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const [response]: IncomingMessage[] = await once(stream, 'response');
    if (response === undefined) throw Object.assign(new Error('no answer'), { code: 'ECONNRESET' });
    const { socket } = response;
    const tlsTrusted = socket instanceof TLSSocket ? socket.authorized : undefined;
    const body = await read(stream, wanted);
    return { url, address, status: response.statusCode ?? 0, fields: fieldsOf(response.rawHeaders), tlsTrusted, ...body };
  } finally {
    stream.on('error', () => {}); // what comes after the answer is nobody's business
    stream.destroy();
  }
}

async function read(stream: AsyncIterable<Buffer>, { bytes, keep }: Wanted): Promise<Pick<Answer, 'body' | 'bytes' | 'sha256'>> {
  const digest = createHash('sha256');
  const kept: Buffer[] = [];
  let length = 0;
  if (bytes === 0) return { body: Buffer.alloc(0), bytes: 0, sha256: undefined };
  for await (const chunk of stream) {
    if (keep) kept.push(chunk.subarray(0, bytes - length));
    length += chunk.length;
    if (length > bytes) return { body: Buffer.concat(kept), bytes, sha256: undefined };
    digest.update(chunk);
  }
  return { body: Buffer.concat(kept), bytes: length, sha256: digest.digest('hex') };
}

function codeOf(error: unknown): string {
  if (error instanceof ConnectionDenied) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
