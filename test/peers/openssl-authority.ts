/** A timestamp authority on loopback that openssl plays: `openssl ts`, RFC 3161 over HTTP. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { peer } from './peer.ts';

export interface OpensslAuthority {
  readonly url: string;
  /** PEM files. */
  readonly root: string;
  readonly stamper: string;
  readonly close: () => Promise<void>;
}

export type Algorithm = 'ec' | 'rsa';
export type Digest = 'sha256' | 'sha512';

export async function startAuthority(folder: string, algorithm: Algorithm, digest: Digest): Promise<OpensslAuthority> {
  const home = join(folder, `${algorithm}-${digest}`);
  await mkdir(home);
  const file = (name: string) => join(home, name);
  const key = algorithm === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', 'rsa:2048'];
  const subject = ['-nodes', '-subj'];
  openssl([
    'req',
    '-x509',
    ...key,
    ...subject,
    '/O=Example/CN=Time Root',
    '-keyout',
    file('root.key'),
    '-out',
    file('root.pem'),
    '-days',
    '30',
  ]);
  openssl(['req', '-new', ...key, ...subject, '/O=Example/CN=Time', '-keyout', file('time.key'), '-out', file('time.csr')]);
  await writeFile(
    file('extensions'),
    'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n',
  );
  const issued = [
    '-CA',
    file('root.pem'),
    '-CAkey',
    file('root.key'),
    '-set_serial',
    '4660',
    '-days',
    '20',
    '-extfile',
    file('extensions'),
  ];
  openssl(['x509', '-req', '-in', file('time.csr'), ...issued, '-out', file('time.pem')]);
  const settings = [
    '[tsa]',
    `serial=${file('serial')}`,
    'default_policy=1.2.3.4.1',
    'digests=sha256,sha384,sha512',
    `signer_digest=${digest}`,
    'ess_cert_id_alg=sha256',
    'accuracy=secs:1',
    `signer_cert=${file('time.pem')}`,
    `signer_key=${file('time.key')}`,
  ];
  await writeFile(file('tsa.cnf'), `${settings.join('\n')}\n`);
  const server = createServer((request, response) => {
    buffer(request)
      .then(async (query) => {
        await writeFile(file('query.tsq'), query);
        openssl([
          'ts',
          '-reply',
          '-config',
          file('tsa.cnf'),
          '-section',
          'tsa',
          '-queryfile',
          file('query.tsq'),
          '-out',
          file('reply.tsr'),
        ]);
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
        response.end(await readFile(file('reply.tsr')));
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the authority has no port');
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  return { url: `http://127.0.0.1:${address.port}/`, root: file('root.pem'), stamper: file('time.pem'), close };
}

function openssl(args: readonly string[]): void {
  const { status, stderr } = spawnSync(peer('openssl'), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}
