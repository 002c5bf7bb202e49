import { isUtf8 } from 'node:buffer';
import type { Origin, Reply } from '../model.ts';
import type { RawReply } from '../plugin.ts';

/** What the Wire knows of a reply beside its bytes. */
export interface AboutReply {
  readonly target: string | undefined;
  readonly call: string;
  readonly input: unknown;
  readonly page?: number;
  readonly attempt: number;
  readonly at: string;
  readonly origin: Origin | undefined;
}

/** A raw answer as it is kept: text where it is UTF-8, else base64. The requests' headers, signed as they are, are never seen here. */
export function toReply({ host, status, headers, body, requestId, origin }: RawReply, about: AboutReply): Reply {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = isUtf8(bytes);
  const { date } = headers;
  return {
    record: 'reply',
    ...(about.target === undefined ? {} : { target: about.target }),
    call: about.call,
    input: about.input,
    ...(about.page === undefined ? {} : { page: about.page }),
    attempt: about.attempt,
    host,
    status,
    ...(date === undefined ? {} : { date }),
    ...(requestId === undefined ? {} : { requestId }),
    origin: about.origin ?? origin,
    at: about.at,
    ...(text ? {} : { encoding: 'base64' as const }),
    body: text ? bytes.toString('utf8') : bytes.toString('base64'),
  };
}
