/** Foreign TLS servers on loopback, each with a configuration whose answer is known. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Authority, makeCertificate, makeKey } from '../../fixtures/practice/certificate.ts';
import { peer } from './peer.ts';

/** nginx with three suites of TLS 1.2 and three of TLS 1.3. */
export const modern = {
  protocols: 'TLSv1.2 TLSv1.3',
  ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305',
};

/** With all that its OpenSSL still has, two certificates and a prime of 1,024 bits. */
export const old = {
  protocols: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3',
  ciphers: 'ALL:!aNULL:@SECLEVEL=0',
  ecdsaToo: true,
  more: 'ssl_prefer_server_ciphers on; ssl_dhparam dh1024.pem;',
};

export interface TlsServer {
  readonly port: number;
  /** PEM file that it is trusted by. */
  readonly ca: string;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** Settings of an nginx server block; `ports`: so many of the same. */
export interface NginxSettings {
  readonly protocols: string;
  readonly ciphers: string;
  readonly ecdsaToo?: boolean;
  readonly more?: string;
  /** Listens on every address of this machine's loopback. */
  readonly anyAddress?: boolean;
}

export async function startNginx(settings: NginxSettings): Promise<TlsServer> {
  return inFolder(async (folder) => {
    const port = await freePort();
    const block = (place: string) =>
      `server { listen ${place} ssl; ssl_certificate rsa.crt; ssl_certificate_key rsa.key;` +
      `${settings.ecdsaToo === true ? ' ssl_certificate ec.crt; ssl_certificate_key ec.key;' : ''}` +
      ` ssl_protocols ${settings.protocols}; ssl_ciphers ${settings.ciphers}; ${settings.more ?? ''} return 200 ok; }`;
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log crit; events { worker_connections 2000; }
       http { access_log off; ${temporary} ${block(settings.anyAddress === true ? `0.0.0.0:${port}` : `127.0.0.1:${port}`)} }`,
    );
    const child = spawn(peer('nginx'), ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    return { child, port };
  });
}

/** `openssl s_server`, with the arguments that say what it accepts. */
export async function startOpenssl(args: readonly string[]): Promise<TlsServer> {
  return inFolder(async (folder) => {
    const port = await freePort();
    const own = ['-accept', `127.0.0.1:${port}`, '-cert', 'rsa.crt', '-key', 'rsa.key', '-www', '-quiet'];
    const child = spawn(peer('openssl'), ['s_server', ...own, ...args], { cwd: folder, stdio: 'ignore' });
    return { child, port };
  });
}

/** The suites that openssl itself says a cipher list stands for in TLS 1.2, by IANA name. */
export function suitesOf(list: string): readonly string[] {
  const { stdout } = spawnSync(peer('openssl'), ['ciphers', '-stdname', '-s', '-tls1_2', list], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .flatMap((line) => /^(TLS_\S+)/.exec(line)?.[1] ?? [])
    .sort();
}

async function inFolder(start: (folder: string) => Promise<{ readonly child: ChildProcess; readonly port: number }>): Promise<TlsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-tls-'));
  const ca = makeKey('rsa-2048');
  const authority: Authority = { subject: 'Example Root', key: ca };
  const now = Date.now();
  const dates = { notBefore: new Date(now - 86_400_000), notAfter: new Date(now + 60 * 86_400_000) };
  await writeFile(join(folder, 'ca.pem'), makeCertificate({ subject: authority.subject, key: ca, authority: true, ...dates }));
  for (const [name, type] of [
    ['rsa', 'rsa-2048'],
    ['ec', 'ec-p256'],
  ] as const) {
    const key = makeKey(type);
    const leaf = { subject: 'localhost', key, issuer: authority, authority: false, dns: ['localhost'], ip: ['127.0.0.1'], ...dates };
    await writeFile(join(folder, `${name}.crt`), makeCertificate(leaf));
    await writeFile(join(folder, `${name}.key`), key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  spawnSync(peer('openssl'), ['dhparam', '-dsaparam', '-out', join(folder, 'dh1024.pem'), '1024']);
  const { child, port } = await start(folder);
  const ended = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    await pause(20);
  }
  return { port, ca: join(folder, 'ca.pem'), folder, close };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
