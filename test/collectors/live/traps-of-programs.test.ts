/** What programs that serve TLS have been seen to do, one test each, against OpenSSL itself where that does it. "Trap n" is as in traps.test.ts. */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { groupName } from '../../../collectors/live/names/groups.ts';
import { probe, selfSigned, withTls } from './probing.ts';
import { alert, askedVersion, extensionsOf, message, offeredSuites, record, serve, serverHello, uint16 } from './scripted-server.ts';

const rsa = selfSigned('rsa-2048');
const TLS12 = 0x0303;
const GROUPS = 10;
const SUPPORTED_VERSIONS = 43;
const ECDHE_RSA = 0xc02f;
const done = message(14, Buffer.alloc(0));

function isTls12(hello: Buffer): boolean {
  return hello[0] === 22 && askedVersion(hello) === TLS12 && !extensionsOf(hello).has(SUPPORTED_VERSIONS);
}

function offeredGroups(hello: Buffer): number[] {
  const list = extensionsOf(hello).get(GROUPS) ?? Buffer.alloc(2);
  return Array.from({ length: list.length / 2 - 1 }, (_, index) => list.readUInt16BE(2 + 2 * index));
}

/** ECDHE with RSA and the curve that `choose` takes from those offered; undefined: refused. */
function withCurve(choose: (offered: readonly number[]) => number | undefined) {
  return (socket: Socket, hello: Buffer) => {
    if (!isTls12(hello)) return socket.end(alert('fatal', 70));
    const group = offeredSuites(hello).includes(ECDHE_RSA) ? choose(offeredGroups(hello)) : undefined;
    if (group === undefined) return socket.end(alert('fatal', 40));
    const exchange = Buffer.concat([Buffer.of(3), uint16(group), Buffer.of(1, 4), uint16(0x0401), uint16(1), Buffer.of(7)]);
    socket.end(record(22, Buffer.concat([serverHello(TLS12, ECDHE_RSA), message(12, exchange), done])));
  };
}

test('trap 4: of a key of RSA, TLS 1.3 has the three schemes of PSS, and TLS 1.2 those of PKCS #1 beside them', async () => {
  const result = await withTls({ ...rsa, minVersion: 'TLSv1.2' }, (at) => probe(at, { parts: ['signatures'] }));
  const of = (version: string) => result.signatureAlgorithms?.flatMap(({ scheme, protocol }) => (protocol === version ? [scheme] : []));
  expect(of('TLSv1.3')).toEqual(['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512']);
  expect(of('TLSv1.2')).toEqual(expect.arrayContaining(['rsa_pkcs1_sha256', 'rsa_pkcs1_sha512', 'rsa_pss_rsae_sha256']));
  expect(result.signatureAlgorithmsUnclear).toBeUndefined();
});

test('trap 5: OpenSSL chooses a prime by the suite, so that one suite says nothing of the others', async () => {
  const options = { ...rsa, maxVersion: 'TLSv1.2', dhparam: 'auto', ciphers: 'ADH-AES128-SHA:ADH-AES256-SHA:@SECLEVEL=0' } as const;
  const { dh, dhStatus } = await withTls(options, (at) => probe(at, { parts: ['suites'] }));
  expect(dhStatus).toBe('offered');
  expect(Object.fromEntries(dh?.map(({ suite, bits }) => [suite, bits]) ?? [])).toEqual({
    TLS_DH_anon_WITH_AES_128_CBC_SHA: 1024,
    TLS_DH_anon_WITH_AES_256_CBC_SHA: 3072,
  });
});

test('trap 7: a version that OpenSSL has switched on and cannot sign in is refused, whichever alert says so', async () => {
  const options = { ...rsa, minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT@SECLEVEL=1' } as const;
  const { protocols } = await withTls(options, (at) => probe(at, { parts: ['suites'] }));
  expect(protocols['TLSv1.0']).toMatchObject({ status: 'refused', because: 'alert' });
  expect(protocols['TLSv1.2']?.status).toBe('accepted');
});

test('trap 9: a curve that was not offered is none that is accepted, and the others stay unclear', async () => {
  const result = await probe(await serve(withCurve(() => 0x17)), { parts: ['groups'] });
  expect(result.groups?.map(({ group }) => group)).toEqual(['secp256r1']);
  expect(result.groupsUnclear).toContain('secp384r1');
});

test('trap 9: a group of TLS 1.3 that was not offered proves nothing', async () => {
  const extensions = Buffer.concat([Buffer.of(0, 43, 0, 2, 3, 4, 0, 51, 0, 36), uint16(0xfefe), uint16(32), Buffer.alloc(32, 9)]);
  const server = await serve((socket, hello) => {
    const young = hello[0] === 22 && extensionsOf(hello).has(SUPPORTED_VERSIONS);
    socket.end(young ? record(22, serverHello(TLS12, 0x1301, extensions)) : alert('fatal', 70));
  });
  const { protocols } = await probe(server, { parts: ['versions'] });
  expect(protocols['TLSv1.3']).toMatchObject({ status: 'inconclusive', because: 'unexpected-answer' });
});

test('trap 11: from SSL 3.0 up to TLS 1.2, and no TLS 1.3', async () => {
  const server = await serve((socket, hello) => {
    const asked = hello[0] === 22 ? askedVersion(hello) : 0;
    const has = asked >= 0x0300 && asked <= TLS12 && offeredSuites(hello).includes(0x002f);
    socket.end(has ? record(22, Buffer.concat([serverHello(asked, 0x002f), done])) : alert('fatal', 40));
  });
  const { protocols } = await probe(server, { parts: ['suites'] });
  expect(Object.entries(protocols).map(([version, seen]) => `${version} ${seen?.status}`)).toEqual([
    'SSLv2 refused',
    'SSLv3 accepted',
    'TLSv1.0 accepted',
    'TLSv1.1 accepted',
    'TLSv1.2 accepted',
    'TLSv1.3 refused',
  ]);
});

test('trap 12: one suite alone in TLS 1.3 is one suite', async () => {
  const ciphers = 'TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES128-GCM-SHA256';
  const { protocols } = await withTls({ ...rsa, minVersion: 'TLSv1.2', ciphers }, (at) => probe(at, { parts: ['suites'] }));
  expect(protocols['TLSv1.3']).toEqual({ status: 'accepted', suites: ['TLS_CHACHA20_POLY1305_SHA256'] });
});

test('trap 12: curves that are all but forgotten are found', async () => {
  const forgotten = [15, 18, 20, 21, 22];
  const server = await serve(withCurve((offered) => offered.find((group) => forgotten.includes(group))));
  const { groups, groupsUnclear } = await probe(server, { parts: ['groups'] });
  expect(groups?.map(({ group }) => group).toSorted()).toEqual(forgotten.map(groupName).toSorted());
  expect(groupsUnclear).toBeUndefined();
});

test('trap 13: a conversation that has told enough is closed, and not cut', async () => {
  const cut: Error[] = [];
  const answer = withCurve(([first]) => first);
  const server = await serve((socket, hello) => {
    socket.on('error', (error) => cut.push(error));
    answer(socket, hello);
  });
  const { connections } = await probe(server, { parts: ['suites', 'groups'] });
  expect({ many: connections > 20, cut }).toEqual({ many: true, cut: [] });
});

test('trap 14: as many connections are told as the server has had', async () => {
  let had = 0;
  const answer = withCurve(([first]) => first);
  const server = await serve((socket, hello) => {
    had += 1;
    answer(socket, hello);
  });
  const { connections } = await probe(server);
  expect(connections).toBe(had);
});
