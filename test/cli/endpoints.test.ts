/** Endpoints of a config, as a scan looks at them: for each exit code once through the real command line, else in this process. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate, makeKey } from '../../fixtures/practice/certificate.ts';
import { verify } from '../../src/commands/verify.ts';
import { scanHere } from '../truth/scan-here.ts';
import { causesOf, type Desk, openDesk, outcome, type Scanned } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';
import { leadNames, type Names } from './lead-names.ts';
import { listening } from './tls-servers.ts';

const DAY = 86_400_000;
const NAMES_HERE = pathToFileURL(join(import.meta.dirname, 'names-here.ts')).href;
const HOST = 'two.example.com';

const dates = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 60 * DAY) };
const root = { subject: 'Root', key: makeKey('ec-p256') };
const ca = makeCertificate({ ...root, authority: true, ...dates });

function serverOf(kind: 'ec-p256' | 'rsa-2048', until = dates.notAfter): { readonly key: string; readonly cert: string } {
  const key = makeKey(kind);
  const cert = makeCertificate({ subject: kind, key, issuer: root, authority: false, dns: [HOST], ...dates, notAfter: until });
  return { key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

const good = serverOf('ec-p256');
const soonOver = serverOf('rsa-2048', new Date(Date.now() + DAY));
const both = { key: [good.key, soonOver.key], cert: [good.cert, soonOver.cert] };

const CLAIMS = {
  versions: '{ id: versions, quote: TLS 1.2 or better, proof: [{ check: tls-minimum-version, with: { atLeast: TLSv1.2 } }] }',
  certificates: '{ id: certificates, quote: Valid certificates, proof: [{ check: certificate-valid, with: { daysLeft: 14 } }] }',
  grade: '{ id: grade, quote: A+ by SSL Labs, proof: [{ check: tls-grade, with: { atLeast: A+ } }] }',
  good: '{ id: good, quote: A good grade, proof: [{ check: tls-grade, with: { atLeast: A- } }] }',
  modern: '{ id: modern, quote: Mozilla modern, proof: [{ check: tls-policy, with: { policy: mozilla-modern } }] }',
  mail: '{ id: mail, quote: Mozilla intermediate, proof: [{ check: tls-policy, with: { policy: mozilla-intermediate, web: false } }] }',
} as const;

const closing: (() => void)[] = [];
const closeAll = (): void => {
  for (const close of closing.splice(0)) close();
};
afterEach(closeAll);

/** A desk, and a scan by it inside this process, where the names lead to the same places. */
interface Lookout extends Desk {
  readonly look: () => Promise<Scanned>;
}

/** What a server does with a connection once hands are shaken. It hangs up where it is asked something, so that nobody waits for an answer. */
const hangUp = (socket: TLSSocket): unknown => socket.once('data', () => socket.end());
const keepSilent = (socket: TLSSocket): unknown => socket.resume();

/** One server for each address, all on the port of the first. Undefined: nothing listens there. */
async function serve(servers: Readonly<Record<string, TlsOptions | undefined>>, then: typeof hangUp): Promise<number> {
  let port = 0;
  for (const [address, options] of Object.entries(servers)) {
    if (options === undefined) continue;
    const server = createServer(options, (socket) => then(socket.on('error', () => socket.destroy())));
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.listen(port, address);
    await once(server, 'listening');
    closing.push(() => server.close());
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    port = bound.port;
  }
  return port;
}

/** A desk in front of one endpoint, whose name leads to these addresses. */
async function deskFor(servers: Parameters<typeof serve>[0], entry: string, claims: readonly string[], then = hangUp): Promise<Lookout> {
  return openLookout(await serve(servers, then), entry, claims, Object.keys(servers));
}

/** A web server with these headers. */
async function deskForWeb(options: TlsOptions, headers: Readonly<Record<string, string>>, claims: readonly string[]): Promise<Lookout> {
  const web = createHttpsServer(options, (_request, response) => response.writeHead(200, headers).end('hello'));
  web.on('tlsClientError', (_error, socket) => socket.destroy());
  closing.push(() => {
    web.close();
    web.closeAllConnections();
  });
  const { port } = await listening(web);
  return openLookout(port, ', ca: ./ca.pem', claims, ['127.0.0.1']);
}

async function openLookout(port: number, entry: string, claims: readonly string[], addresses: readonly string[]): Promise<Lookout> {
  const names: Names = { [HOST]: addresses };
  const env = { NODE_OPTIONS: `--import=${NAMES_HERE}`, NAMES: JSON.stringify(names) };
  const target = `edge: { endpoints: [{ endpoint: "${HOST}:${port}", timeout: 2${entry} }] }`;
  const desk = await openDesk({ env, close: async () => {} }, claims, [target]);
  await writeFile(join(desk.directory, 'ca.pem'), ca);
  const look = async (): Promise<Scanned> => {
    using _names = leadNames(names);
    return await scanHere(desk);
  };
  return { ...desk, look };
}

async function rereads(bundle: string, directory: string): Promise<unknown> {
  const { io, stdout } = heardIo(directory);
  await verify(bundle, { key: ['claimcheck.pub'], reread: true, json: true }, io);
  const { answers }: { answers: { question: string }[] } = JSON.parse(stdout());
  return answers.find(({ question }) => question === 'reread');
}

const dataOf = ({ facts }: Scanned, kind: string) =>
  facts.flatMap((fact) => (fact.record === 'observation' && fact.kind === kind ? [fact.data] : []));

describe('an endpoint of a config', () => {
  test('is read again from what it answered, trust included, without network', async () => {
    await using desk = await deskFor({ '127.0.0.1': both }, ', ca: ./ca.pem', [CLAIMS.versions, CLAIMS.certificates]);
    const scanned = await desk.look();
    closeAll();
    expect(dataOf(scanned, 'certificate')).toMatchObject([{ trusted: true }, { trusted: true }]);
    expect(await rereads(scanned.bundle, desk.directory)).toMatchObject({
      answer: 'yes',
      says: expect.stringContaining(`${scanned.manifest.records.observation} of ${scanned.manifest.records.observation}`),
    });
  });

  test('shows each of its certificates, and the worse one decides', async () => {
    await using desk = await deskFor({ '127.0.0.1': both }, ', ca: ./ca.pem', [CLAIMS.certificates]);
    const scanned = await desk.scan();
    expect(dataOf(scanned, 'certificate')).toMatchObject([
      { keyType: 'EC', trusted: true, nameMatches: true, witnessesAgree: true },
      { keyType: 'RSA', trusted: true, nameMatches: true, witnessesAgree: true },
    ]);
    expect(outcome(scanned)).toMatchObject({ code: 3, verdicts: { certificates: 'contradicted' } });
  });

  test('is looked at at every address, and the worst one decides', async () => {
    const old = { ...good, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    await using desk = await deskFor({ '127.0.0.1': good, '127.0.0.2': old }, ', ca: ./ca.pem', [CLAIMS.versions, CLAIMS.certificates]);
    const scanned = await desk.look();
    expect(dataOf(scanned, 'tls-endpoint')).toMatchObject([
      { protocols: { 'TLSv1.0': { status: 'refused' } } },
      { protocols: { 'TLSv1.0': { status: 'accepted' } } },
    ]);
    expect(outcome(scanned)).toMatchObject({ code: 3, verdicts: { versions: 'contradicted', certificates: 'verified' } });
    expect(new Set(scanned.facts.flatMap((fact) => (fact.record === 'observation' ? [fact.subject] : []))).size).toBe(1);
  });

  test('is not verified where one of its addresses does not answer', async () => {
    await using desk = await deskFor({ '127.0.0.1': good, '::1': undefined }, ', ca: ./ca.pem', [CLAIMS.versions]);
    const scanned = await desk.look();
    expect(outcome(scanned)).toMatchObject({ code: 4, verdicts: { versions: 'unproven' } });
    expect(causesOf(scanned, 'versions')).toMatchObject([{ reason: 'unreachable', call: 'tls:Handshake' }]);
  });

  test('is looked at by one IP version where the config says why', async () => {
    const entry = ', ca: ./ca.pem, only: { family: 4, because: this machine has no IPv6 }';
    await using desk = await deskFor({ '127.0.0.1': good, '::1': undefined }, entry, [CLAIMS.versions]);
    expect(outcome(await desk.look())).toMatchObject({ code: 0, verdicts: { versions: 'verified' } });
  });

  test('that has a private address is not looked at where the config forbids that', async () => {
    await using desk = await deskFor({ '127.0.0.1': good }, ', ca: ./ca.pem, denyPrivate: true', [CLAIMS.versions]);
    const scanned = await desk.scan();
    expect(causesOf(scanned, 'versions')).toMatchObject([{ reason: 'denied', code: 'DeniedAddress' }]);
    expect(outcome(scanned)).toMatchObject({ code: 4, verdicts: { versions: 'unproven' } });
  });

  test.each([
    ['', 'bundled-roots'],
    [', ca: system', 'system-roots'],
    [', ca: ./ca.pem', 'given-ca'],
  ])('is trusted by the roots of the config%s: %s', async (entry, trustedBy) => {
    await using desk = await deskFor({ '127.0.0.1': good }, entry, [CLAIMS.certificates]);
    const scanned = await desk.look();
    expect(dataOf(scanned, 'certificate')).toMatchObject([{ trustedBy, trusted: trustedBy === 'given-ca', witnessesAgree: true }]);
  });
});

describe('a grade by the rules of the SSL Labs guide, and Mozilla’s guidelines', () => {
  const newest = { ...good, minVersion: 'TLSv1.3', ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384' } as const;
  const claims = [CLAIMS.grade, CLAIMS.good, CLAIMS.modern, CLAIMS.mail];

  test('are met by a modern web server, and read again', async () => {
    await using desk = await deskForWeb(newest, { 'strict-transport-security': 'max-age=63072000' }, claims);
    const scanned = await desk.scan();
    expect(outcome(scanned)).toMatchObject({
      code: 0,
      verdicts: { grade: 'verified', good: 'verified', modern: 'verified', mail: 'verified' },
    });
    closeAll();
    expect(await rereads(scanned.bundle, desk.directory)).toMatchObject({ answer: 'yes' });
  });

  test('are hurt by a header that is not there', async () => {
    await using desk = await deskForWeb(newest, {}, claims);
    expect(outcome(await desk.look())).toMatchObject({
      code: 3,
      verdicts: { grade: 'contradicted', good: 'verified', modern: 'contradicted', mail: 'verified' },
    });
  });

  test('are unproven where nothing answers HTTPS, as far as that matters', async () => {
    await using desk = await deskFor({ '127.0.0.1': newest }, ', ca: ./ca.pem', claims, keepSilent);
    const scanned = await desk.look();
    expect(outcome(scanned)).toMatchObject({
      code: 4,
      verdicts: { grade: 'unproven', good: 'verified', modern: 'unproven', mail: 'verified' },
    });
    expect(causesOf(scanned, 'grade')).toMatchObject([{ reason: 'unseen', fields: ['hsts'] }]);
  });
});
