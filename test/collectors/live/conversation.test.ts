import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { RawReply } from 'claimcheck/plugin';
import { afterEach, expect, test } from 'vitest';
import { converse } from '../../../collectors/live/conversation.ts';
import { openEndpoint } from '../../../collectors/live/endpoint.ts';
import { type ScriptedServer, startScripted } from './scripted-server.ts';

const HOST = '127.0.0.1';
const servers: ScriptedServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function serve(script: (socket: Socket, hello: Buffer) => void, signal?: AbortSignal) {
  const server = await startScripted(script);
  servers.push(server);
  const replies: RawReply[] = [];
  const tap = {
    saw: (reply: RawReply) => void replies.push(reply),
    signal: () => signal,
    stored: () => undefined,
    outside: <T>(work: () => T) => work(),
  };
  return { endpoint: openEndpoint(server, tap, { patience: 2000 }), replies, server };
}

test('both sides are kept, byte for byte', async () => {
  const { endpoint } = await serve((socket) => socket.end('answer'));
  const { sent, received, ended } = await converse(endpoint, HOST, ({ stream }) => void stream.resume().write('question'));
  expect({ sent, received, ended }).toEqual({
    sent: Buffer.from('question').toString('hex'),
    received: Buffer.from('answer').toString('hex'),
    ended: 'closed',
  });
});

test('of a flood only the beginning is kept', async () => {
  const { endpoint } = await serve((socket) => socket.end(Buffer.alloc(1_000_000)));
  const { received } = await converse(endpoint, HOST, ({ stream }) => void stream.resume().write('question'));
  expect(received).toHaveLength(2 * 32_768);
});

test('where the call is aborted the connection is cut, nothing is recorded, and the reason is thrown', async () => {
  const controller = new AbortController();
  const reason = new Error('out of time');
  let cut: Promise<unknown> | undefined;
  const { endpoint, replies } = await serve((socket) => {
    cut = once(socket, 'close');
    controller.abort(reason);
  }, controller.signal);
  await expect(converse(endpoint, HOST, ({ stream }) => void stream.write('question'))).rejects.toBe(reason);
  await cut;
  expect(replies).toEqual([]);
});

test('not being let in any more is told, not thrown', async () => {
  const { endpoint, server } = await serve((socket) => socket.end('answer'));
  await converse(endpoint, HOST, ({ stream }) => void stream.resume().write('question'));
  await server.close();
  servers.pop();
  const { sent, ended, code } = await converse(endpoint, HOST, ({ stream }) => void stream.write('question'));
  expect({ sent, ended, code }).toEqual({ sent: '', ended: 'reset', code: 'ECONNREFUSED' });
});

test('never having been let in is thrown', async () => {
  const { endpoint, server } = await serve(() => {});
  await server.close();
  servers.pop();
  await expect(converse(endpoint, HOST, () => {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
