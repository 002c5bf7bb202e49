import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { type UpgradeFrom, upgrades } from '../../../../collectors/live/probe/upgrade.ts';
import { probe, selfSigned } from '../probing.ts';

const context = createSecureContext({ ...selfSigned('ec-p256'), minVersion: 'TLSv1.2' });

interface Talk {
  readonly greeting: string;
  /** What is answered to a line that begins so; `tls` starts TLS after it. */
  readonly answers: readonly (readonly [string, string, 'tls'?])[];
}

const talks: Readonly<Record<UpgradeFrom, { readonly good: Talk; readonly without: Talk }>> = {
  smtp: {
    good: {
      greeting: '220-mx.example.com\r\n220 ESMTP\r\n',
      answers: [
        ['EHLO', '250-mx.example.com\r\n250-PIPELINING\r\n250 STARTTLS\r\n'],
        ['STARTTLS', '220 go ahead\r\n', 'tls'],
      ],
    },
    without: { greeting: '220 mx.example.com\r\n', answers: [['EHLO', '250-mx.example.com\r\n250 PIPELINING\r\n']] },
  },
  imap: {
    good: { greeting: '* OK ready\r\n', answers: [['a STARTTLS', '* NOTICE\r\na OK begin\r\n', 'tls']] },
    without: { greeting: '* OK ready\r\n', answers: [['a STARTTLS', 'a BAD no\r\n']] },
  },
  pop3: {
    good: { greeting: '+OK ready\r\n', answers: [['STLS', '+OK begin\r\n', 'tls']] },
    without: { greeting: '+OK ready\r\n', answers: [['STLS', '-ERR no\r\n']] },
  },
  postgres: {
    good: { greeting: '', answers: [['\0\0\0\b', 'S', 'tls']] },
    without: { greeting: '', answers: [['\0\0\0\b', 'N']] },
  },
};

async function withServer<T>(talk: Talk, work: (at: { readonly host: string; readonly port: number }) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write(talk.greeting);
    const listen = (chunk: Buffer): void => {
      const answer = talk.answers.find(([start]) => chunk.toString('latin1').startsWith(start));
      if (answer === undefined) return void socket.destroy();
      socket.write(answer[1]);
      if (answer[2] !== 'tls') return;
      socket.off('data', listen);
      new TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => socket.destroy()).resume();
    };
    socket.on('data', listen);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    return await work({ host: '127.0.0.1', port: address.port });
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

describe.each(Object.keys(upgrades).filter((from): from is UpgradeFrom => from in upgrades))('from %s', (from) => {
  test('to TLS', async () => {
    const result = await withServer(talks[from].good, (at) => probe(at, { parts: ['versions'], upgradedFrom: from }));
    expect(result).toMatchObject({
      upgradedFrom: from,
      upgrade: 'offered',
      protocols: { 'TLSv1.2': { status: 'accepted' }, 'TLSv1.3': { status: 'accepted' } },
    });
  });

  test('where it is not offered', async () => {
    const result = await withServer(talks[from].without, (at) => probe(at, { parts: ['versions'], upgradedFrom: from }));
    expect(result).toMatchObject({ upgrade: 'not-offered', protocols: { 'TLSv1.2': { status: 'inconclusive', because: 'not-askable' } } });
  });

  test('of a server that says nothing: nothing is known', async () => {
    const result = await withServer({ greeting: '', answers: [] }, (at) =>
      probe(at, { parts: ['versions'], upgradedFrom: from, patience: 50 }),
    );
    expect(result.upgrade).toBe('inconclusive');
  });
});

test('what comes behind the last reply is not taken for TLS: an injected answer', async () => {
  const talk = { greeting: '+OK\r\n', answers: [['STLS', '+OK\r\n-ERR injected\r\n']] } as const;
  expect(await withServer(talk, (at) => probe(at, { parts: ['versions'], upgradedFrom: 'pop3' }))).toMatchObject({
    upgrade: 'not-offered',
  });
});
