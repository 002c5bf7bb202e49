import { gzipSync } from 'node:zlib';
import type { RawReply, Tap } from 'claimcheck/plugin';
import { describe, expect, test } from 'vitest';
import { originOf, wireFetch } from '../../../collectors/gcp/fetch.ts';
import { openSender } from '../../../collectors/gcp/send.ts';
import { type Answer, json, startLoopback } from './loopback.ts';

const credential = {
  headers: async () => ({ authorization: 'Bearer t' }),
  answered: () => 'taken' as const,
  identity: async () => undefined,
};

/** Asks a loopback server for its list of buckets; `tap` stands in for the Wire's. */
async function ask(answer: Answer, tap: Partial<Tap> = {}, path = '/b') {
  const server = await startLoopback({ 'storage:buckets.list': () => answer });
  const sender = openSender();
  const seen: RawReply[] = [];
  const own: Tap = { saw: (reply) => seen.push(reply), signal: () => undefined, stored: () => undefined, outside: (work) => work() };
  const fetched = wireFetch({ homes: [server.url], credential, sender, tap: { ...own, ...tap }, verifies: true });
  try {
    const url = path.startsWith('http') ? path : `${server.url}${path}`;
    const outcome = await fetched(url).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      (error: unknown) => ({ error }),
    );
    return { outcome, seen, asked: server.asked, host: server.host };
  } finally {
    sender.close();
    await server.close();
  }
}

describe('an answer', () => {
  test('is told whole, and handed on unchanged', async () => {
    const { outcome, seen, host } = await ask(json({ kind: 'x' }, 403, { 'x-request-id': 'r-1' }));
    expect(outcome).toEqual({ status: 403, text: '{"kind":"x"}' });
    expect(seen).toMatchObject([{ host, status: 403, origin: 'override', requestId: 'upload-1', headers: { date: expect.any(String) } }]);
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe('{"kind":"x"}');
  });

  test('that is compressed is told as it was before', async () => {
    const { outcome, seen } = await ask({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('{}') });
    expect(outcome).toEqual({ status: 200, text: '{}' });
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe('{}');
  });

  test.each([204, 304])('may have no body (%i)', async (status) => {
    expect((await ask({ status, body: '' })).outcome).toEqual({ status, text: '' });
  });

  test('that is stored is given without going out, and without credentials', async () => {
    const stored = { host: 'h', status: 200, headers: {}, body: Buffer.from(' {"a":1}'), requestId: undefined, origin: 'replay' as const };
    const { outcome, seen, asked } = await ask(json({}), { stored: () => stored });
    expect(outcome).toEqual({ status: 200, text: ' {"a":1}' });
    expect([seen, asked]).toEqual([[], []]);
  });

  test('that should be stored and is not is an error, and nobody is asked', async () => {
    const { outcome, asked } = await ask(json({}), { stored: () => 'none' });
    expect(outcome).toMatchObject({ error: { code: 'NotStored' } });
    expect(asked).toEqual([]);
  });
});

describe('the time of a call', () => {
  test('ends its request in mid-body, and nothing is told', async () => {
    const late = new AbortController();
    // Long after the headers are there: until then Node itself would end it.
    setTimeout(() => late.abort(new Error('late')), 150);
    const { outcome, seen } = await ask({ body: '{"kind":"storage#buckets"}', hold: true }, { signal: () => late.signal });
    expect(outcome).toMatchObject({ error: { name: 'AbortError' } });
    expect(seen).toEqual([]);
  });
});

test('no token is shown to an address that is not one of the APIs', async () => {
  const { outcome, asked } = await ask(json({}), {}, 'http://127.0.0.1:1/b');
  expect(outcome).toMatchObject({ error: { code: 'ForeignAddress' } });
  expect(asked).toEqual([]);
});

describe('the origin', () => {
  test.each([
    'https://storage.googleapis.com/storage/v1/b',
    'https://cloudresourcemanager.googleapis.com/v3/projects',
    'https://orgpolicy.googleapis.com/v2/x',
    'https://storage.me-central2.rep.googleapis.com/storage/v1/b',
  ])("%s is the provider's own", (url) => expect(originOf(new URL(url), true)).toBe('live'));

  test.each([
    'https://some-bucket.storage.googleapis.com/',
    'https://googleapis.com.example.com/',
    'https://evil-googleapis.com/',
    'https://googleapis.com/',
    'https://storage.googleapis.com:8443/',
    'https://storage.cloud.google.com/',
    'https://example.appspot.com/',
    'https://service.run.app/',
    'http://storage.googleapis.com/',
    'http://127.0.0.1/',
  ])("%s is anyone's", (url) => expect(originOf(new URL(url), true)).toBe('override'));

  test('without a verified certificate nothing is live', () => {
    expect(originOf(new URL('https://storage.googleapis.com/'), false)).toBe('override');
  });
});
