import { createEmptyPipeline, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test, vi } from 'vitest';
import { armOf } from '../../../collectors/azure/arm.ts';
import { meaning } from '../../../collectors/azure/errors.ts';
import { originOf, WireClient } from '../../../collectors/azure/http-client.ts';
import { type KeptReply, toReply } from '../../../src/collect/reply.ts';
import type { Reply } from '../../../src/model.ts';
import type { RawReply, Tap } from '../../../src/plugin.ts';
import { clockThatNotes, wireWith } from './looking.ts';
import { json, refusal, startLoopback } from './loopback.ts';

describe('origin', () => {
  test.each([
    'management.azure.com',
    'MANAGEMENT.azure.com',
    'westeurope.management.azure.com',
    'management.usgovcloudapi.net',
    'management.chinacloudapi.cn',
    'graph.microsoft.com',
    'example.vault.azure.net',
  ])('%s over verified TLS is live', (host) => {
    expect(originOf(host, true)).toBe('live');
    expect(originOf(host, false)).toBe('override');
  });

  test.each([
    '127.0.0.1',
    'management.azure.com.example.com',
    'notmanagement.azure.com',
    'a.b.vault.azure.net',
    'example.azurewebsites.net',
  ])('%s is not', (host) => {
    expect(originOf(host, true)).toBe('override');
  });
});

/** A Wire's side that only notes. */
function tapWith(stored: ReturnType<Tap['stored']>) {
  const seen: RawReply[] = [];
  const tap: Tap = { saw: (reply) => seen.push(reply), signal: () => undefined, stored: () => stored, outside: (work) => work() };
  return { tap, seen };
}

function clientOf(tap: Tap, home: string, tokens: string[] = ['first', 'second']) {
  const forgotten: string[] = [];
  const credential = {
    token: async () => tokens[forgotten.length] ?? 'none',
    forget: (token: string) => void forgotten.push(token),
    identity: () => undefined,
    failure: () => undefined,
  };
  return { client: new WireClient({ homes: new Set([home]), credential, tap, verifies: true }), forgotten };
}

describe('stored answers', () => {
  const reply = {
    host: 'management.azure.com',
    status: 200,
    headers: {},
    body: Buffer.from(' {"value":[]}'),
    requestId: undefined,
    origin: 'replay' as const,
  };

  test('are given instead of going out, as what they look like', async () => {
    const { tap, seen } = tapWith(reply);
    const { client } = clientOf(tap, 'https://127.0.0.1:1');
    const response = await client.sendRequest(createPipelineRequest({ url: 'https://127.0.0.1:1/' }));
    expect([response.status, response.headers.get('content-type'), response.bodyAsText]).toEqual([
      200,
      'application/json',
      ' {"value":[]}',
    ]);
    expect(seen).toEqual([]);
  });

  test('that are missing are an error, and nobody is asked', async () => {
    const { client } = clientOf(tapWith('none').tap, 'https://127.0.0.1:1');
    await expect(client.sendRequest(createPipelineRequest({ url: 'https://127.0.0.1:1/' }))).rejects.toThrow('stored');
  });
});

describe('the token', () => {
  test('is not asked for, and nothing is sent, for an address that is not home', async () => {
    const server = await startLoopback({});
    try {
      const { tap, seen } = tapWith(undefined);
      const { client } = clientOf(tap, 'https://management.azure.com');
      const asked = client.sendRequest(createPipelineRequest({ url: `${server.url}/next` }));
      await expect(asked).rejects.toMatchObject({ reason: 'malformed', code: 'ForeignNextLink' });
      expect([server.asked.length, seen.length]).toEqual([0, 0]);
    } finally {
      await server.close();
    }
  });

  test.each([
    [401, ['first']],
    [403, []],
    [200, []],
  ])('after %i, %j is forgotten', async (status, expected) => {
    const server = await startLoopback({ subscriptions: () => json({}, status) });
    const { tap, seen } = tapWith(undefined);
    const { client, forgotten } = clientOf(tap, server.url);
    try {
      await client.sendRequest(createPipelineRequest({ url: `${server.url}/subscriptions` }));
      expect(forgotten).toEqual(expected);
      expect(seen).toMatchObject([{ status, origin: 'override', requestId: 'request-1', secrets: ['first'] }]);
    } finally {
      client.close();
      await server.close();
    }
  });
});

test('the time of a call ends its request in mid-body, and gives the connection back', async () => {
  const server = await startLoopback({ subscriptions: () => ({ body: '{"value":[]}', hold: true }) });
  const time = new AbortController();
  const { client } = clientOf({ ...tapWith(undefined).tap, signal: () => time.signal }, server.url);
  try {
    const asked = client.sendRequest(createPipelineRequest({ url: `${server.url}/subscriptions` }));
    const ended = expect(asked).rejects.toSatisfy((error) => meaning(error).reason === 'unreachable');
    await vi.waitFor(() => expect(server.asked).toHaveLength(1));
    await new Promise((headersAreThere) => setImmediate(headersAreThere));
    time.abort();
    await ended;
  } finally {
    client.close();
    await server.close();
  }
});

test('fifty calls at once, some of them refused at first, each keep the reply to their own request', async () => {
  const server = await startLoopback({
    subscription: ({ url }, nth) => (nth % 5 === 0 ? refusal(429, 'TooManyRequests') : json({ echo: url })),
  });
  const waits: number[] = [];
  const wire = wireWith(clockThatNotes(waits));
  const client = new WireClient({
    homes: new Set([server.url]),
    credential: { token: async () => 'token', forget: () => {}, identity: () => undefined, failure: () => undefined },
    tap: wire.tap,
    verifies: true,
  });
  const arm = await armOf(server.url, client, createEmptyPipeline());
  const kept: Reply[] = [];
  const caller = {
    key: 'target',
    meaning,
    allowance: () => ({ bucket: 1000, rate: 1000 }),
    keep: (reply: KeptReply) => `hash-${kept.push(toReply(reply))}`,
    numbers: { calls: 0, retries: 0 },
  };
  try {
    const paths = Array.from({ length: 200 }, (_, index) => `/subscriptions/${index}`);
    const answers = await Promise.all(paths.map((path) => wire.call(caller, 'arm:Get', { path }, (input) => arm.get(input.path))));
    expect(answers.map(({ value }) => value)).toEqual(paths.map((echo) => ({ echo })));
    expect(kept).toHaveLength(200);
    for (const { input, body } of kept) expect(JSON.parse(body)).toEqual({ echo: Object(input).path });
    expect(caller.numbers.retries).toBeGreaterThan(0);
  } finally {
    client.close();
    await server.close();
  }
});
