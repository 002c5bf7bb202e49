import { UserError } from '../errors.ts';
import { oneLine } from './signer.ts';

/** A TimeStampResp with its certificates has a few kilobytes. */
const LARGEST_ANSWER = 256 * 1024;
/** Milliseconds. */
const PATIENCE = 20_000;

/**
 * Asks an authority for a timestamp over HTTP (RFC 3161, 3.4): a TimeStampReq in DER there, a TimeStampResp back. Once: the run is kept where
 * it fails. `http` is right here, because the answer is signed. UserError not-signed.
 */
export async function askAuthority(url: string, request: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Buffer> {
  const failed = (why: string, cause?: unknown) =>
    new UserError('not-signed', `the timestamp authority ${url} gave no timestamp: ${why}`, cause === undefined ? {} : { cause });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: request,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    if (response.status !== 200) throw failed(`it answered ${response.status}`);
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/timestamp-reply')
      throw failed(`it answered with ${oneLine(type ?? 'no type')} instead of application/timestamp-reply`);
    return await whole(response, failed);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (cause instanceof UserError) throw cause;
    if (cause instanceof DOMException && cause.name === 'TimeoutError') throw failed(`no answer within ${PATIENCE / 1000} seconds`, cause);
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw failed(inner instanceof Error ? oneLine(inner.message) : 'it cannot be reached', cause);
  }
}

async function whole({ body }: Response, failed: (why: string) => UserError): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw failed(`its answer is larger than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
