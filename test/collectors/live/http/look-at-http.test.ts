import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { lookAtEvidence } from '../../../../collectors/live/http/evidence-link.ts';
import type { Way } from '../../../../collectors/live/http/get.ts';
import { httpResult } from '../../../../collectors/live/http/http-result.ts';
import { lookAtHttp } from '../../../../collectors/live/http/look-at-http.ts';
import { startPlain, startSecure, type WebServer, webRoot } from './web-server.ts';

const HOST = 'www.example.com';
const at = new Date('2026-11-25T12:00:00Z');
const servers: WebServer[] = [];
afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

async function started(server: Promise<WebServer>): Promise<WebServer> {
  servers.push(await server);
  return server;
}

const redirect =
  (location: string, status = 301): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { location }).end();
const page: RequestListener = (request, response) => {
  if (request.url === '/.well-known/security.txt') {
    const text = gzipSync('Contact: mailto:a@example.com\nExpires: 2027-01-01T00:00:00Z\n');
    return void response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(text);
  }
  response.setHeader('strict-transport-security', ['max-age=600', 'max-age=1']);
  response.setHeader('set-cookie', ['a=b; Secure', 'c=d']);
  response.setHeader('x-content-type-options', 'nosniff');
  response.end('hello');
};

/** Everything is at home on loopback, with the ports that the servers got. */
const way = (plain: WebServer | undefined, secure: WebServer | undefined, more: Partial<Way> = {}): Way => ({
  policy: { hosts: new Set([HOST]), denyPrivate: false, resolve: async () => ['127.0.0.1'] },
  patience: 5000,
  ports: { http: plain?.port ?? 1, https: secure?.port ?? 1 },
  roots: [webRoot],
  ...more,
});

describe('a look at a web endpoint', () => {
  test('sees the redirect, HSTS, headers, cookies and security.txt', async () => {
    const [plain, secure] = [await started(startPlain(redirect(`https://${HOST}/`))), await started(startSecure(page))];
    const seen = await lookAtHttp({ host: HOST, address: '127.0.0.1', way: way(plain, secure), at });
    expect(httpResult.parse(seen)).toEqual({
      address: '127.0.0.1',
      plainText: 'redirects-to-tls',
      redirectsAway: false,
      plainHops: [{ origin: `http://${HOST}:80`, status: 301 }],
      hops: [{ origin: `https://${HOST}:443`, status: 200 }],
      status: 200,
      tlsTrusted: true,
      hsts: { status: 'valid', maxAgeSeconds: 600, includeSubDomains: false, preload: false, fields: 2 },
      headers: { contentSecurityPolicy: false, frameProtection: false, noSniff: true, referrerPolicy: false, permissionsPolicy: false },
      cookies: [
        { secure: true, httpOnly: false, sameSite: 'unset' },
        { secure: false, httpOnly: false, sameSite: 'unset' },
      ],
      securityText: { present: true, contacts: 1, expiresAt: '2027-01-01T00:00:00Z', expired: false, signed: false, faults: [] },
      unseen: [],
    });
  });

  test('sees a header behind a certificate that is not trusted, and says so', async () => {
    const secure = await started(startSecure(page, ['other.example.com']));
    const seen = await lookAtHttp({ host: HOST, way: way(undefined, secure), at, parts: new Set(['https']) });
    expect(seen).toMatchObject({ tlsTrusted: false, hsts: { status: 'valid' } });
  });

  test.each<[string, RequestListener, string, boolean | undefined]>([
    ['serves in plain text', (_request, response) => void response.end('hello'), 'serves', undefined],
    [
      'redirects within plain text and then serves',
      (request, response) => void (request.url === '/' ? redirect('/home')(request, response) : response.end('x')),
      'serves',
      false,
    ],
    [
      'redirects within plain text and then to TLS',
      (request, response) => redirect(request.url === '/' ? '/home' : `https://${HOST}/`)(request, response),
      'redirects-to-tls',
      false,
    ],
    ['redirects to TLS at another host', redirect('https://other.example.com/'), 'redirects-to-tls', true],
    ['redirects to plain text at a host that nobody named', redirect('http://other.example.com/'), 'inconclusive', true],
    ['answers an error', (_request, response) => void response.writeHead(403).end(), 'inconclusive', undefined],
    ['redirects for ever', redirect('/'), 'inconclusive', false],
    ['redirects nowhere', (_request, response) => void response.writeHead(302).end(), 'inconclusive', undefined],
    ['redirects to a file', redirect('file:///etc/passwd'), 'inconclusive', undefined],
  ])('where it %s', async (_case, answer, plainText, redirectsAway) => {
    const plain = await started(startPlain(answer));
    const seen = await lookAtHttp({ host: HOST, way: way(plain, undefined), at, parts: new Set(['plain-text']) });
    expect(seen.plainText).toBe(plainText);
    expect(seen.redirectsAway).toBe(redirectsAway);
  });

  test('says that nothing listens without TLS, and what kept it from seeing the rest', async () => {
    const gone = await startPlain(page);
    await gone.close();
    const seen = await lookAtHttp({ host: HOST, way: way(gone, gone), at });
    expect(seen).toEqual({
      plainText: 'refused',
      unseen: [
        { what: 'https', code: 'ECONNREFUSED' },
        { what: 'security-text', code: 'ECONNREFUSED' },
      ],
    });
  });

  test('never follows TLS back into plain text', async () => {
    const secure = await started(startSecure(redirect(`http://${HOST}/`)));
    const plain = await started(startPlain(page));
    const seen = await lookAtHttp({ host: HOST, way: way(plain, secure), at, parts: new Set(['https', 'security-text']) });
    expect(seen).toMatchObject({ status: 301, hsts: { status: 'absent' } });
    expect(plain.asked).toEqual([]);
  });

  test('connects to nothing that is not public, where that is asked for, not even after a redirect', async () => {
    const inside = await started(startPlain(page));
    const policy = { hosts: undefined, denyPrivate: true, resolve: async () => ['127.0.0.1'] };
    const denied = await lookAtHttp({ host: HOST, way: way(inside, inside, { policy }), at });
    expect(denied.unseen.map(({ code }) => code)).toEqual(['denied-address', 'denied-address', 'denied-address']);
    expect(inside.asked).toEqual([]);
  });

  test('follows a redirect to an address no further than to a name', async () => {
    const inside = await started(startPlain(page));
    const outside = await started(startPlain(redirect(`http://127.0.0.1:${inside.port}/`)));
    const seen = await lookAtHttp({ host: HOST, way: way(outside, undefined), at, parts: new Set(['plain-text']) });
    expect(seen.unseen).toEqual([{ what: 'plain-text', code: 'denied-host' }]);
    expect(inside.asked).toEqual([]);
  });

  test('looks a name up again for each step, and goes by what it finds then', async () => {
    const plain = await started(startPlain(redirect('/again')));
    let steps = 0;
    const resolve = async () => {
      steps += 1;
      return ['127.0.0.1'];
    };
    // As where a name stood for a public address, and for an inner one a moment later.
    const policy = {
      hosts: new Set([HOST]),
      resolve,
      get denyPrivate() {
        return steps > 1;
      },
    };
    const seen = await lookAtHttp({ host: HOST, way: way(plain, undefined, { policy }), at, parts: new Set(['plain-text']) });
    expect(seen).toMatchObject({ plainHops: [{ status: 301 }], unseen: [{ what: 'plain-text', code: 'denied-address' }] });
    expect(plain.asked).toEqual([`GET ${HOST} /`]);
  });

  test('takes the headers of its own host, wherever it is sent from there', async () => {
    const secure = await started(
      startSecure(
        (request, response) => {
          if (request.headers.host?.startsWith(HOST))
            response.writeHead(302, { location: 'https://other.example.com/', 'x-content-type-options': 'nosniff' });
          response.end();
        },
        [HOST, 'other.example.com'],
      ),
    );
    const policy = { hosts: new Set([HOST, 'other.example.com']), denyPrivate: false, resolve: async () => ['127.0.0.1'] };
    const seen = await lookAtHttp({ host: HOST, way: way(undefined, secure, { policy }), at, parts: new Set(['https']) });
    expect(seen).toMatchObject({ status: 200, hops: [{ status: 302 }, { status: 200 }], headers: { noSniff: true } });
  });

  test('reads no more of a text than a text may have, though it never ends', async () => {
    const secure = await started(
      startSecure((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.write('Contact: mailto:a@example.com\nExpires: 2027-01-01T00:00:00Z\n');
        // For ever: it ends when nobody listens any more.
        const more = (): void => {
          while (response.write('# more\n'.repeat(1000)));
        };
        response.on('drain', more);
        more();
      }),
    );
    const seen = await lookAtHttp({ host: HOST, way: way(undefined, secure), at, parts: new Set(['security-text']) });
    expect(seen.securityText).toMatchObject({ present: true, faults: ['too-large'] });
  });

  const textAt = (...paths: readonly string[]) =>
    startSecure((request, response) => {
      if (!paths.includes(request.url ?? '')) return void response.writeHead(404).end();
      response
        .writeHead(200, { 'content-type': 'text/plain' })
        .end(`Contact: mailto:a@example.com\nExpires: 2027-01-0${paths.indexOf(request.url ?? '') + 1}T00:00:00Z\n`);
    });
  const textOf = async (server: WebServer) =>
    (await lookAtHttp({ host: HOST, way: way(undefined, server), at, parts: new Set(['security-text']) })).securityText;

  test('finds security.txt at the place of old only where there is none at its own', async () => {
    const [own, old] = ['/.well-known/security.txt', '/security.txt'];
    expect(await textOf(await started(textAt(own, old)))).toMatchObject({ present: true, expiresAt: '2027-01-01T00:00:00Z' });
    expect(await textOf(await started(textAt(own, old)))).not.toHaveProperty('legacy');
    expect(await textOf(await started(textAt(old)))).toMatchObject({ present: true, legacy: true });
    expect(await textOf(await started(textAt('/')))).toEqual({ present: false });
  });

  test('knows of no security.txt where one place says nothing', async () => {
    const half = await started(
      startSecure((request, response) => (request.url === '/security.txt' ? request.socket.destroy() : response.writeHead(404).end())),
    );
    const seen = await lookAtHttp({ host: HOST, way: way(undefined, half), at, parts: new Set(['security-text']) });
    expect(seen.securityText).toBeUndefined();
    expect(seen.unseen).toMatchObject([{ what: 'security-text' }]);
  });

  test('is not kept waiting by a server that says nothing', async () => {
    const silent = await started(startPlain(() => {}));
    const seen = await lookAtHttp({ host: HOST, way: way(silent, undefined, { patience: 50 }), at, parts: new Set(['plain-text']) });
    expect(seen).toMatchObject({ plainText: 'inconclusive', unseen: [{ what: 'plain-text', code: 'ETIMEDOUT' }] });
  });
});

describe('a link to evidence', () => {
  test('has a status, a type and a digest, and tells whether it changed', async () => {
    const secure = await started(
      startSecure((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/pdf; a=b', 'last-modified': 'Wed, 25 Nov 2026 10:00:00 GMT' }).end('proof');
      }),
    );
    const url = new URL(`https://${HOST}/iso27001.pdf`);
    const seen = await lookAtEvidence(url, way(undefined, secure));
    expect(seen).toEqual({
      address: '127.0.0.1',
      url: url.href,
      hops: [{ origin: `https://${HOST}:443`, status: 200 }],
      status: 200,
      type: 'application/pdf',
      bytes: 5,
      sha256: createHash('sha256').update('proof').digest('hex'),
      lastModified: '2026-11-25T10:00:00Z',
    });
    expect(await lookAtEvidence(url, way(undefined, secure), 'f'.repeat(64))).toMatchObject({ changed: true });
  });

  test('has no digest where it is gone, and none from a server that nobody trusts', async () => {
    const gone = await started(startSecure((_request, response) => void response.writeHead(404).end('gone')));
    const url = new URL(`https://${HOST}/a.pdf`);
    expect(await lookAtEvidence(url, way(undefined, gone))).toMatchObject({ status: 404, bytes: 4 });
    expect(await lookAtEvidence(url, way(undefined, gone))).not.toHaveProperty('sha256');
    const forged = await lookAtEvidence(url, way(undefined, gone, { roots: [] }));
    expect(forged).toMatchObject({ code: 'untrusted-certificate' });
    expect(forged).not.toHaveProperty('sha256');
  });
});
