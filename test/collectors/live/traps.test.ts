/** What servers have been seen to do, one test each. "Trap n" is its number in the list of facts about TLS. */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { curves } from '../../../collectors/live/names/groups.ts';
import { replay } from '../../../collectors/live/prober.ts';
import { probe, selfSigned } from './probing.ts';
import { alert, askedVersion, extensionsOf, message, offeredSuites, record, serve, serverHello, uint16 } from './scripted-server.ts';

const uint24 = (value: number): Buffer => Buffer.of(value >> 16, (value >> 8) & 0xff, value & 0xff);
const TLS12 = 0x0303;
const SUITE = 0xc02f;
const OTHER = 0xc030;
const KEY_SHARE = 51;
const SUPPORTED_VERSIONS = 43;
const NAMES = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];

function isTls12(hello: Buffer): boolean {
  return hello[0] === 22 && askedVersion(hello) === TLS12 && !extensionsOf(hello).has(SUPPORTED_VERSIONS);
}

/** TLS 1.2 with two suites; undefined where a hello has none of them, or is of another version. */
function answer(hello: Buffer): Buffer | undefined {
  const suite = isTls12(hello) ? [SUITE, OTHER].find((code) => offeredSuites(hello).includes(code)) : undefined;
  return suite === undefined ? undefined : Buffer.concat([serverHello(TLS12, suite), message(14, Buffer.alloc(0))]);
}

/** The same as a whole server, which refuses in words what it has not. */
function plainly(hello: Buffer): Buffer {
  const flight = answer(hello);
  return flight === undefined ? alert('fatal', isTls12(hello) ? 40 : 70) : record(22, flight);
}

const both = { protocols: { 'TLSv1.2': { status: 'accepted', suites: NAMES } }, throttled: false };

test('trap 1: more than 128 suites in a hello would be malformed', async () => {
  const server = await serve((socket, hello) => {
    const many = hello[0] === 22 && offeredSuites(hello).length > 130;
    socket.end(many ? alert('fatal', 50) : plainly(hello));
  });
  const result = await probe(server, { parts: ['suites'] });
  expect(result).toMatchObject(both);
  expect(result.exchanges?.filter(({ received }) => received.endsWith('0232'))).toEqual([]);
});

test('trap 2: a server that closes when it is asked for a staple is told from one that has none', async () => {
  const server = await serve((socket, hello) => {
    if (hello[0] === 22 && extensionsOf(hello).has(5)) return socket.end();
    socket.end(plainly(hello));
  });
  const result = await probe(server, { parts: ['features'] });
  expect(result.features).toMatchObject({ 'ocsp-staple': 'inconclusive', heartbeat: 'not-offered', 'session-tickets': 'not-offered' });
});

test('where many features in one hello are met with a closed line, each is asked alone', async () => {
  const server = await serve((socket, hello) => {
    if (hello[0] === 22 && extensionsOf(hello).has(15)) return socket.end();
    socket.end(plainly(hello));
  });
  const result = await probe(server, { parts: ['features'] });
  expect(result.features).toMatchObject({ heartbeat: 'inconclusive', compression: 'not-offered', 'alpn-h2': 'not-offered' });
});

test('trap 4: a server that cannot take a hello without a key share is asked with one', async () => {
  const server = await serve((socket, hello) => {
    const share = hello[0] === 22 ? extensionsOf(hello).get(KEY_SHARE) : undefined;
    if (share === undefined) return socket.end(alert('fatal', 70));
    if (share.length === 2) return socket.end(alert('fatal', 47));
    if (!offeredSuites(hello).includes(0x1301)) return socket.end(alert('fatal', 40));
    const extensions = Buffer.concat([Buffer.of(0, 43, 0, 2, 3, 4, 0, 51, 0, 36), uint16(0x1d), uint16(32), Buffer.alloc(32, 9)]);
    socket.end(record(22, serverHello(TLS12, 0x1301, extensions)));
  });
  const result = await probe(server, { parts: ['suites'] });
  expect(result.protocols['TLSv1.3']).toMatchObject({ status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256'] });
});

test('trap 6: a server that wants the curve of its certificate in the offer shows its other curves, where it follows our order', async () => {
  const der = new X509Certificate(selfSigned('ec-p256').cert).raw;
  const certificate = Buffer.concat([uint24(der.length + 3), uint24(der.length), der]);
  const server = await serve((socket, hello) => {
    if (!isTls12(hello)) return socket.end(alert('fatal', 70));
    const list = extensionsOf(hello).get(10) ?? Buffer.alloc(2);
    const groups = Array.from({ length: list.length / 2 - 1 }, (_, index) => list.readUInt16BE(2 + 2 * index));
    const chosen = groups.find((group) => [0x1d, 0x17, 0x18].includes(group));
    if (!offeredSuites(hello).includes(0xc02b) || !groups.includes(0x17) || chosen === undefined) return socket.end(alert('fatal', 40));
    const exchange = Buffer.concat([Buffer.of(3), uint16(chosen), Buffer.of(1, 4), uint16(0x0403), uint16(1), Buffer.of(7)]);
    const flight = [serverHello(TLS12, 0xc02b), message(11, certificate), message(12, exchange), message(14, Buffer.alloc(0))];
    socket.end(record(22, Buffer.concat(flight)));
  });
  const result = await probe(server, { parts: ['groups'] });
  expect(result.groups?.map(({ group, authentication }) => `${group} ${authentication}`)).toEqual([
    'secp256r1 ecdsa',
    'secp384r1 ecdsa',
    'x25519 ecdsa',
  ]);
  expect(result.certificates).toMatchObject([{ keyType: 'ecdsa', proved: false }]);
});

test('trap 7: where a server refuses by closing, what was found stands, and the rest is unclear', async () => {
  const server = await serve((socket, hello) => {
    const flight = answer(hello);
    if (flight === undefined) return socket.end();
    socket.end(record(22, flight));
  });
  const { protocols, dhStatus } = await probe(server, { parts: ['suites'] });
  expect(protocols['TLSv1.2']).toMatchObject({ status: 'accepted', suites: NAMES });
  expect(protocols['TLSv1.2']?.suitesUnclear).toContain('TLS_DHE_RSA_WITH_AES_128_CBC_SHA');
  expect(dhStatus).toBe('inconclusive');
});

test('trap 9: an answer with a suite that was not offered proves nothing', async () => {
  const server = await serve((socket) => void socket.end(record(22, serverHello(TLS12, 0xfefe))));
  const { protocols } = await probe(server, { parts: ['suites'] });
  expect(protocols['TLSv1.2']).toMatchObject({ status: 'inconclusive', because: 'unexpected-answer' });
});

test('trap 10: records of one byte, and a warning before them', async () => {
  const server = await serve((socket, hello) => {
    const flight = answer(hello);
    if (flight === undefined) return socket.end(plainly(hello));
    socket.end(Buffer.concat([alert('warning', 112), ...[...flight].map((byte) => record(22, Buffer.of(byte)))]));
  });
  expect(await probe(server, { parts: ['suites'] })).toMatchObject(both);
});

test('trap 12: curves that are all but forgotten are asked for', () => {
  expect(curves).toEqual(expect.arrayContaining([15, 18, 20, 21, 1, 14]));
});

describe('hellos that are too large', () => {
  test.each([256, 512])('a server that drops them over %i bytes is asked in smaller ones', async (most) => {
    const server = await serve((socket, hello) => {
      if (hello.length > most) return socket.resetAndDestroy();
      socket.end(plainly(hello));
    });
    expect(await probe(server, { parts: ['suites'] })).toMatchObject(both);
  });
});

test('silence: every version is inconclusive, in bounded time', async () => {
  const server = await serve(() => {});
  const { protocols, connections } = await probe(server, { patience: 50 });
  expect(new Set(Object.values(protocols).map((protocol) => `${protocol?.status} ${protocol?.because}`))).toEqual(
    new Set(['inconclusive timed-out']),
  );
  expect(connections).toBeLessThan(40);
});

test('a server that allows few connections at once is asked again when no other is open', async () => {
  const open = new Set<Socket>();
  const server = await serve((socket, hello) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    if (open.size > 2) return void socket.resetAndDestroy();
    // Whoever else is there has come by then.
    setImmediate(() => socket.end(plainly(hello)));
  });
  const result = await probe(server, { parts: ['suites', 'clients'] });
  expect(result).toMatchObject(both);
  expect(result.protocols['TLSv1.2']?.suitesUnclear).toBeUndefined();
  expect(result.protocols['TLSv1.0']?.status).toBe('refused');
});

test('a server of long ago that closes for an extension which it does not know is asked without', async () => {
  const EXTENDED_MASTER_SECRET = 23;
  const server = await serve((socket, hello) =>
    socket.end(isTls12(hello) && extensionsOf(hello).has(EXTENDED_MASTER_SECRET) ? '' : plainly(hello)),
  );
  expect(await probe(server, { parts: ['suites'] })).toMatchObject(both);
});

test('what sends our own hello back is no TLS, and nobody waits for more', async () => {
  const server = await serve((socket, hello) => socket.write(hello));
  const result = await probe(server, { parts: ['versions'], patience: 60_000 });
  expect(Object.values(result.protocols).map((protocol) => protocol?.because)).toEqual(
    Array.from({ length: 6 }, () => 'unexpected-answer'),
  );
});

test('where a server stops behind its ServerHello, we wait for the rest in a few conversations only', async () => {
  const server = await serve((socket, hello) => {
    const [suite] = isTls12(hello) ? offeredSuites(hello) : [];
    if (suite === undefined || suite === 0x00ff) socket.end(alert('fatal', 40));
    else socket.write(record(22, serverHello(TLS12, suite)));
  });
  const result = await probe(server, { parts: ['suites'], patience: 100 });
  const waited = result.exchanges?.filter(({ ended }) => ended === 'timed-out').length ?? 0;
  expect({ suites: (result.protocols['TLSv1.2']?.suites?.length ?? 0) > 300, few: waited > 0 && waited < 20 }).toEqual({
    suites: true,
    few: true,
  });
});

test('plain HTTP on the port is no TLS', async () => {
  const server = await serve((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const { protocols, plainHttp } = await probe(server, { parts: ['versions'] });
  expect([protocols['TLSv1.2'], plainHttp]).toEqual([{ status: 'inconclusive', because: 'unexpected-answer' }, true]);
});

test('TLS on a port that answers some hellos in plain HTTP is accepted all the same', async () => {
  const server = await serve((socket, hello) => socket.end(isTls12(hello) ? plainly(hello) : 'HTTP/1.1 400 Bad Request\r\n\r\n'));
  const { protocols, plainHttp } = await probe(server, { parts: ['versions'] });
  expect([protocols['TLSv1.2']?.status, protocols.SSLv3?.status, plainHttp]).toEqual(['accepted', 'inconclusive', true]);
});

test('a flight that never ends is cut off, and its ServerHello stands', async () => {
  const server = await serve((socket, hello) => {
    const flight = answer(hello);
    if (flight === undefined) return socket.end(plainly(hello));
    const chunk = record(22, Buffer.alloc(16_000));
    socket.write(
      Buffer.concat([
        record(22, serverHello(TLS12, SUITE)),
        record(22, Buffer.of(11, 0xff, 0xff, 0xff)),
        ...Array.from({ length: 20 }, () => chunk),
      ]),
    );
  });
  const { protocols, exchanges = [] } = await probe(server, { parts: ['versions'] });
  expect(protocols['TLSv1.2']?.status).toBe('accepted');
  expect(exchanges.map(({ ended }) => ended)).toContain('flood');
  expect(Math.max(...exchanges.map(({ received }) => received.length))).toBeLessThanOrEqual(2 * 65_536);
});

describe('a server that turns us away after a while', () => {
  /** Every connection after the first `good` is reset. */
  async function turnAway(good: number) {
    let count = 0;
    return serve((socket, hello) => {
      count += 1;
      if (count > good) return socket.resetAndDestroy();
      socket.end(plainly(hello));
    });
  }

  test('is throttled: refusals stand as inconclusive, what was accepted stands', async () => {
    const result = await probe(await turnAway(8), { parts: ['suites'] });
    expect(result.throttled).toBe(true);
    expect(result.protocols['TLSv1.2']).toMatchObject({ status: 'accepted' });
    expect(result.protocols['TLSv1.2']?.suitesUnclear).toContain('TLS_DHE_RSA_WITH_AES_128_CBC_SHA');
    expect(result.protocols['TLSv1.0']).toEqual({ status: 'inconclusive', because: 'throttled' });
    expect(result.dhStatus).toBe('inconclusive');
  });

  test('reads the same from its transcript', async () => {
    const result = await probe(await turnAway(8), { parts: ['suites'] });
    expect(await replay(result)).toEqual(result);
  });
});

describe('a version that is met with a closed line', () => {
  test('that is an old one leaves nothing unknown of the groups: they are asked in the best version', async () => {
    const server = await serve((socket, hello) => {
      if (hello[0] === 22 && askedVersion(hello) < TLS12) return void socket.destroy();
      socket.end(plainly(hello));
    });
    const result = await probe(server, { parts: ['groups'] });
    expect(result.protocols).toMatchObject({
      'TLSv1.0': { status: 'inconclusive', onlyThisVersion: true },
      'TLSv1.2': { status: 'accepted' },
    });
    expect(result).toMatchObject({ postQuantum: 'not-offered' });
  });

  test('that is TLS 1.3: whether there are post-quantum groups nobody knows', async () => {
    const server = await serve((socket, hello) => {
      if (hello[0] === 22 && extensionsOf(hello).has(SUPPORTED_VERSIONS)) return socket.end();
      socket.end(plainly(hello));
    });
    const result = await probe(server, { parts: ['groups'] });
    expect(result.postQuantum).toBe('inconclusive');
    expect(result.groupsUnclear).toContain('X25519MLKEM768');
  });

  test('while others are answered: inconclusive, and only this version', async () => {
    const server = await serve((socket, hello) => {
      if (hello[0] === 22 && askedVersion(hello) === 0x0300) return socket.end();
      socket.end(plainly(hello));
    });
    const { protocols } = await probe(server, { parts: ['versions'] });
    expect(protocols.SSLv3).toEqual({ status: 'inconclusive', because: 'closed', onlyThisVersion: true });
    expect(protocols['TLSv1.0']).not.toHaveProperty('onlyThisVersion');
  });

  test('as others are now and then: not only this version', async () => {
    let count = 0;
    const server = await serve((socket, hello) => {
      if (hello[0] === 22 && askedVersion(hello) === 0x0300) count = 1;
      if (count > 0) return socket.resetAndDestroy();
      socket.end(plainly(hello));
    });
    const { protocols } = await probe(server, { parts: ['versions'] });
    expect(protocols.SSLv3?.onlyThisVersion ?? false).toBe(false);
  });
});
