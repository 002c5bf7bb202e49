import { once } from 'node:events';
import { createServer, type TlsOptions } from 'node:tls';
import type { Pace } from '../../../collectors/live/probe/pace.ts';
import type { UpgradeFrom } from '../../../collectors/live/probe/upgrade.ts';
import { type Part, probeTls } from '../../../collectors/live/prober.ts';
import { type TlsResult, tlsResult } from '../../../collectors/live/result.ts';
import { makeCertificate, makeKey } from '../../../fixtures/practice/certificate.ts';

export interface At {
  readonly host: string;
  readonly port: number;
}

/** Scans a server of ours; what comes out has the published shape. */
export async function probe({ host, port }: At, { parts, patience = 2000, upgradedFrom, pace, most }: ProbeTest = {}): Promise<TlsResult> {
  const options = {
    host,
    serverName: 'localhost',
    ...(parts === undefined ? {} : { parts: new Set(parts) }),
    ...(pace === undefined ? {} : { pace }),
    ...(most === undefined ? {} : { most }),
  };
  return tlsResult.parse(await probeTls({ address: host, port, patience, upgradedFrom }, options));
}

interface ProbeTest {
  readonly parts?: readonly Part[];
  readonly patience?: number;
  readonly upgradedFrom?: UpgradeFrom;
  readonly pace?: Pace;
  readonly most?: number;
}

/** A self-signed certificate of one sort, as a TLS server wants it. */
export function selfSigned(kind: 'ec-p256' | 'rsa-2048'): { readonly key: string; readonly cert: string } {
  const key = makeKey(kind);
  const now = Date.now();
  const cert = makeCertificate({
    subject: kind,
    key,
    authority: false,
    dns: ['localhost'],
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + 86_400_000),
  });
  return { key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

export async function withTls<T>(options: TlsOptions, work: (at: At) => Promise<T>): Promise<T> {
  const server = createServer(options, (socket) => socket.resume());
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    return await work({ host: '127.0.0.1', port: address.port });
  } finally {
    server.close();
  }
}
