/** Servers of this process, for a command line that looks at them. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import type { At } from '../collectors/live/probing.ts';

/** A server that hangs up where it is asked something: nobody waits for an answer over HTTP. */
export async function withTls<T>(options: TlsOptions, work: (at: At) => Promise<T>): Promise<T> {
  const server = createServer(options, (socket) => socket.on('error', () => socket.destroy()).once('data', () => socket.end()));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  try {
    return await work(await listening(server));
  } finally {
    server.close();
  }
}

export async function withHttps<T>(
  options: TlsOptions,
  headers: Readonly<Record<string, string>>,
  work: (at: At) => Promise<T>,
): Promise<T> {
  const server = createHttpsServer(options, (_request, response) => response.writeHead(200, headers).end('hello'));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  try {
    return await work(await listening(server));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

export async function withHttp<T>(work: (at: At) => Promise<T>): Promise<T> {
  const server = createHttpServer((_request, response) => response.end('hello'));
  try {
    return await work(await listening(server));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

export async function withTcp<T>(serve: (socket: Socket) => void, work: (at: At) => Promise<T>): Promise<T> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  try {
    return await work(await listening(server));
  } finally {
    server.close();
    for (const socket of open) socket.destroy();
  }
}

export async function listening(server: Server): Promise<At> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: '127.0.0.1', port: address.port };
}
