/** Servers that begin in plain text, as each protocol's own words have it. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { UpgradeFrom } from '../../../collectors/live/probe/upgrade.ts';
import { selfSigned } from './probing.ts';

const context = createSecureContext({ ...selfSigned('ec-p256'), minVersion: 'TLSv1.2' });

export interface Talk {
  /** Or what it is by the number of connections that are open. */
  readonly greeting: string | ((open: number) => string);
  /** What is answered to a line that begins so; `tls` starts TLS after it. */
  readonly answers: readonly (readonly [string, string, 'tls'?])[];
}

export const talks: Readonly<Record<UpgradeFrom, { readonly good: Talk; readonly without: Talk }>> = {
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

export async function withServer<T>(talk: Talk, work: (at: { readonly host: string; readonly port: number }) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write(typeof talk.greeting === 'string' ? talk.greeting : talk.greeting(sockets.size));
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
