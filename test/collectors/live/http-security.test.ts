import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { describe, expect, test } from 'vitest';
import { names } from '../../../collectors/live/dns.ts';
import { httpEndpoints } from '../../../collectors/live/http-security.ts';
import { collect } from './fake-look.ts';
import { selfSigned, withTls } from './probing.ts';

const rsa = selfSigned('rsa-2048');

async function withWeb<T>(answer: (path: string, response: ServerResponse) => void, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(rsa, (request, response) => answer(request.url ?? '', response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    return await work(address.port);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('a web endpoint', () => {
  test('is seen with its headers, cookies and security.txt, without their words', async () => {
    const { observations, replies } = await withWeb(
      (path, response) => {
        if (path === '/.well-known/security.txt')
          return response
            .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
            .end('Contact: mailto:security@example.com\nExpires: 2027-01-01T00:00:00Z\n');
        return response
          .writeHead(200, {
            'strict-transport-security': 'max-age=31536000; includeSubDomains',
            'set-cookie': 'session=hunter2; Secure; HttpOnly; SameSite=Lax',
            'x-content-type-options': 'nosniff',
          })
          .end('hello');
      },
      (port) => collect(httpEndpoints, { host: '127.0.0.1', port }, { ca: rsa.cert }),
    );
    expect(observations.map(({ data }) => data)).toMatchObject([
      {
        hsts: { status: 'valid', maxAgeSeconds: 31_536_000, includeSubDomains: true },
        noSniff: true,
        contentSecurityPolicy: false,
        cookies: [{ secure: true, httpOnly: true, sameSite: 'lax' }],
        securityText: { present: true, contacts: 1, expiresAt: '2027-01-01T00:00:00Z' },
        status: 200,
      },
    ]);
    expect(observations[0]?.replies).toHaveLength(2);
    expect(replies.map(({ reply }) => Buffer.from(reply.body).toString()).join()).not.toMatch(/hunter2|security@/);
  });

  test('on a port of its own says nothing about port 80', async () => {
    const { observations } = await withWeb(
      (_path, response) => response.end(),
      (port) => collect(httpEndpoints, { host: '127.0.0.1', port }),
    );
    expect(observations[0]?.data).not.toHaveProperty('plainText');
  });

  test('that speaks TLS and no HTTP is a gap', async () => {
    const { observations, gap } = await withTls(rsa, (at) => collect(httpEndpoints, at, { timeout: 0.2 }));
    expect({ observations, reason: gap?.reason }).toEqual({ observations: [], reason: 'unreachable' });
  });

  test('is none where the config names another protocol', async () => {
    const seen = await collect(httpEndpoints, { host: '127.0.0.1', port: 1, upgradedFrom: 'smtp' });
    expect(seen).toMatchObject({ observations: [], replies: [] });
    expect(seen.gap).toBeUndefined();
  });
});

describe('a name', () => {
  test('is seen with the sort of its addresses, and not with them', async () => {
    const { observations } = await collect(names, { host: 'localhost', port: 443 }, { timeout: 0.2 });
    expect(observations[0]?.data).toMatchObject({ addresses: [{ range: 'loopback' }] });
    expect(JSON.stringify(observations[0]?.data)).not.toMatch(/127\.0|::1/);
  });

  test('that is an address says nothing', async () => {
    expect(await collect(names, { host: '127.0.0.1', port: 443 })).toMatchObject({ observations: [], replies: [] });
  });
});
