/** The client's own end of a TLS 1.3 handshake, and what a server says behind it: RFC 8446 §4.4, §4.6.1. */
import { vector } from '../wire/bytes.ts';
import { ALERT, type Alert, HANDSHAKE, type Records, readMessages, readWhole } from '../wire/records.ts';
import { readExtensions } from '../wire/server-flight.ts';
import {
  applicationSecrets,
  type Cipher13,
  digest,
  finished,
  type HandshakeSecrets,
  openRecord,
  sealRecord,
  trafficKeys,
} from './key-schedule.ts';

const NEW_SESSION_TICKET = 4;
const CERTIFICATE = 11;
const FINISHED = 20;
const EARLY_DATA = 42;
/** Middleboxes expect it (RFC 8446 §D.4). */
const CHANGE_CIPHER_SPEC = Buffer.of(20, 3, 3, 0, 1, 1);
const CLOSE_NOTIFY = Buffer.of(1, 0);

/**
 * Finished, behind an empty Certificate where one is wanted; and a close_notify, for there is nothing to be said.
 * `messages`: all up to the server's Finished. `secret`: the server's `application_traffic_secret_0`.
 */
export function writeSecondFlight(
  cipher: Cipher13,
  { client, master }: HandshakeSecrets,
  messages: readonly Buffer[],
  wantsCertificate: boolean,
): { readonly bytes: Buffer; readonly secret: Buffer } {
  const { hash } = cipher;
  const application = applicationSecrets(hash, master, digest(hash, messages));
  const certificate = wantsCertificate ? [message(CERTIFICATE, Buffer.alloc(4))] : [];
  const verified = message(FINISHED, finished(hash, client, digest(hash, [...messages, ...certificate])));
  const own = { type: HANDSHAKE, content: Buffer.concat([...certificate, verified]) };
  const handshake = sealRecord(cipher, trafficKeys(cipher, client), 0, own);
  const goodbye = sealRecord(cipher, trafficKeys(cipher, application.client), 0, { type: ALERT, content: CLOSE_NOTIFY });
  return { bytes: Buffer.concat([CHANGE_CIPHER_SPEC, handshake, goodbye]), secret: application.server };
}

/** What a server says under its application keys. */
export interface AfterHandshake {
  /** Each ticket with the bytes of early data that it allows; 0: it says nothing of it. */
  readonly tickets: readonly number[];
  readonly alerts: readonly Alert[];
}

/** Whatever else comes is passed over; what does not open is the end. */
export function readAfterHandshake(cipher: Cipher13, secret: Buffer, records: Records['sealed']): AfterHandshake {
  const keys = trafficKeys(cipher, secret);
  const tickets: number[] = [];
  const alerts: Alert[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for (const [sequence, record] of records.entries()) {
    const opened = openRecord(cipher, keys, sequence, record);
    if (opened === undefined) break;
    if (opened.type === ALERT) alerts.push({ level: opened.content[0] ?? 0, description: opened.content[1] ?? 0 });
    if (opened.type !== HANDSHAKE) continue;
    const read = readMessages(Buffer.concat([rest, opened.content]));
    rest = read.rest;
    for (const { type, body } of read.whole) if (type === NEW_SESSION_TICKET) tickets.push(...(readTicket(body) ?? []));
  }
  return { tickets, alerts };
}

function readTicket(body: Buffer): readonly number[] | undefined {
  return readWhole(body, (reader) => {
    reader.take(8); // lifetime, age
    reader.vector(1);
    reader.vector(2);
    const most = readExtensions(reader.vector(2)).get(EARLY_DATA);
    return [most?.length === 4 ? most.readUInt32BE(0) : 0];
  });
}

function message(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), vector(3, body)]);
}
