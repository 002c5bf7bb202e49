/** Hellos that our OpenSSL cannot say, written by hand: SSLv2, and SSLv3 to TLS 1.2 with any suite. */
import { randomBytes } from 'node:crypto';
import { converse } from './conversation.ts';
import type { Endpoint } from './endpoint.ts';
import { readFlight } from './server-flight.ts';
import type { Transcript } from './transcript.ts';

export const SSL2 = 0x0002;
export const SSL3 = 0x0300;
export const TLS12 = 0x0303;
const RENEGOTIATION_INFO_SCSV = 0x00ff; // RFC 5746 §3.3
/** x25519, secp256r1, secp384r1, secp521r1. No ffdhe group: a server would then refuse every other prime (RFC 7919 §4). */
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019];
/** ECDSA, RSA-PSS, RSA and DSA with SHA-2, then RSA, ECDSA and DSA with SHA-1 (RFC 8446 §4.2.3, RFC 5246 §7.4.1.4.1). */
const SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0402, 0x0201, 0x0203, 0x0202];
const RC4_3DES_RC2_DES = ['010080', '0700c0', '030080', '060040', '020080', '040080'].join('');

/** Says one hello and listens until the first flight is there. */
export function sayHello(endpoint: Endpoint, version: number, suites: readonly number[]): Promise<Transcript> {
  const hello = version === SSL2 ? ssl2Hello() : clientHello(version, suites, version === SSL3 ? undefined : endpoint.servername);
  return converse(endpoint, ({ stream, received, end }) => {
    stream.on('data', () => {
      const { foreign, alerts, complete } = readFlight(received());
      const fatal = alerts.some(({ level }) => level === 2);
      if (complete || fatal || (foreign && (version !== SSL2 || readsSsl2(received())))) end({ ended: 'enough' });
    });
    stream.write(hello);
  });
}

/** Whether an SSLv2 SERVER-HELLO came that has at least one cipher in common with us (SSL 2.0 draft §2.6: type 4, version 2, cipher length). */
export function acceptsSsl2({ received }: Transcript): boolean {
  const answer = Buffer.from(received, 'hex');
  return readsSsl2(answer) && answer.readUInt16BE(9) > 0;
}

function readsSsl2(answer: Buffer): boolean {
  return answer.length >= 13 && (answer[0] ?? 0) >= 0x80 && answer[2] === 4 && answer.readUInt16BE(5) === SSL2;
}

function ssl2Hello(): Buffer {
  const ciphers = Buffer.from(RC4_3DES_RC2_DES, 'hex');
  const body = Buffer.concat([Buffer.of(1), uint16(SSL2, ciphers.length, 0, 16), ciphers, randomBytes(16)]);
  return Buffer.concat([uint16(0x8000 | body.length), body]);
}

/** RFC 6101 §5.6.1.2, RFC 5246 §7.4.1.2. The record says SSLv3 or TLS 1.0, as old servers expect. */
function clientHello(version: number, suites: readonly number[], servername: string | undefined): Buffer {
  const extensions = version === SSL3 ? Buffer.alloc(0) : vector(2, ...extensionsOf(version, servername));
  const body = Buffer.concat([
    uint16(version),
    randomBytes(32),
    vector(1),
    vector(2, uint16(...suites, RENEGOTIATION_INFO_SCSV)),
    vector(1, Buffer.of(0)), // no compression
    extensions,
  ]);
  const message = Buffer.concat([Buffer.of(1, 0), uint16(body.length), body]);
  return Buffer.concat([Buffer.of(22), uint16(version === SSL3 ? SSL3 : 0x0301), vector(2, message)]);
}

function extensionsOf(version: number, servername: string | undefined): Buffer[] {
  return [
    ...(servername === undefined ? [] : [uint16(0), vector(2, vector(2, Buffer.of(0), vector(2, Buffer.from(servername, 'ascii'))))]),
    Buffer.concat([uint16(10), vector(2, vector(2, uint16(...GROUPS)))]),
    Buffer.concat([uint16(11), vector(2, vector(1, Buffer.of(0)))]),
    uint16(23, 0), // extended master secret: some servers insist on it (RFC 7627 §5.3)
    ...(version < TLS12 ? [] : [uint16(13), vector(2, vector(2, uint16(...SIGNATURES)))]),
  ];
}

function uint16(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

/** Bytes behind their length. */
function vector(lengthBytes: 1 | 2, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([lengthBytes === 1 ? Buffer.of(body.length) : uint16(body.length), body]);
}
