import { once } from 'node:events';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificates } from '../../../collectors/live/certificate.ts';
import { type Authority, makeCertificate, makeKey } from '../../../fixtures/practice/certificate.ts';
import { startTlsServers, type TlsScenario } from '../../../fixtures/practice/tls.ts';
import { collect } from './fake-look.ts';

const DAY = 86_400_000;

describe('a practice server shows a certificate that is', () => {
  const scenarios: readonly TlsScenario[] = [
    { name: 'valid' },
    { name: 'rsa', dh: 'dh-2048' },
    { name: 'expired', certificate: 'expired' },
    { name: 'not-yet-valid', certificate: 'not-yet-valid' },
    { name: 'wrong-name', certificate: 'wrong-name' },
    { name: 'self-signed', certificate: 'self-signed' },
    { name: 'no-intermediate', certificate: 'no-intermediate' },
    { name: 'guarded', versions: { min: 'TLSv1.2', max: 'TLSv1.2' }, clientCertificate: 'required' },
    { name: 'old', versions: { min: 'TLSv1', max: 'TLSv1' } },
    { name: 'silent', behaviour: 'silent' },
  ];
  let practice: Awaited<ReturnType<typeof startTlsServers>>;
  beforeAll(async () => {
    practice = await startTlsServers(scenarios);
  });
  afterAll(() => practice.close());

  async function look(name: string, ca: string | undefined = practice.ca) {
    const server = practice.servers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`no server ${name}`);
    return collect(certificates, server, { ...(name === 'silent' ? { timeout: 0.2 } : {}), ...(ca === '' ? {} : { ca }) });
  }

  async function dataOf(name: string, ca?: string) {
    const { observations } = await look(name, ca);
    return observations[0]?.data;
  }

  test.each([
    ['valid', { trusted: true, trustedBy: 'given-ca', nameMatches: true, selfSigned: false, chainComplete: true, chainLength: 1 }],
    ['valid', { keyType: 'EC', keyBits: 256, curve: 'prime256v1', signatureAlgorithm: 'ecdsa-with-SHA256' }],
    ['rsa', { keyType: 'RSA', keyBits: 2048, trusted: true }],
    ['wrong-name', { trusted: true, nameMatches: false }],
    ['self-signed', { trusted: false, untrustedBecause: 'self-signed', selfSigned: true, nameMatches: true }],
    ['no-intermediate', { trusted: false, untrustedBecause: 'incomplete-chain', chainComplete: false, selfSigned: false }],
    ['old', { trusted: true, nameMatches: true }],
    ['guarded', { trusted: true, nameMatches: true, chainLength: 1, keyType: 'EC' }],
    ['expired', { trusted: true, nameMatches: true }],
    ['not-yet-valid', { trusted: true, nameMatches: true }],
  ])('%s', async (name, expected) => {
    expect(await dataOf(name)).toMatchObject(expected);
  });

  test.each(['valid', 'expired', 'not-yet-valid', 'self-signed', 'no-intermediate'])('%s: OpenSSL says the same', async (name) => {
    expect(await dataOf(name)).toMatchObject({ witnessesAgree: true });
  });

  test('expired: its dates say so', async () => {
    const data = await dataOf('expired');
    const parsed = certificates.kinds[0]?.parse(data);
    expect(parsed).toEqual(data);
    expect(Date.parse(String(Object(data).notAfter))).toBeLessThan(Date.now());
  });

  test('of no CA that Node knows: not trusted', async () => {
    expect(await dataOf('valid', '')).toMatchObject({ trusted: false, untrustedBecause: 'incomplete-chain' });
  });

  test('and points at its issuer, without a name in the data', async () => {
    const data = await dataOf('valid');
    expect(data).toMatchObject({ issuer: 's000001' });
    expect(JSON.stringify(data)).not.toContain('Practice');
  });

  test('not there: a gap', async () => {
    const { observations, gap } = await look('silent');
    expect({ observations, reason: gap?.reason, code: gap?.code }).toEqual({ observations: [], reason: 'unreachable', code: 'timed-out' });
  });
});

describe('a chain of three', () => {
  const valid = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) };
  const past = { notBefore: new Date(Date.now() - 3 * DAY), notAfter: new Date(Date.now() - DAY) };
  const root: Authority = { subject: 'Root', key: makeKey('ec-p256') };
  const middle: Authority = { subject: 'Middle', key: makeKey('ec-p256') };
  const key = makeKey('ec-p256');
  const rootPem = makeCertificate({ ...root, authority: true, ...valid });
  const middlePem = makeCertificate({ ...middle, issuer: root, authority: true, ...valid });
  const pastPem = makeCertificate({ ...middle, issuer: root, authority: true, ...past });
  const leaf = makeCertificate({
    subject: 'leaf',
    key,
    issuer: middle,
    authority: false,
    dns: ['*.localhost', 'localhost'],
    ip: ['127.0.0.1'],
    ...valid,
  });

  async function serve(cert: string, ca: string): Promise<unknown> {
    const server = createServer({ cert, key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }, (socket) =>
      socket.resume(),
    );
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      const { observations } = await collect(certificates, { host: '127.0.0.1', port: address.port }, { ca });
      return observations[0]?.data;
    } finally {
      server.close();
    }
  }

  test.each([
    ['sent whole', leaf + middlePem, rootPem, { trusted: true, chainComplete: true, chainLength: 2 }],
    ['sent with its root', leaf + middlePem + rootPem, rootPem, { trusted: true, chainComplete: true, chainLength: 3 }],
    ['sent without its middle', leaf, rootPem, { trusted: false, untrustedBecause: 'incomplete-chain', chainComplete: false }],
    ['of which a middle is out of date', leaf + pastPem, rootPem, { trusted: false, untrustedBecause: 'expired-chain' }],
    [
      'that ends at an unknown root',
      leaf + middlePem,
      makeCertificate({ ...root, key, authority: true, ...valid }),
      { trusted: false, untrustedBecause: 'unknown-issuer' },
    ],
    [
      'whose unknown root is sent',
      leaf + middlePem + rootPem,
      makeCertificate({ subject: 'Other', key, authority: true, ...valid }),
      { trusted: false, untrustedBecause: 'unknown-issuer' },
    ],
  ])('%s', async (_name, sent, ca, expected) => {
    expect(await serve(sent, ca)).toMatchObject(expected);
  });

  test('that our own CA file fills in for is not complete', async () => {
    expect(await serve(leaf, rootPem + middlePem)).toMatchObject({ trusted: true, chainLength: 1, chainComplete: false });
  });
});
