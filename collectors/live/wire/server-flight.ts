/** What a server says in answer to a hello, in the clear: RFC 5246 §7.4, RFC 8446 §4. */
import { versionCodes } from '../names/versions.ts';
import { type Reader, uint16s } from './bytes.ts';
import { extension } from './client-hello.ts';
import { type Alert, type Message, RETRY, type Records, readRecords, readWhole, SERVER_HELLO } from './records.ts';

const CERTIFICATE = 11;
/** HelloRequest, ServerHello, HelloVerifyRequest. */
const BEGINNINGS = [0, SERVER_HELLO, 3];
const SERVER_KEY_EXCHANGE = 12;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;
const CERTIFICATE_STATUS = 22;
const MOST_CERTIFICATES = 32;

export interface ServerHello {
  /** The real one: that of `supported_versions` where it stands there. */
  readonly version: number;
  readonly suite: number;
  readonly random: Buffer;
  readonly sessionId: Buffer;
  readonly compression: number;
  readonly extensions: ReadonlyMap<number, Buffer>;
  /** It is a HelloRetryRequest. */
  readonly retry: boolean;
  /** TLS 1.3: of the key share, or that which is asked for. */
  readonly group?: number;
  /** TLS 1.3: the server's key share. */
  readonly share?: Buffer;
}

/** As much of the first flight as came and can be read. */
export interface ServerFlight {
  readonly foreign: boolean;
  /** Something came that cannot be. What was read before it stands. */
  readonly malformed: boolean;
  /** Alerts in the clear that came before the ServerHello; all of them where none came. */
  readonly alerts: readonly Alert[];
  /** The first one, a HelloRetryRequest included. */
  readonly hello?: ServerHello;
  /** The ServerHello after a HelloRetryRequest. */
  readonly second?: ServerHello;
  /** DER, as sent: TLS 1.2 and below. */
  readonly certificates?: readonly Buffer[];
  /** The body of a ServerKeyExchange. */
  readonly keyExchange?: Buffer;
  readonly certificateRequest?: true;
  /** DER of an OCSP response. */
  readonly status?: Buffer;
  /** ServerHelloDone came. */
  readonly done: boolean;
  readonly records: Records;
}

export function readFlight(bytes: Uint8Array): ServerFlight {
  const records = readRecords(bytes);
  const helloAt = records.messages.findIndex(({ type }) => type === SERVER_HELLO);
  let flight: ServerFlight = {
    foreign: records.foreign,
    malformed: records.malformed,
    alerts: records.alerts
      .filter(({ after }) => helloAt === -1 || after <= helloAt)
      .map(({ level, description }) => ({ level, description })),
    done: false,
    records,
  };
  for (const message of records.messages) {
    // Nothing else begins an answer: who sends our own hello back is no server.
    const more = flight.hello === undefined && !BEGINNINGS.includes(message.type) ? undefined : readMessage(message, flight);
    if (more === undefined) return { ...flight, malformed: true };
    flight = { ...flight, ...more };
  }
  return flight;
}

/** What one message adds; undefined where it cannot be read. */
function readMessage({ type, body }: Message, { hello, second }: ServerFlight): Partial<ServerFlight> | undefined {
  switch (type) {
    case SERVER_HELLO: {
      const read = readWhole(body, readServerHello);
      if (read === undefined || (hello !== undefined && (!hello.retry || second !== undefined))) return undefined;
      return hello === undefined ? { hello: read } : { second: read };
    }
    case CERTIFICATE: {
      const certificates = readWhole(body, readCertificates);
      return certificates === undefined ? undefined : { certificates };
    }
    case SERVER_KEY_EXCHANGE:
      return { keyExchange: body };
    case CERTIFICATE_REQUEST:
      return { certificateRequest: true };
    case CERTIFICATE_STATUS: {
      const status = readWhole(body, readStatus);
      return status === undefined ? undefined : { status };
    }
    case SERVER_HELLO_DONE:
      return { done: true };
    default:
      return {};
  }
}

function readServerHello(reader: Reader): ServerHello {
  const legacy = reader.uint(2);
  const random = reader.take(32);
  const sessionId = reader.vector(1);
  const suite = reader.uint(2);
  const compression = reader.uint(1);
  // Old servers send no extensions at all, not even their length.
  const extensions = reader.left() === 0 ? new Map<number, Buffer>() : readExtensions(reader.vector(2));
  reader.end();
  const chosen = extensions.get(extension.versions);
  const share = extensions.get(extension.keyShare);
  const retry = random.equals(RETRY);
  return {
    version: chosen?.length === 2 ? chosen.readUInt16BE(0) : legacy,
    suite,
    random,
    sessionId,
    compression,
    extensions,
    retry,
    ...(share === undefined || share.length < 2 ? {} : { group: share.readUInt16BE(0) }),
    ...(share === undefined || retry || share.length < 4 ? {} : { share: share.subarray(4) }),
  };
}

export function readExtensions(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let rest = bytes; rest.length > 0; ) {
    const parts = readWhole(rest, (reader) => ({ type: reader.uint(2), body: reader.vector(2), left: reader.left() }));
    if (parts === undefined) break; // some servers count wrongly; what is whole stands
    found.set(parts.type, parts.body);
    rest = rest.subarray(rest.length - parts.left);
  }
  return found;
}

function readCertificates(reader: Reader): Buffer[] {
  const found: Buffer[] = [];
  const list = reader.vector(3);
  for (let at = 0; at < list.length && found.length < MOST_CERTIFICATES; ) {
    const der = readWhole(list.subarray(at), (each) => each.vector(3));
    if (der === undefined) break;
    found.push(der);
    at += 3 + der.length;
  }
  return found;
}

/** RFC 6066 §8: status type 1 is OCSP. */
export function readStatus(reader: Reader): Buffer {
  reader.uint(1);
  return reader.vector(3);
}

/** The signature schemes of a list (`signature_algorithms`). */
export function readSchemes(bytes: Buffer): number[] {
  return readWhole(bytes, (reader) => uint16s(reader.vector(2))) ?? [];
}

/** ALPN's answer has one protocol (RFC 7301 §3.1). */
export function readAlpn(bytes: Buffer): string | undefined {
  return readWhole(bytes, (reader) => readWhole(reader.vector(2), (list) => list.vector(1).toString('latin1')));
}

export function isTls13({ version }: ServerHello): boolean {
  return version === versionCodes['TLSv1.3'];
}
