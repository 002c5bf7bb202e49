import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A byte-level server: `script` gets the first bytes of each connection. */
export interface ScriptedServer {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

export async function startScripted(script: (socket: Socket, hello: Buffer) => void): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (hello) => script(socket, hello));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted server has no port');
  return {
    host: '127.0.0.1',
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The same, until the test ends that it is started in. */
export async function serve(script: (socket: Socket, hello: Buffer) => void): Promise<ScriptedServer> {
  const server = await startScripted(script);
  onTestFinished(server.close);
  return server;
}

/** A record of TLS: its type and body. */
export function record(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type, 3, 3, body.length >> 8, body.length & 0xff), body]);
}

export function alert(level: 'warning' | 'fatal', description: number): Buffer {
  return record(21, Buffer.of(level === 'fatal' ? 2 : 1, description));
}

export function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type, 0, body.length >> 8, body.length & 0xff), body]);
}

/** A ServerHello without session id; `extensions` as they stand on the wire, with their own length left out. */
export function serverHello(version: number, suite: number, extensions: Uint8Array = Buffer.alloc(0)): Buffer {
  const tail = extensions.length === 0 ? Buffer.alloc(0) : Buffer.concat([uint16(extensions.length), extensions]);
  return message(2, Buffer.concat([uint16(version), Buffer.alloc(32, 7), Buffer.of(0), uint16(suite), Buffer.of(0), tail]));
}

/** The version that a ClientHello asks for, supported_versions left aside; 2 for an SSLv2 CLIENT-HELLO. */
export function askedVersion(hello: Buffer): number {
  return hello[0] === 22 ? hello.readUInt16BE(9) : hello.readUInt16BE(3);
}

/** The cipher suites of a ClientHello of SSLv3 or later. */
export function offeredSuites(hello: Buffer): number[] {
  const at = 44 + (hello[43] ?? 0);
  return Array.from({ length: hello.readUInt16BE(at) / 2 }, (_, index) => hello.readUInt16BE(at + 2 + 2 * index));
}

export function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

/** The extensions of a ClientHello by code point; none where there are none. */
export function extensionsOf(hello: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  const suitesAt = 44 + (hello[43] ?? 0);
  const compressionsAt = suitesAt + 2 + hello.readUInt16BE(suitesAt);
  for (let at = compressionsAt + 1 + (hello[compressionsAt] ?? 0) + 2; at + 4 <= hello.length; at += 4 + hello.readUInt16BE(at + 2))
    found.set(hello.readUInt16BE(at), hello.subarray(at + 4, at + 4 + hello.readUInt16BE(at + 2)));
  return found;
}
