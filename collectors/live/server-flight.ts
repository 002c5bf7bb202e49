/** Pure reading of what a server sends in the clear: records, alerts and handshake messages (RFC 5246 §6.2, §7; RFC 8446 §4, §5, §6). */

/** The version and suite that the server chose, as their code points. */
export interface ServerHello {
  readonly version: number;
  readonly suite: number;
  /** Of the key share, or the group that a HelloRetryRequest asks for: TLS 1.3 only. */
  readonly group?: number;
}

export interface Alert {
  readonly level: number;
  readonly description: number;
}

/** As much of the first flight as came and can be read. */
export interface ServerFlight {
  /** The first byte is not a TLS record's: something else listens there. */
  readonly foreign: boolean;
  /** The first ServerHello, a HelloRetryRequest included. */
  readonly hello?: ServerHello;
  /** Alerts in the clear that came before it; all of them where none came. */
  readonly alerts: readonly Alert[];
  /** DER, as sent: TLS 1.2 and below. */
  readonly certificates?: readonly Uint8Array[];
  /** The body of a ServerKeyExchange: TLS 1.2 and below. */
  readonly keyExchange?: Uint8Array;
  /** ServerHelloDone came, or an encrypted record: nothing more can be read. */
  readonly complete: boolean;
}

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_KEY_EXCHANGE = 12;
const SERVER_HELLO_DONE = 14;
const TLS13 = 0x0304;

export function readFlight(bytes: Uint8Array): ServerFlight {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { foreign, alerts, handshake, hidden } = readRecords(data);
  let flight: Omit<ServerFlight, 'foreign' | 'alerts' | 'complete'> = {};
  let done = hidden;
  for (let at = 0; at + 4 <= handshake.length; ) {
    const end = at + 4 + handshake.readUIntBE(at + 1, 3);
    if (end > handshake.length) break;
    const body = handshake.subarray(at + 4, end);
    const type = handshake[at];
    at = end;
    if (type === SERVER_HELLO && flight.hello === undefined) {
      const hello = readServerHello(body);
      if (hello === undefined) break;
      flight = { ...flight, hello };
      if (hello.version === TLS13) return { foreign, alerts: alerts(hello), ...flight, complete: true };
    }
    if (type === CERTIFICATE) flight = { ...flight, certificates: readCertificates(body) };
    if (type === SERVER_KEY_EXCHANGE) flight = { ...flight, keyExchange: body };
    if (type === SERVER_HELLO_DONE) done = true;
  }
  return { foreign, alerts: alerts(flight.hello), ...flight, complete: done };
}

/** Joins handshake records, however they are cut, up to the first encrypted one. */
function readRecords(data: Buffer) {
  const parts: Buffer[] = [];
  const before: Alert[] = [];
  const after: Alert[] = [];
  let foreign = false;
  let hidden = false;
  for (let at = 0; at < data.length; ) {
    const type = data[at] ?? 0;
    // Only the first record tells who is there; later nonsense just ends the reading.
    const isRecord = type >= CHANGE_CIPHER_SPEC && type <= 23 && (at + 1 >= data.length || data[at + 1] === 3);
    if (!isRecord) foreign = at === 0;
    if (!isRecord || at + 5 > data.length) break;
    const end = at + 5 + data.readUInt16BE(at + 3);
    if (type === CHANGE_CIPHER_SPEC || type > HANDSHAKE) {
      hidden = true;
      break;
    }
    if (end > data.length) break;
    const body = data.subarray(at + 5, end);
    at = end;
    if (type === HANDSHAKE) parts.push(body);
    const [level, description] = body;
    if (type === ALERT && body.length === 2 && level !== undefined && description !== undefined)
      (parts.length === 0 ? before : after).push({ level, description });
  }
  return {
    foreign,
    hidden,
    handshake: Buffer.concat(parts),
    alerts: (hello: ServerHello | undefined) => (hello === undefined ? [...before, ...after] : before),
  };
}

function readServerHello(body: Buffer): ServerHello | undefined {
  if (body.length < 38) return undefined;
  const suiteAt = 35 + (body[34] ?? 0);
  if (body.length < suiteAt + 3) return undefined;
  const suite = body.readUInt16BE(suiteAt);
  const extensions = body.subarray(suiteAt + 5);
  let version = body.readUInt16BE(0);
  let group: number | undefined;
  for (let at = 0; at + 4 <= extensions.length; ) {
    const type = extensions.readUInt16BE(at);
    const value = extensions.subarray(at + 4, at + 4 + extensions.readUInt16BE(at + 2));
    at += 4 + extensions.readUInt16BE(at + 2);
    if (type === 43 && value.length === 2) version = value.readUInt16BE(0);
    if (type === 51 && value.length >= 2) group = value.readUInt16BE(0);
  }
  return { version, suite, ...(group === undefined ? {} : { group }) };
}

function readCertificates(body: Buffer): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 3; at + 3 <= body.length; ) {
    const end = at + 3 + body.readUIntBE(at, 3);
    if (end > body.length) break;
    found.push(body.subarray(at + 3, end));
    at = end;
  }
  return found;
}
