import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { heardOf } from '../../../collectors/live/ask.ts';
import { resultOf } from '../../../collectors/live/plan/result-of.ts';
import { scan } from '../../../collectors/live/plan/scan.ts';
import { tlsEndpoints } from '../../../collectors/live/tls-endpoint.ts';
import { transcript } from '../../../collectors/live/transcript.ts';
import { startTlsServers } from '../../../fixtures/practice/tls.ts';
import { type Collected, collect } from './fake-look.ts';
import { alert, askedVersion, offeredSuites, record, type ScriptedServer, serverHello, startScripted } from './scripted-server.ts';

const REFUSED = { status: 'refused', because: 'alert', alert: 70 };
const ACCEPTED = { status: 'accepted' };
const LOWER = { status: 'refused', because: 'other-version' };
/** OpenSSL has no SSLv3 and answers it as a failed handshake; an SSLv2 hello it takes for one of no version. */
const NO_SSL = { SSLv2: REFUSED, SSLv3: { status: 'refused', because: 'alert', alert: 40 } };

describe('a practice server', () => {
  let practice: Awaited<ReturnType<typeof startTlsServers>>;
  beforeAll(async () => {
    practice = await startTlsServers([
      { name: 'sound' },
      { name: 'old', versions: { min: 'TLSv1', max: 'TLSv1.2' } },
      { name: 'oldest', versions: { min: 'TLSv1', max: 'TLSv1' } },
      { name: 'newest', versions: { min: 'TLSv1.3', max: 'TLSv1.3' } },
      { name: 'guarded', versions: { min: 'TLSv1.2', max: 'TLSv1.2' }, clientCertificate: 'required' },
      { name: 'expired', certificate: 'expired' },
      { name: 'silent', behaviour: 'silent' },
      { name: 'reset', behaviour: 'reset' },
      { name: 'http', behaviour: 'plain-http' },
    ]);
  });
  afterAll(() => practice.close());

  async function look(name: string, timeout?: number): Promise<Collected> {
    const server = practice.servers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`no server ${name}`);
    return collect(tlsEndpoints, server, { ca: practice.ca, ...(timeout === undefined ? {} : { timeout }) });
  }

  test.each([
    ['sound', { 'TLSv1.0': REFUSED, 'TLSv1.1': REFUSED, 'TLSv1.2': ACCEPTED, 'TLSv1.3': ACCEPTED }],
    ['old', { 'TLSv1.0': ACCEPTED, 'TLSv1.1': ACCEPTED, 'TLSv1.2': ACCEPTED, 'TLSv1.3': REFUSED }],
    ['oldest', { 'TLSv1.0': ACCEPTED, 'TLSv1.1': LOWER, 'TLSv1.2': LOWER, 'TLSv1.3': REFUSED }],
    ['newest', { 'TLSv1.0': REFUSED, 'TLSv1.1': REFUSED, 'TLSv1.2': REFUSED, 'TLSv1.3': ACCEPTED }],
    ['guarded', { 'TLSv1.0': REFUSED, 'TLSv1.1': REFUSED, 'TLSv1.2': ACCEPTED, 'TLSv1.3': REFUSED }],
    ['expired', { 'TLSv1.0': REFUSED, 'TLSv1.1': REFUSED, 'TLSv1.2': ACCEPTED, 'TLSv1.3': ACCEPTED }],
  ])('that is %s: each version as its settings say', async (name, versions) => {
    const { observations } = await look(name);
    expect(observations.map(({ data }) => data)).toMatchObject([{ protocols: { ...NO_SSL, ...versions } }]);
  });

  test('negotiates the best that both have', async () => {
    const { observations } = await look('sound');
    expect(observations[0]?.data).toMatchObject({
      negotiated: { protocol: 'TLSv1.3', suite: 'TLS_AES_256_GCM_SHA384', group: 'X25519MLKEM768' },
      postQuantum: 'offered',
    });
  });

  test('of TLS 1.0 alone negotiates a curve by its name in the registry', async () => {
    const { observations } = await look('oldest');
    expect(observations[0]?.data).toMatchObject({
      negotiated: { protocol: 'TLSv1.0', suite: 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', group: 'x25519' },
    });
  });

  test('is the subject; its name and address are not in the data', async () => {
    const { observations } = await look('sound');
    expect(observations[0]?.subject.id).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(JSON.stringify(observations[0]?.data)).not.toContain('127.0.0.1');
  });

  test('leaves one reply for each connection in which TLS was looked at, and cites all of its replies', async () => {
    const { observations, replies } = await look('sound');
    expect(observations[0]?.data).toMatchObject({ connections: replies.filter(({ call }) => call.startsWith('tls:')).length });
    expect(new Set(observations[0]?.replies).size).toBe(replies.length);
  });

  test('can be looked at again from its replies alone', async () => {
    const { observations, replies } = await look('sound');
    const probes = replies.filter(({ call }) => call === 'tls:Hello');
    const sealed = new Map(
      probes.map(({ input, reply }) => [Object(input).probe, transcript.parse(JSON.parse(Buffer.from(reply.body).toString()))] as const),
    );
    const say = async ({ id }: { readonly id: string }) => {
      const seen = sealed.get(id);
      if (seen === undefined) throw new Error(`no reply to ${id}`);
      return heardOf(seen);
    };
    const { protocols, groups, features } = resultOf(
      await scan(say, undefined, new Set(['suites', 'groups', 'preference', 'signatures', 'features'])),
    );
    expect(observations[0]?.data).toMatchObject({ protocols, groups, features });
  });

  test('on loopback stands in for an endpoint: its replies are not live', async () => {
    const { replies } = await look('sound');
    expect(new Set(replies.map(({ reply }) => reply.origin))).toEqual(new Set(['override']));
  });

  test.each([
    ['silent', 'unreachable', 'timed-out'],
    ['reset', 'unreachable', 'ECONNRESET'],
    ['http', 'malformed', 'NotTls'],
  ])('that is %s cannot be observed: %s', async (name, reason, code) => {
    const { observations, gap } = await look(name, name === 'silent' ? 0.2 : undefined);
    expect({ observations, reason: gap?.reason, code: gap?.code }).toEqual({ observations: [], reason, code });
  });
});

test('a port that nobody listens at is unreachable', async () => {
  const server = await startScripted(() => {});
  await server.close();
  const { gap } = await collect(tlsEndpoints, server);
  expect({ reason: gap?.reason, code: gap?.code }).toEqual({ reason: 'unreachable', code: 'ECONNREFUSED' });
});

describe('a server of bytes', () => {
  const servers: ScriptedServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  async function protocolsOf(script: (socket: Socket, hello: Buffer) => void): Promise<unknown> {
    const server = await startScripted(script);
    servers.push(server);
    const { observations, gap } = await collect(tlsEndpoints, server);
    if (gap !== undefined) throw gap;
    const [observation] = observations;
    return observation?.data;
  }

  test('decode_error proves nothing', async () => {
    const inconclusive = { status: 'inconclusive', because: 'unexpected-answer', alert: 50 };
    expect(await protocolsOf((socket) => socket.end(alert('fatal', 50)))).toMatchObject({
      protocols: { SSLv2: inconclusive, SSLv3: inconclusive, 'TLSv1.0': inconclusive, 'TLSv1.2': inconclusive, 'TLSv1.3': inconclusive },
      dhStatus: 'inconclusive',
    });
  });

  test('a warning proves nothing', async () => {
    const inconclusive = { status: 'inconclusive', because: 'closed' };
    expect(await protocolsOf((socket) => socket.end(alert('warning', 70)))).toMatchObject({
      protocols: { SSLv3: inconclusive, 'TLSv1.0': inconclusive },
    });
  });

  test('a warning before the ServerHello changes nothing', async () => {
    const script = (socket: Socket, hello: Buffer) => {
      const speaks = hello[0] === 22 && askedVersion(hello) === 0x0302;
      socket.end(speaks ? Buffer.concat([alert('warning', 112), record(22, serverHello(0x0302, 0xc013))]) : alert('fatal', 70));
    };
    expect(await protocolsOf(script)).toMatchObject({ protocols: { 'TLSv1.0': REFUSED, 'TLSv1.1': ACCEPTED, 'TLSv1.2': REFUSED } });
  });

  test('an answer in a lower version refuses the higher', async () => {
    const script = (socket: Socket, hello: Buffer) => {
      const speaks = hello[0] === 22 && askedVersion(hello) >= 0x0301;
      socket.end(speaks ? record(22, serverHello(0x0301, 0xc013)) : alert('fatal', 70));
    };
    expect(await protocolsOf(script)).toMatchObject({
      protocols: { 'TLSv1.0': ACCEPTED, 'TLSv1.1': LOWER, 'TLSv1.2': LOWER, 'TLSv1.3': LOWER },
    });
  });

  test('a suite that OpenSSL has no more is found all the same', async () => {
    const script = (socket: Socket, hello: Buffer) => {
      const rc4 = hello[0] === 22 && askedVersion(hello) === 0x0301 && offeredSuites(hello).includes(0x0005);
      socket.end(rc4 ? record(22, serverHello(0x0301, 0x0005)) : alert('fatal', 40));
    };
    const refused = { status: 'refused', because: 'alert', alert: 40 };
    expect(await protocolsOf(script)).toMatchObject({ protocols: { 'TLSv1.0': ACCEPTED, 'TLSv1.1': refused, 'TLSv1.2': refused } });
  });

  test('a suite that was not offered is no acceptance', async () => {
    const script = (socket: Socket, hello: Buffer) =>
      void socket.end(hello[0] === 22 ? record(22, serverHello(0x0300, 0xfefe)) : alert('fatal', 70));
    expect(await protocolsOf(script)).toMatchObject({ protocols: { SSLv3: { status: 'inconclusive', because: 'unexpected-answer' } } });
  });

  test('that drops hellos over 256 bytes is asked again in smaller ones', async () => {
    const script = (socket: Socket, hello: Buffer) => {
      if (hello.length > 256) return socket.resetAndDestroy();
      socket.end(hello[0] === 22 && askedVersion(hello) === 0x0303 ? record(22, serverHello(0x0303, 0xc02f)) : alert('fatal', 70));
    };
    expect(await protocolsOf(script)).toMatchObject({
      protocols: { SSLv3: REFUSED, 'TLSv1.2': ACCEPTED, 'TLSv1.3': LOWER },
    });
  });

  test('SSLv3 is accepted', async () => {
    const script = (socket: Socket, hello: Buffer) => {
      const speaks = hello[0] === 22 && askedVersion(hello) === 0x0300;
      socket.end(speaks ? record(22, serverHello(0x0300, 0x000a)) : alert('fatal', 70));
    };
    expect(await protocolsOf(script)).toMatchObject({ protocols: { SSLv3: ACCEPTED, 'TLSv1.0': REFUSED } });
  });

  test.each([
    ['with a cipher in common', 3, ACCEPTED],
    ['without one', 0, { status: 'inconclusive', because: 'unexpected-answer' }],
  ])('SSLv2 %s', async (_name, ciphers, expected) => {
    const answer = Buffer.concat([
      Buffer.of(0x80, 11 + ciphers + 16, 4, 0, 1, 0, 2, 0, 0, 0, ciphers, 0, 16),
      Buffer.of(1, 0, 0x80).subarray(0, ciphers),
      Buffer.alloc(16, 1),
    ]);
    const script = (socket: Socket, hello: Buffer) => void socket.end(hello[0] === 22 ? alert('fatal', 70) : answer);
    expect(await protocolsOf(script)).toMatchObject({ protocols: { SSLv2: expected, SSLv3: REFUSED } });
  });

  test('that ignores SSLv2 and answers the rest leaves only that open', async () => {
    const server = await startScripted((socket, hello) => void (hello[0] === 22 && socket.end(alert('fatal', 70))));
    servers.push(server);
    const { observations } = await collect(tlsEndpoints, server, { timeout: 0.5 });
    expect(observations[0]?.data).toMatchObject({
      protocols: { SSLv2: { status: 'inconclusive', because: 'timed-out' }, SSLv3: REFUSED, 'TLSv1.3': REFUSED },
    });
  });
});
