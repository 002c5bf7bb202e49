import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { originOf, WireHandler } from '../../../collectors/aws/wire-handler.ts';
import type { RawReply, Tap } from '../../../src/plugin.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024);
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function ask(answer: (response: ServerResponse) => void, signal?: AbortSignal) {
  const gone: Promise<void>[] = [];
  const server = createServer((request, response) => {
    gone.push(new Promise((done) => request.socket.once('close', () => done())));
    request.resume();
    answer(response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const seen: RawReply[] = [];
  const calls = new AsyncLocalStorage<true>();
  const tap: Tap = {
    saw: (reply) => seen.push(reply),
    signal: () => (calls.getStore() ? signal : undefined),
    stored: () => undefined,
    outside: (work) => calls.exit(work),
  };
  const handler = new WireHandler(tap, true);
  closing.push(
    () => handler.destroy(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const request: Parameters<WireHandler['handle']>[0] = {
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    path: '/',
    method: 'POST',
    query: {},
    headers: {},
    body: 'Action=X',
    clone: () => request,
  };
  const answered = calls.run(true, () => handler.handle(request));
  return { seen, gone, answered, port };
}

describe('an answer', () => {
  test('is told whole, and handed to the client unchanged', async () => {
    const { seen, answered, port } = await ask((response) =>
      response.writeHead(403, { 'X-Amzn-RequestId': 'r-1', 'X-Two': 'b' }).end('<Response/>'),
    );
    const { response } = await answered;
    expect([response.statusCode, Buffer.from(response.body).toString()]).toEqual([403, '<Response/>']);
    expect(seen).toMatchObject([
      { host: `127.0.0.1:${port}`, status: 403, requestId: 'r-1', origin: 'override', headers: { 'x-two': 'b' } },
    ]);
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe('<Response/>');
  });

  test('that is compressed is told as it was before', async () => {
    const { seen, answered } = await ask((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('<Response/>')),
    );
    expect(Buffer.from((await answered).response.body).toString()).toBe('<Response/>');
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe('<Response/>');
  });

  test.each([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html><html><body>Welcome</body></html>'],
    ['a page without its doctype', '\n<HTML lang="en"></HTML>'],
  ])('of status 200 that is %s is told, and is no answer', async (_, body) => {
    const { seen, answered } = await ask((response) => response.writeHead(200).end(body));
    await expect(answered).rejects.toMatchObject({ code: 'SerializationError', $metadata: { httpStatusCode: 200 } });
    expect(seen).toHaveLength(1);
  });

  test('of another status may be empty', async () => {
    const { seen, answered } = await ask((response) => response.writeHead(403).end());
    expect(Buffer.from((await answered).response.body).toString()).toBe('');
    expect(seen).toHaveLength(1);
  });

  test('that does not end is no longer read, and is not told', async () => {
    let sent = 0;
    const { seen, gone, answered } = await ask((response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(MEGABYTE)) sent += 1;
      };
      response.writeHead(200).on('drain', more);
      more();
    });
    await expect(answered).rejects.toMatchObject({ reason: 'malformed', code: 'TooLarge' });
    await Promise.all(gone);
    expect(seen).toEqual([]);
    expect(sent).toBeLessThan(100); // what the sockets hold comes on top
  });

  test('that unfolds to more than that is an error', async () => {
    const { answered } = await ask((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(65 * MEGABYTE.length))),
    );
    await expect(answered).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
  });

  test('that is cut off is an error, and is not told', async () => {
    const { seen, answered } = await ask((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
    });
    await expect(answered).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(seen).toEqual([]);
  });
});

describe('the time of a call', () => {
  test('ends its request in mid-body: the connection is closed, and nothing is told', async () => {
    const late = new AbortController();
    const reason = new Error('late');
    const { seen, gone, answered } = await ask((response) => {
      // Long after the headers are there: until then the client's own handling would end it.
      response.writeHead(200, { 'content-length': '100' }).write('half', () => setTimeout(() => late.abort(reason), 100));
    }, late.signal);
    await expect(answered).rejects.toMatchObject({ name: 'AbortError', cause: reason });
    await Promise.all(gone);
    expect(seen).toEqual([]);
  });

  test('ends its request before the headers', async () => {
    const late = new AbortController();
    const { gone, answered } = await ask(() => setImmediate(() => late.abort()), late.signal);
    await expect(answered).rejects.toMatchObject({ name: 'AbortError' });
    await Promise.all(gone);
    expect(gone).toHaveLength(1);
  });
});

describe('the origin', () => {
  test.each([
    'ec2.eu-west-1.amazonaws.com',
    'kms-fips.us-gov-west-1.amazonaws.com',
    'sts.amazonaws.com',
    'ec2.cn-north-1.amazonaws.com.cn',
    'ec2.us-east-1.api.aws',
    's3.dualstack.eu-west-1.amazonaws.com',
    '111122223333.s3-control.eu-west-1.amazonaws.com',
    'kms.eusc-de-east-1.amazonaws.eu',
  ])("%s is the provider's own host", (host) => {
    expect(originOf('https:', host, true)).toBe('live');
  });

  test.each([
    '127.0.0.1',
    'example.com',
    'amazonaws.com.example.com',
    'ec2.eu-west-1.amazonaws.com.example.com',
    'evil-amazonaws.com',
    'abcdefgh12.execute-api.eu-west-1.amazonaws.com',
    'balancer-123.eu-west-1.elb.amazonaws.com',
    'ec2-198-51-100-1.eu-west-1.compute.amazonaws.com',
    'ec2-198-51-100-1.compute-1.amazonaws.com',
    'bucket.s3.eu-west-1.amazonaws.com',
    '111122223333.execute-api.eu-west-1.amazonaws.com',
    'vpce-1-a.vpce-svc-2.eu-west-1.vpce.amazonaws.com',
  ])("%s is anyone's", (host) => {
    expect(originOf('https:', host, true)).toBe('override');
  });

  test('without TLS, or without a verified certificate, nothing is live', () => {
    const host = 'ec2.eu-west-1.amazonaws.com';
    expect([originOf('http:', host, true), originOf('https:', host, false)]).toEqual(['override', 'override']);
  });
});
