/** What a TLS 1.3 server says behind its ServerHello: RFC 8446 §4.3, §4.4. */
import { createHash } from 'node:crypto';
import type { Reader } from '../wire/bytes.ts';
import { extension } from '../wire/client-hello.ts';
import { ALERT, type Alert, HANDSHAKE, type Message, type Records, readMessages, readRecords, readWhole } from '../wire/records.ts';
import { readExtensions, readStatus, type ServerFlight } from '../wire/server-flight.ts';
import {
  type Cipher13,
  ciphers13,
  digest,
  finished,
  type HandshakeSecrets,
  handshakeSecrets,
  openRecord,
  trafficKeys,
} from './key-schedule.ts';

const ENCRYPTED_EXTENSIONS = 8;
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;
const CERTIFICATE_VERIFY = 15;
const FINISHED = 20;
const MESSAGE_HASH = 254;
const MOST_CERTIFICATES = 32;

export interface EncryptedFlight {
  readonly extensions?: ReadonlyMap<number, Buffer>;
  readonly certificates?: readonly Buffer[];
  readonly certificateRequest?: true;
  readonly status?: Buffer;
  /** CertificateVerify: the scheme, the signature, and the hash of all messages before it. */
  readonly verify?: { readonly scheme: number; readonly signature: Buffer; readonly transcriptHash: Buffer };
  /** A Finished came, and whether it was right: that nothing of all that was changed on its way. */
  readonly finished?: boolean;
  /** Behind the Finished: all messages to there, and the records that came after it, under other keys. */
  readonly end?: { readonly messages: readonly Buffer[]; readonly rest: Records['sealed'] };
  readonly alerts: readonly Alert[];
  /** A record did not open, or a message could not be read. */
  readonly malformed: boolean;
}

/** The secrets of the handshake, from the shared secret and what both sides said. */
export function secretsOf(sent: Uint8Array, { hello, second, records }: ServerFlight, shared: Buffer): HandshakeSecrets | undefined {
  const last = second ?? hello;
  const cipher = last === undefined ? undefined : ciphers13.get(last.suite);
  if (last === undefined || last.retry || cipher === undefined) return undefined;
  return handshakeSecrets(cipher.hash, shared, digest(cipher.hash, conversation(cipher, sent, records.messages)));
}

/** Reads what is behind the ServerHello, given the server's handshake secret. Undefined where there is nothing to read, or we have not the cipher. */
export function readEncrypted(sent: Uint8Array, { hello, second, records }: ServerFlight, secret: Buffer): EncryptedFlight | undefined {
  const cipher = ciphers13.get((second ?? hello)?.suite ?? 0);
  if (cipher === undefined) return undefined;
  const keys = trafficKeys(cipher, secret);
  const alerts: Alert[] = [];
  const heard = conversation(cipher, sent, records.messages);
  let flight: EncryptedFlight = { alerts, malformed: false };
  let rest: Buffer = Buffer.alloc(0);
  for (const [sequence, record] of records.sealed.entries()) {
    const opened = openRecord(cipher, keys, sequence, record);
    if (opened === undefined) return { ...flight, malformed: true };
    if (opened.type === ALERT) alerts.push({ level: opened.content[0] ?? 0, description: opened.content[1] ?? 0 });
    if (opened.type !== HANDSHAKE) continue;
    const read = readMessages(Buffer.concat([rest, opened.content]));
    rest = read.rest;
    for (const message of read.whole) {
      const more = readMessage(message, cipher, secret, () => digest(cipher.hash, heard));
      if (more === undefined) return { ...flight, malformed: true };
      flight = { ...flight, ...more };
      heard.push(message.raw);
    }
    // The keys change with it.
    if (flight.finished !== undefined) return { ...flight, end: { messages: heard, rest: records.sealed.slice(sequence + 1) } };
  }
  return flight;
}

function readMessage(
  { type, body }: Message,
  { hash }: Cipher13,
  secret: Buffer,
  transcriptHash: () => Buffer,
): Partial<EncryptedFlight> | undefined {
  switch (type) {
    case ENCRYPTED_EXTENSIONS:
      return readWhole(body, (reader) => ({ extensions: readExtensions(reader.vector(2)) }));
    case CERTIFICATE_REQUEST:
      return { certificateRequest: true };
    case CERTIFICATE:
      return readWhole(body, readCertificates);
    case CERTIFICATE_VERIFY:
      return readWhole(body, (reader) => ({
        verify: { scheme: reader.uint(2), signature: reader.vector(2), transcriptHash: transcriptHash() },
      }));
    case FINISHED:
      return { finished: finished(hash, secret, transcriptHash()).equals(body) };
    default:
      return {};
  }
}

function readCertificates(reader: Reader): Pick<EncryptedFlight, 'certificates' | 'status'> {
  reader.vector(1);
  const list = reader.vector(3);
  const certificates: Buffer[] = [];
  let status: Buffer | undefined;
  for (let rest = list; rest.length > 0 && certificates.length < MOST_CERTIFICATES; ) {
    const entry = readWhole(rest, (each) => ({ der: each.vector(3), extensions: each.vector(2), left: each.left() }));
    if (entry === undefined) break;
    certificates.push(entry.der);
    const stapled = readExtensions(entry.extensions).get(extension.statusRequest);
    if (stapled !== undefined) status ??= readWhole(stapled, readStatus);
    rest = rest.subarray(rest.length - entry.left);
  }
  return { certificates, ...(status === undefined ? {} : { status }) };
}

/** All messages so far; a first hello that was answered by a HelloRetryRequest counts by its hash (§4.4.1). */
function conversation(cipher: Cipher13, sent: Uint8Array, received: readonly Message[]): Buffer[] {
  const [first, again] = readRecords(sent).messages.map(({ raw }) => raw);
  const [answer, second] = received.map(({ raw }) => raw);
  const all = [first, answer, again, second].filter((raw) => raw !== undefined);
  if (again === undefined || first === undefined) return all;
  const hash = createHash(cipher.hash).update(first).digest();
  return [Buffer.concat([Buffer.of(MESSAGE_HASH, 0, 0, hash.length), hash]), ...all.slice(1)];
}
