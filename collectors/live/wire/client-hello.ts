import { type TlsVersion, versionCodes } from '../names/versions.ts';
import { type Reader, uint16, uint16s, uint24, vector } from './bytes.ts';
import { readRecords, readWhole } from './records.ts';

/** Extensions by code point: IANA's registry "TLS ExtensionType Values". */
export const extension = {
  serverName: 0,
  statusRequest: 5,
  groups: 10,
  pointFormats: 11,
  signatures: 13,
  heartbeat: 15,
  alpn: 16,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  versions: 43,
  cookie: 44,
  pskModes: 45,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const;

/** Extensions that ask for something by being there, with what stands in them then. */
const BODIES: ReadonlyMap<number, Buffer> = new Map([
  [extension.statusRequest, Buffer.of(1, 0, 0, 0, 0)],
  [extension.heartbeat, Buffer.of(1)],
  [extension.renegotiationInfo, Buffer.of(0)],
  [extension.encryptThenMac, Buffer.alloc(0)],
  [extension.extendedMasterSecret, Buffer.alloc(0)],
  [extension.sessionTicket, Buffer.alloc(0)],
]);

/** What a ClientHello says: plain data, everything but what has to be fresh. What is left out is not sent. */
export interface Hello {
  /** The highest version offered; SSLv2 has its own form, in which suites have three bytes. */
  readonly version: TlsVersion;
  readonly suites: readonly number[];
  /** The `supported_versions`, best first. Left out: `version` alone where that is TLS 1.3, else none are sent. */
  readonly versions?: readonly TlsVersion[];
  readonly serverName?: string | undefined;
  readonly groups?: readonly number[];
  readonly signatures?: readonly number[];
  /** TLS 1.3: the groups of which a share is sent. None: the server answers with a HelloRetryRequest. */
  readonly shares?: readonly number[];
  readonly compressions?: readonly number[];
  readonly alpn?: readonly string[];
  /** Those of `BODIES`. */
  readonly extensions?: readonly number[];
  /** Bytes in one record. Left out: one record for all. */
  readonly recordSize?: number;
}

/** What is new in every hello. */
export interface Fresh {
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly shares: readonly { readonly group: number; readonly key: Uint8Array }[];
  /** Out of a HelloRetryRequest. */
  readonly cookie?: Uint8Array | undefined;
}

/** The records that say it (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2, RFC 6101 §5.6.1.2; for SSLv2 its draft §2.5). */
export function writeHello(hello: Hello, fresh: Fresh): Buffer {
  if (hello.version === 'SSLv2') return writeSsl2Hello(hello, fresh);
  const message = writeMessage(hello, fresh);
  const size = hello.recordSize ?? 0x4000;
  const parts = Array.from({ length: Math.ceil(message.length / size) }, (_, index) => message.subarray(index * size, (index + 1) * size));
  // Old servers expect the record to say no more than TLS 1.0 (RFC 8446 §5.1).
  const version = uint16(hello.version === 'SSLv3' ? versionCodes.SSLv3 : versionCodes['TLSv1.0']);
  return Buffer.concat(parts.map((part) => Buffer.concat([Buffer.of(22), version, vector(2, part)])));
}

function writeMessage(hello: Hello, fresh: Fresh): Buffer {
  const legacy = hello.version === 'TLSv1.3' ? 'TLSv1.2' : hello.version;
  const extensions = extensionsOf(hello, fresh);
  const body = Buffer.concat([
    uint16(versionCodes[legacy]),
    fresh.random,
    vector(1, fresh.sessionId),
    vector(2, uint16(...hello.suites)),
    vector(1, Buffer.from(hello.compressions ?? [0])),
    extensions.length === 0 ? Buffer.alloc(0) : vector(2, ...extensions),
  ]);
  return Buffer.concat([Buffer.of(1), vector(3, body)]);
}

function extensionsOf(hello: Hello, { shares, cookie }: Fresh): Buffer[] {
  const { version, serverName, groups, signatures, alpn, extensions = [] } = hello;
  const versions = hello.versions ?? (version === 'TLSv1.3' ? [version] : undefined);
  const tls13 = versions?.includes('TLSv1.3') === true;
  const found: Buffer[] = [];
  const add = (type: number, ...body: readonly Uint8Array[]): void => void found.push(Buffer.concat([uint16(type), vector(2, ...body)]));
  if (serverName !== undefined) add(extension.serverName, vector(2, Buffer.of(0), vector(2, Buffer.from(serverName, 'ascii'))));
  for (const type of extensions) add(type, BODIES.get(type) ?? Buffer.alloc(0));
  if (groups !== undefined) add(extension.groups, vector(2, uint16(...groups)));
  if (groups !== undefined && version !== 'TLSv1.3') add(extension.pointFormats, vector(1, Buffer.of(0)));
  if (signatures !== undefined) add(extension.signatures, vector(2, uint16(...signatures)));
  if (alpn !== undefined) add(extension.alpn, vector(2, ...alpn.map((protocol) => vector(1, Buffer.from(protocol, 'ascii')))));
  if (versions !== undefined) add(extension.versions, vector(1, uint16(...versions.map((each) => versionCodes[each]))));
  if (tls13) add(extension.pskModes, vector(1, Buffer.of(1)));
  if (tls13 && cookie !== undefined) add(extension.cookie, vector(2, cookie));
  if (tls13) add(extension.keyShare, vector(2, ...shares.map(({ group, key }) => Buffer.concat([uint16(group), vector(2, key)]))));
  return found;
}

function writeSsl2Hello({ suites }: Hello, { random }: Fresh): Buffer {
  const challenge = random.subarray(0, 16);
  const body = Buffer.concat([
    Buffer.of(1),
    uint16(versionCodes.SSLv2, suites.length * 3, 0, challenge.length),
    uint24(...suites),
    challenge,
  ]);
  return Buffer.concat([uint16(0x8000 | body.length), body]);
}

/** The suites of a hello that was written here; undefined where it is none. */
export function offeredSuites(sent: Buffer): readonly number[] | undefined {
  if ((sent[0] ?? 0) >= 0x80) return readWhole(sent, readSsl2Suites);
  const [message] = readRecords(sent).messages;
  if (message === undefined) return undefined;
  return readWhole(message.body, (reader) => {
    reader.take(34);
    reader.vector(1);
    return uint16s(reader.vector(2));
  });
}

function readSsl2Suites(reader: Reader): number[] {
  reader.take(5);
  const length = reader.uint(2);
  reader.take(4);
  const list = reader.take(length);
  return Array.from({ length: Math.floor(length / 3) }, (_, index) => list.readUIntBE(3 * index, 3));
}
