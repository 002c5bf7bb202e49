import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { makeCertificate, makeKey } from '../../../../fixtures/practice/certificate.ts';

export interface WebServer {
  readonly port: number;
  /** "GET www.example.com /path", in the order in which they came. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

const HOUR = 3_600_000;
const root = { subject: 'Practice Root CA', key: makeKey('ec-p256') };
const valid = { notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + HOUR) };

export const webRoot = makeCertificate({ ...root, authority: true, ...valid });

export function startPlain(answer: RequestListener): Promise<WebServer> {
  return listen((listener) => createServer(listener), answer);
}

export function startSecure(answer: RequestListener, names: readonly string[] = ['www.example.com']): Promise<WebServer> {
  const key = makeKey('ec-p256');
  const cert = makeCertificate({ subject: 'www.example.com', key, issuer: root, authority: false, dns: names, ...valid });
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return listen((listener) => createSecureServer({ key: pem, cert }, listener), answer);
}

async function listen(create: (listener: RequestListener) => ReturnType<typeof createServer>, answer: RequestListener): Promise<WebServer> {
  const asked: string[] = [];
  const server = create((request: IncomingMessage, response) => {
    asked.push(`${request.method} ${request.headers.host?.split(':')[0]} ${request.url}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const { port } = address;
  return {
    port,
    asked,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
