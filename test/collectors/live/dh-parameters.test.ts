import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tlsEndpoints } from '../../../collectors/live/tls-endpoint.ts';
import { startTlsServers } from '../../../fixtures/practice/tls.ts';
import { collect } from './fake-look.ts';
import {
  alert,
  askedVersion,
  message,
  offeredSuites,
  record,
  type ScriptedServer,
  serverHello,
  startScripted,
  uint16,
} from './scripted-server.ts';

function exchange(prime: Uint8Array): Buffer {
  return Buffer.concat([uint16(prime.length), prime, Buffer.of(0, 1, 2), Buffer.of(0, 1, 5)]);
}

describe('a practice server', () => {
  let practice: Awaited<ReturnType<typeof startTlsServers>>;
  beforeAll(async () => {
    const ciphers = 'DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0';
    practice = await startTlsServers([
      { name: 'short', dh: 'dh-1024', ciphers, versions: { min: 'TLSv1.1', max: 'TLSv1.2' } },
      { name: 'long', dh: 'dh-2048', ciphers },
      { name: 'curves' },
    ]);
  });
  afterAll(() => practice.close());

  async function dhOf(name: string) {
    const server = practice.servers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`no server ${name}`);
    const { observations } = await collect(tlsEndpoints, server, { ca: practice.ca });
    return observations[0]?.data;
  }

  test('with a 1024-bit prime: every suite of every version, with its size', async () => {
    expect(await dhOf('short')).toMatchObject({
      dhStatus: 'offered',
      dh: [
        { suite: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', protocol: 'TLSv1.1', bits: 1024 },
        { suite: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', protocol: 'TLSv1.2', bits: 1024 },
        { suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', protocol: 'TLSv1.2', bits: 1024 },
      ],
    });
  });

  test('with a 2048-bit prime', async () => {
    expect(await dhOf('long')).toMatchObject({ dhStatus: 'offered', dh: [{ bits: 2048 }, { bits: 2048 }] });
  });

  test('with curves only: not offered, and no list', async () => {
    const data = await dhOf('curves');
    expect(data).toMatchObject({ dhStatus: 'not-offered' });
    expect(data).not.toHaveProperty('dh');
  });
});

describe('a server of bytes', () => {
  let server: ScriptedServer | undefined;
  const servers: ScriptedServer[] = [];
  afterAll(() => Promise.all(servers.map((each) => each.close())));

  /** TLS 1.2 only; to the suites of `primes` it answers with a prime of that many bytes, to the rest as `otherwise` says. */
  async function serve(primes: ReadonlyMap<number, number>, otherwise: 'refuse' | 'close') {
    server = await startScripted((socket, hello) => {
      if (hello[0] !== 22 || askedVersion(hello) !== 0x0303) return socket.end(alert('fatal', 70));
      const offered = offeredSuites(hello);
      if (offered.includes(0xc02f)) return socket.end(record(22, serverHello(0x0303, 0xc02f)));
      const suite = [...primes.keys()].find((code) => offered.includes(code));
      if (suite === undefined) return otherwise === 'refuse' ? socket.end(alert('fatal', 40)) : socket.end();
      const flight = [
        serverHello(0x0303, suite),
        message(12, exchange(Buffer.alloc(primes.get(suite) ?? 0, 0xff))),
        message(14, Buffer.alloc(0)),
      ];
      socket.end(record(22, Buffer.concat(flight)));
    });
    servers.push(server);
    const { observations } = await collect(tlsEndpoints, server);
    return observations[0]?.data;
  }

  test('with another prime for each suite: each has its own size, also of suites that OpenSSL has no more', async () => {
    const data = await serve(
      new Map([
        [0x0016, 64],
        [0x0033, 128],
        [0x0039, 256],
      ]),
      'refuse',
    );
    expect(data).toMatchObject({
      dhStatus: 'offered',
      dh: [
        { suite: 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA', protocol: 'TLSv1.2', bits: 512 },
        { suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', protocol: 'TLSv1.2', bits: 1024 },
        { suite: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', protocol: 'TLSv1.2', bits: 2048 },
      ],
    });
  });

  test('that closes instead of refusing: inconclusive, what was found stays', async () => {
    expect(await serve(new Map([[0x0033, 128]]), 'close')).toMatchObject({ dhStatus: 'inconclusive', dh: [{ bits: 1024 }] });
  });
});
