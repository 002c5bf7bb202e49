/** The record layer, as it comes in: RFC 8446 §5.1. However a peer cuts its messages, they are joined here. */
import { Malformed, readerOf } from './bytes.ts';

export const ALERT = 21;
export const HANDSHAKE = 22;
const CHANGE_CIPHER_SPEC = 20;
const APPLICATION_DATA = 23;
export const SERVER_HELLO = 2;
/** SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3): the one thing that tells it from a ServerHello. */
export const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
/** 2^14 of plaintext, and what TLS 1.2 lets encryption add (RFC 5246 §6.2.3). */
const LARGEST = 0x4000 + 2048;

export interface Alert {
  readonly level: number;
  readonly description: number;
}

export interface Message {
  readonly type: number;
  readonly body: Buffer;
  /** With its header, as it is hashed. */
  readonly raw: Buffer;
}

export interface Records {
  /** What answers is no TLS: told by the first bytes alone. */
  readonly foreign: boolean;
  /** A record, or what stands in it, cannot be. */
  readonly malformed: boolean;
  /** Handshake messages in the clear that are whole, in order. */
  readonly messages: readonly Message[];
  /** Alerts in the clear, each with the number of handshake messages that were before it. */
  readonly alerts: readonly (Alert & { readonly after: number })[];
  /** Encrypted records, each with its header. */
  readonly sealed: readonly { readonly header: Buffer; readonly body: Buffer }[];
}

export function readRecords(bytes: Uint8Array): Records {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const messages: Message[] = [];
  const alerts: (Alert & { after: number })[] = [];
  const sealed: { header: Buffer; body: Buffer }[] = [];
  let handshake: Buffer[] = [];
  let alert = Buffer.alloc(0);
  let hidden = false;
  let at = 0;
  const result = (why: 'foreign' | 'malformed' | undefined): Records => ({
    foreign: why === 'foreign',
    malformed: why === 'malformed',
    messages,
    alerts,
    sealed,
  });
  while (at < data.length) {
    const type = data[at] ?? 0;
    const known = type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA && (at + 1 >= data.length || data[at + 1] === 3);
    if (!known) return result(at === 0 ? 'foreign' : 'malformed');
    if (at + 5 > data.length) break;
    const length = data.readUInt16BE(at + 3);
    if (length > LARGEST) return result('malformed');
    if (at + 5 + length > data.length) break;
    const header = data.subarray(at, at + 5);
    const body = data.subarray(at + 5, at + 5 + length);
    at += 5 + length;
    if (type === APPLICATION_DATA || (hidden && type !== CHANGE_CIPHER_SPEC)) sealed.push({ header, body });
    // Behind a HelloRetryRequest it is there for middleboxes only (RFC 8446 §D.4).
    else if (type === CHANGE_CIPHER_SPEC) hidden = !isRetry(messages.at(-1));
    else if (type === ALERT) {
      alert = Buffer.concat([alert, body]);
      for (; alert.length >= 2; alert = alert.subarray(2))
        alerts.push({ level: alert[0] ?? 0, description: alert[1] ?? 0, after: messages.length });
    } else {
      handshake.push(body);
      const { whole, rest } = readMessages(Buffer.concat(handshake));
      messages.push(...whole);
      handshake = [rest];
    }
  }
  return result(undefined);
}

/** A ServerHello whose random says that it is a HelloRetryRequest. */
function isRetry(message: Message | undefined): boolean {
  return message?.type === SERVER_HELLO && message.body.subarray(2, 34).equals(RETRY);
}

/** Whole messages at the front, and what is left. */
export function readMessages(data: Buffer): { readonly whole: readonly Message[]; readonly rest: Buffer } {
  const whole: Message[] = [];
  let at = 0;
  while (at + 4 <= data.length) {
    const end = at + 4 + data.readUIntBE(at + 1, 3);
    if (end > data.length) break;
    whole.push({ type: data[at] ?? 0, body: data.subarray(at + 4, end), raw: data.subarray(at, end) });
    at = end;
  }
  return { whole, rest: data.subarray(at) };
}

/** Runs a strict reading; undefined where the bytes are not what they should be. */
export function readWhole<T>(bytes: Uint8Array, read: (reader: ReturnType<typeof readerOf>) => T): T | undefined {
  try {
    return read(readerOf(bytes));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
