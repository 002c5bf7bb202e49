import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { groupName } from '../../../../collectors/live/names/groups.ts';
import { suites } from '../../../../collectors/live/names/suites.ts';
import { versionCodes } from '../../../../collectors/live/names/versions.ts';
import { clients } from '../../../../collectors/live/plan/simulations.ts';
import { uint16s } from '../../../../collectors/live/wire/bytes.ts';
import { extensionsOf, offeredSuites } from '../scripted-server.ts';

/** What this Node's own OpenSSL says first, left to itself. */
async function helloOfOpenSsl(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect({ host: '127.0.0.1', port: address.port, ciphers: 'DEFAULT', servername: 'localhost' });
  client.on('error', () => {});
  const [socket] = await once(server, 'connection');
  const [hello] = await once(socket, 'data');
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}

describe.each(clients.map((client) => [client.name, client] as const))('%s', (_name, client) => {
  test('offers suites that there are, of versions that it speaks, each once', () => {
    const known = client.suites.flatMap((code) => suites.get(code) ?? []);
    expect(known.length).toBe(client.suites.length);
    expect(new Set(client.suites).size).toBe(client.suites.length);
    for (const { from, to, name } of known) {
      const spoken = client.versions.some(
        (version) => versionCodes[from] <= versionCodes[version] && versionCodes[version] <= versionCodes[to],
      );
      expect({ name, spoken }).toEqual({ name, spoken: true });
    }
  });

  test('sends shares of groups that it offers, in their order', () => {
    expect(client.groups.filter((group) => client.shares.includes(group))).toEqual(client.shares);
    expect(client.groups.filter((group) => groupName(group).startsWith('0x'))).toEqual([]);
  });

  test('offers each scheme once', () => {
    expect(new Set(client.signatures).size).toBe(client.signatures.length);
  });
});

test("OpenSSL's shape is that of OpenSSL", async () => {
  expect(process.versions.openssl).toMatch(/^3\.5\./);
  const hello = await helloOfOpenSsl();
  const extensions = extensionsOf(hello);
  const list = (type: number): number[] => uint16s((extensions.get(type) ?? Buffer.alloc(2)).subarray(2));
  const shape = clients.find(({ name }) => name === 'OpenSSL 3.5');
  // 00ff stands for secure renegotiation, and is no suite.
  expect(offeredSuites(hello).filter((suite) => suite !== 0x00ff)).toEqual(shape?.suites);
  expect(list(10)).toEqual(shape?.groups);
  expect(list(13)).toEqual(shape?.signatures);
});
