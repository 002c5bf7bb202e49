import { isUtf8 } from 'node:buffer';
import type { Origin, Reply } from '../model.ts';
import type { RawReply } from '../plugin.ts';

const MASK = Buffer.from('[secret]');

/** What the Wire knows of a reply beside its bytes. */
export interface AboutReply {
  readonly target: string | undefined;
  /** The task that asked. */
  readonly place: { readonly collector: string; readonly region: string } | undefined;
  readonly call: string;
  readonly input: unknown;
  readonly page?: number;
  readonly attempt: number;
  readonly at: string;
  readonly origin: Origin | undefined;
}

/** A raw answer with its call. Its bytes stay bytes all the way into the bundle: as a string each page would be made four times over. */
export interface KeptReply {
  readonly head: Omit<Reply, 'encoding' | 'body'>;
  readonly body: Uint8Array;
}

/** The requests' headers, signed as they are, are never seen here; where an answer repeats what was secret in them, that is taken out. */
export function keptReply({ host, status, headers, body: whole, requestId, origin, secrets = [] }: RawReply, about: AboutReply): KeptReply {
  const { date } = headers;
  const { body, redacted } = withoutSecrets(whole, secrets);
  const head: KeptReply['head'] = {
    record: 'reply',
    ...(about.target === undefined ? {} : { target: about.target }),
    ...(about.place === undefined ? {} : { collector: about.place.collector, region: about.place.region }),
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
    ...(redacted === 0 ? {} : { redacted }),
  };
  return { head, body };
}

/** The longest first, so that none is left in part. */
function withoutSecrets(body: Uint8Array, secrets: readonly string[]): { readonly body: Uint8Array; readonly redacted: number } {
  let bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let redacted = 0;
  for (const secret of secretsIn(bytes, secrets).reverse()) {
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, from)) {
      pieces.push(bytes.subarray(from, at), MASK);
      from = at + Buffer.byteLength(secret);
      redacted += 1;
    }
    if (pieces.length > 0) bytes = Buffer.concat([...pieces, bytes.subarray(from)]);
  }
  return { body: bytes, redacted };
}

/** Those that stand in the bytes, the shortest first: where one does not, no other one does that holds it. */
function secretsIn(bytes: Buffer, secrets: readonly string[]): string[] {
  const absent: string[] = [];
  return secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => a.length - b.length)
    .filter((secret) => {
      const found = !absent.some((part) => secret.includes(part)) && bytes.includes(secret);
      if (!found) absent.push(secret);
      return found;
    });
}

/** The record that a reader of the bundle finds: text where it is UTF-8, else base64. */
export function toReply({ head, body }: KeptReply): Reply {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return isUtf8(bytes) ? { ...head, body: bytes.toString('utf8') } : { ...head, encoding: 'base64', body: bytes.toString('base64') };
}
