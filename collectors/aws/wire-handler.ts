/** The HTTP layer of every AWS client: each whole answer is told to the Wire before the SDK reads it. */
import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CannotObserve, type Origin, type Tap } from 'claimcheck/plugin';

type Handle = NodeHttpHandler['handle'];

/** Bounds one answer, as sent and as unfolded; bytes. The largest pages that AWS documents are a few megabytes. */
const LARGEST_BODY = 64 * 1024 * 1024;

/** Each partition's own suffixes, plain and dual-stack, as the SDK's partitions table has them. */
const SUFFIXES = [
  'amazonaws.com',
  'api.aws',
  'amazonaws.com.cn',
  'api.amazonwebservices.com.cn',
  'amazonaws.eu',
  'api.amazonwebservices.eu',
  'c2s.ic.gov',
  'api.aws.ic.gov',
  'sc2s.sgov.gov',
  'api.aws.scloud',
  'cloud.adc-e.uk',
  'api.cloud-aws.adc-e.uk',
  'csp.hci.ic.gov',
  'api.aws.hci.ic.gov',
];

/**
 * The provider's own API hosts: for S3's settings of an account its number, a service, perhaps "dualstack", perhaps a region, then a suffix.
 * No more labels than that: API gateways, load balancers and instances of strangers have names under the same suffixes.
 */
const PROVIDER_HOST = new RegExp(
  `^(\\d{12}\\.s3-control|[a-z][a-z0-9-]*)(\\.dualstack)?(\\.[a-z]{2,4}(-[a-z]+)+-\\d+)?\\.(${SUFFIXES.map((suffix) => suffix.replaceAll('.', '\\.')).join('|')})$`,
);

/** `verified`: the connection's certificate was checked against its host name and a trusted authority. */
export function originOf(protocol: string, hostname: string, verified: boolean): Origin {
  return protocol === 'https:' && verified && PROVIDER_HOST.test(hostname.toLowerCase()) ? 'live' : 'override';
}

/** A NodeHttpHandler that ends a request when the open call's time is up, in mid-body too, and binds its answer to that call. */
export class WireHandler extends NodeHttpHandler {
  readonly #tap: Tap;
  readonly #verifies: boolean;

  /** `verifies`: false where the process was told not to check certificates (NODE_TLS_REJECT_UNAUTHORIZED=0). */
  constructor(tap: Tap, verifies: boolean) {
    super({ connectionTimeout: 10_000 });
    this.#tap = tap;
    this.#verifies = verifies;
  }

  override async handle(request: Parameters<Handle>[0], options: Parameters<Handle>[1] = {}): ReturnType<Handle> {
    const stored = this.#tap.stored();
    if (stored === 'none') throw new Error('no answer to this request is stored');
    if (stored !== undefined) {
      refuseOther(stored.status, stored.body);
      return { response: { statusCode: stored.status, headers: { 'content-type': typeOf(stored.body) }, body: stored.body } };
    }
    const signal = this.#tap.signal();
    const { response } = await super.handle(request, signal === undefined ? options : { ...options, abortSignal: signal });
    const verified = this.#verifies && isAuthorized(response.body);
    const headers = lowerCased(response.headers);
    const body = decoded(await drained(response.body, signal), headers['content-encoding']);
    const port = request.port === undefined ? '' : `:${request.port}`;
    this.#tap.saw({
      host: `${request.hostname}${port}`,
      status: response.statusCode,
      headers,
      body,
      requestId: headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? headers['x-amzn-request-id'],
      origin: originOf(request.protocol, request.hostname, verified),
      secrets: secretsOf(lowerCased(request.headers)),
    });
    await this.#tap.turn?.();
    refuseOther(response.statusCode, body);
    response.body = new Uint8Array(body.buffer, body.byteOffset, body.byteLength); // the SDK reads it as it is; a stream it would copy twice
    return { response };
  }
}

/**
 * No read of ours is answered with nothing, nor with a page, as a proxy sends it. The SDK reads XML leniently: of either it would make an answer in which
 * everything is left out, and a bucket of which nothing is known would be one that has never been versioned.
 */
function refuseOther(status: number, body: Uint8Array): void {
  const start = Buffer.from(body.subarray(0, 200)).toString('latin1').trimStart();
  if (status >= 300 || (start !== '' && !/^<(!doctype\s+)?html\b/i.test(start))) return;
  const about = { code: 'SerializationError', $metadata: { httpStatusCode: status } };
  throw Object.assign(new Error('the answer is empty, or a page of HTML'), about);
}

/** Stored replies keep no content type; AWS speaks JSON and XML. */
function typeOf(body: Uint8Array): string {
  return body[0] === 0x7b ? 'application/x-amz-json-1.1' : 'text/xml';
}

/** The signature, and the session's token. A header value is named whole, so that what stands around the signature goes with it. */
function secretsOf({ authorization, 'x-amz-security-token': token }: Readonly<Record<string, string>>): readonly string[] {
  const signature = /Signature=([0-9a-f]+)/.exec(authorization ?? '')?.[1];
  return [authorization, signature === undefined ? undefined : `Signature=${signature}`, signature, token].filter(
    (value): value is string => value !== undefined && value !== '',
  );
}

function isAuthorized(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('socket' in body)) return false;
  return body.socket instanceof TLSSocket && body.socket.authorized;
}

/** Listens to the signal itself: whether the SDK still does once the headers are there is its own affair. */
async function drained(body: unknown, signal: AbortSignal | undefined): Promise<Buffer> {
  if (!(body instanceof Readable)) throw new TypeError('the HTTP layer gave an answer without a body stream');
  const stop = () => {
    const aborted = new Error('the time for this request is up', { cause: signal?.reason });
    aborted.name = 'AbortError';
    body.destroy(aborted);
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
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

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
