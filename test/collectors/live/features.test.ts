/** Each feature is seen where a server has it, and told from one that has not: what OpenSSL has no more is answered by a server of bytes. */
import { describe, expect, test } from 'vitest';
import { probe } from './probing.ts';
import { alert, askedVersion, extensionsOf, message, offeredSuites, record, serve, serverHello, uint16 } from './scripted-server.ts';

const TLS12 = 0x0303;
const TLS11 = 0x0302;
const CBC = 0xc013;
const FALLBACK = 0x5600;
const young = serverHello(TLS12, 0x1301, Buffer.from(`002b0002030400330024001d0020${'09'.repeat(32)}`, 'hex'));
const STAPLE = Buffer.from('3003020106', 'hex');

interface Has {
  /** Types of extensions, each of which is answered where it is offered. */
  readonly extensions?: readonly number[];
  readonly compression?: boolean;
  readonly sessionId?: boolean;
  readonly sentinel?: boolean;
  readonly fallback?: boolean;
  readonly staple?: boolean;
  readonly tls13?: boolean;
}

/** TLS 1.1 and 1.2 with one suite, and what else it has. */
async function featuresOf(has: Has) {
  const server = await serve((socket, hello) => socket.end(answer(hello, has)));
  return (await probe(server, { parts: ['features'] })).features;
}

function answer(hello: Buffer, has: Has): Buffer {
  const version = hello[0] === 22 ? askedVersion(hello) : 0;
  if (version === TLS12 && extensionsOf(hello).has(43)) return has.tls13 === true ? record(22, young) : alert('fatal', 70);
  if ((version !== TLS12 && version !== TLS11) || !offeredSuites(hello).includes(CBC)) return alert('fatal', 70);
  if (has.fallback === true && version === TLS11 && offeredSuites(hello).includes(FALLBACK)) return alert('fatal', 86);
  const offered = extensionsOf(hello);
  const bodies: Readonly<Record<number, Buffer>> = { 15: Buffer.of(1), 0xff01: Buffer.of(0), 16: Buffer.from('0003026832', 'hex') };
  const extensions = (has.extensions ?? [])
    .filter((type) => offered.has(type) || (type === 0xff01 && offeredSuites(hello).includes(0x00ff)))
    .map((type) => {
      const body = bodies[type] ?? Buffer.alloc(0);
      return Buffer.concat([uint16(type), uint16(body.length), body]);
    });
  const random = Buffer.alloc(32, 7);
  if (has.sentinel === true) random.set(Buffer.from('444f574e47524400', 'hex'), 24);
  const list = Buffer.concat(extensions);
  const body = Buffer.concat([
    uint16(version),
    random,
    has.sessionId === true ? Buffer.concat([Buffer.of(32), Buffer.alloc(32, 3)]) : Buffer.of(0),
    uint16(CBC),
    Buffer.of(has.compression === true && offersDeflate(hello) ? 1 : 0),
    ...(list.length === 0 ? [] : [uint16(list.length), list]),
  ]);
  const staple = Buffer.concat([Buffer.of(1, 0, 0, STAPLE.length), STAPLE]);
  return record(
    22,
    Buffer.concat([
      message(2, body),
      ...(has.staple === true && offered.has(5) ? [message(22, staple)] : []),
      message(14, Buffer.alloc(0)),
    ]),
  );
}

/** Behind the random come the session id, the suites and the ways of compression, each with its length. */
function offersDeflate(hello: Buffer): boolean {
  const suites = 43 + 1 + (hello[43] ?? 0);
  const ways = suites + 2 + hello.readUInt16BE(suites);
  return hello.subarray(ways + 1, ways + 1 + (hello[ways] ?? 0)).includes(1);
}

describe('a feature', () => {
  test.each<[string, Has]>([
    ['extended-master-secret', { extensions: [23] }],
    ['encrypt-then-mac', { extensions: [22] }],
    ['secure-renegotiation', { extensions: [0xff01] }],
    ['compression', { compression: true }],
    ['session-tickets', { extensions: [35] }],
    ['session-ids', { sessionId: true }],
    ['heartbeat', { extensions: [15] }],
    ['fallback-scsv', { fallback: true }],
    ['ocsp-staple', { staple: true }],
    ['alpn-h2', { extensions: [16] }],
  ])('%s is seen where a server has it, and no other with it', async (name, has) => {
    const features = await featuresOf(has);
    expect(Object.entries(features ?? {}).filter(([, status]) => status !== 'not-offered')).toEqual([[name, 'offered']]);
  });

  test('is none of those where a server has none', async () => {
    expect(new Set(Object.values((await featuresOf({})) ?? {}))).toEqual(new Set(['not-offered']));
  });

  test.each([
    [true, 'offered'],
    [false, 'not-offered'],
  ])('downgrade-sentinel is told of whoever has TLS 1.3 as well: sent %s, %s', async (sentinel, status) => {
    expect(await featuresOf({ tls13: true, sentinel })).toMatchObject({ 'downgrade-sentinel': status });
  });
});
