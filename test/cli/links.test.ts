/** What a trust page links to, as a scan looks at it: once through the real command line, else in this process. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate, makeKey } from '../../fixtures/practice/certificate.ts';
import { verify } from '../../src/commands/verify.ts';
import { scanHere } from '../truth/scan-here.ts';
import { causesOf, type Desk, openDesk, outcome, type Scanned } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';
import { leadNames } from './lead-names.ts';
import { listening } from './tls-servers.ts';

const DAY = 86_400_000;
const HOST = 'www.example.com';
const NAMES = { [HOST]: ['127.0.0.1'], 'files.example.com': ['127.0.0.1'] };
const PDF = '%PDF-1.7 a certificate';
const key = makeKey('ec-p256');
const root = { subject: 'Root', key: makeKey('ec-p256') };
const dates = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
const ca = makeCertificate({ ...root, authority: true, ...dates });
const cert = makeCertificate({ subject: HOST, key, issuer: root, authority: false, dns: [HOST, 'files.example.com'], ...dates });

const closing: (() => void)[] = [];
const closeAll = (): void => {
  for (const close of closing.splice(0)) close();
};
afterEach(closeAll);

const pdf: RequestListener = (_request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(PDF);

/** A desk in front of one link; `entry` is what stands beside its URL. */
async function deskFor(answer: RequestListener, entry = '', asked = '{}'): Promise<Desk> {
  const server = createServer({ key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert }, answer);
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = await listening(server);
  const env = {
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'names-here.ts')).href}`,
    NAMES: JSON.stringify(NAMES),
  };
  const target = `papers: { links: [{ url: "https://${HOST}:${port}/certificate.pdf"${entry} }] }`;
  const claim = `{ id: link, quote: Our certificate can be viewed here, proof: [{ check: evidence-published, with: ${asked} }] }`;
  const desk = await openDesk({ env, close: async () => {} }, [claim], [target]);
  await writeFile(join(desk.directory, 'ca.pem'), ca);
  await writeFile(join(desk.directory, 'certificate.pdf'), PDF);
  return desk;
}

/** A scan inside this process, where the names lead to the same place. */
async function look(desk: Desk): Promise<Scanned> {
  using _names = leadNames(NAMES);
  return await scanHere(desk);
}

const TRUST = ', ca: ./ca.pem';
const seen = ({ facts }: Scanned) => facts.flatMap((fact) => (fact.record === 'observation' ? [fact.data] : []));

describe('a link of a trust page', () => {
  test('is there, is the file that the config names, and is read again without network', async () => {
    const sha256 = createHash('sha256').update(PDF).digest('hex');
    const asked = '{ mediaType: application/pdf, sameAsFile: true, unchanged: true }';
    await using desk = await deskFor(pdf, `${TRUST}, file: ./certificate.pdf, sha256: "${sha256}"`, asked);
    const scanned = await desk.scan();
    expect(seen(scanned)).toEqual([
      { sort: 'page', reachable: true, status: 200, mediaType: 'application/pdf', sameAsFile: true, changed: false },
    ]);
    expect(outcome(scanned)).toMatchObject({ code: 0, verdicts: { link: 'verified' } });
    closeAll();
    const { io, stdout } = heardIo(desk.directory);
    await verify(scanned.bundle, { key: ['claimcheck.pub'], reread: true, json: true }, io);
    const { answers }: { answers: { question: string }[] } = JSON.parse(stdout());
    expect(answers.find(({ question }) => question === 'reread')).toMatchObject({ answer: 'yes' });
  });

  test.each<[string, RequestListener, string, string]>([
    ['is gone', (_request, response) => response.writeHead(404).end(), TRUST, '{}'],
    [
      'is a page and no PDF',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PDF),
      TRUST,
      '{ mediaType: application/pdf }',
    ],
    ['is another file', (_request, response) => response.end('another'), `${TRUST}, file: ./certificate.pdf`, '{ sameAsFile: true }'],
    ['has changed', (_request, response) => response.end('another'), `${TRUST}, sha256: "${'0'.repeat(64)}"`, '{ unchanged: true }'],
    ['goes round in a circle', (request, response) => response.writeHead(302, { location: request.url ?? '' }).end(), TRUST, '{}'],
    ['is not trusted', pdf, '', '{}'],
  ])('that %s contradicts', async (_case, answer, entry, asked) => {
    await using desk = await deskFor(answer, entry, asked);
    expect(outcome(await look(desk))).toMatchObject({ code: 3, verdicts: { link: 'contradicted' } });
  });

  test('is not followed to a host that nobody named, and is to one that somebody did', async () => {
    const away: RequestListener = (request, response) =>
      request.headers.host?.startsWith(HOST)
        ? response.writeHead(302, { location: `https://files.example.com:${request.socket.localPort}/` }).end()
        : response.end(PDF);
    await using desk = await deskFor(away, TRUST);
    const scanned = await look(desk);
    expect(causesOf(scanned, 'link')).toMatchObject([{ reason: 'denied', code: 'denied-host' }]);
    expect(outcome(scanned)).toMatchObject({ code: 4, verdicts: { link: 'unproven' } });
    await using allowed = await deskFor(away, `${TRUST}, by: [files.example.com]`);
    expect(outcome(await look(allowed))).toMatchObject({ code: 0, verdicts: { link: 'verified' } });
  });

  test('is not asked at a private address where the config forbids that', async () => {
    await using desk = await deskFor(pdf, `${TRUST}, denyPrivate: true`);
    const scanned = await look(desk);
    expect(causesOf(scanned, 'link')).toMatchObject([{ reason: 'denied', code: 'denied-address' }]);
  });

  test('whose file cannot be read is not verified', async () => {
    await using desk = await deskFor(pdf, `${TRUST}, file: ./missing.pdf`, '{ sameAsFile: true }');
    const scanned = await look(desk);
    expect(causesOf(scanned, 'link')).toMatchObject([{ reason: 'malformed', code: 'NoFile' }]);
  });

  test('that nobody answers is not seen, and not false', async () => {
    await using desk = await deskFor((request) => request.socket.destroy(), TRUST);
    expect(outcome(await look(desk))).toMatchObject({ code: 4, verdicts: { link: 'unproven' } });
  });
});
