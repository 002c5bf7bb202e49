import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate, makeKey } from '../../fixtures/practice/certificate.ts';
import { startTlsServers, type TlsServer } from '../../fixtures/practice/tls.ts';

const dates = { notBefore: new Date('2026-01-05T06:07:08Z'), notAfter: new Date('2049-12-31T23:59:59Z') };

describe.each(['ec-p256', 'rsa-2048'] as const)('a certificate with %s keys', (type) => {
  const root = { subject: 'Root', key: makeKey(type) };
  const key = makeKey(type);
  const ca = new X509Certificate(makeCertificate({ ...root, authority: true, ...dates }));
  const leaf = new X509Certificate(
    makeCertificate({
      subject: 'leaf',
      key,
      issuer: root,
      authority: false,
      dns: ['a.example.com', '*.b.example.com'],
      ip: ['192.0.2.7', '2001:db8::5'],
      ...dates,
    }),
  );

  test('is signed by its issuer', () => {
    expect([leaf.checkIssued(ca), leaf.verify(ca.publicKey), ca.verify(ca.publicKey)]).toEqual([true, true, true]);
  });

  test('is not signed by another key', () => {
    expect(leaf.verify(key.publicKey)).toBe(false);
  });

  test('is made out for its names and addresses, and no others', () => {
    const hosts = ['a.example.com', 'x.b.example.com', 'example.com'].map((host) => leaf.checkHost(host) !== undefined);
    const addresses = ['192.0.2.7', '2001:db8::5', '192.0.2.8'].map((ip) => leaf.checkIP(ip) !== undefined);
    expect({ hosts, addresses }).toEqual({ hosts: [true, true, false], addresses: [true, true, false] });
  });

  test('holds its own key', () => {
    expect([leaf.checkPrivateKey(key.privateKey), leaf.checkPrivateKey(root.key.privateKey)]).toEqual([true, false]);
  });

  test('is a CA only where it was asked for', () => {
    expect([ca.ca, leaf.ca]).toEqual([true, false]);
  });
});

test.each([
  ['before 2050', '2049-12-31T23:59:59Z'],
  ['from 2050', '2050-01-01T00:00:00Z'],
])('a date %s is kept to the second', (_name, end) => {
  const cert = new X509Certificate(
    makeCertificate({ subject: 'x', key: makeKey('ec-p256'), authority: false, notBefore: dates.notBefore, notAfter: new Date(end) }),
  );
  expect([cert.validFromDate, cert.validToDate]).toEqual([dates.notBefore, new Date(end)]);
});

test('an address that is none is refused', () => {
  expect(() => makeCertificate({ subject: 'x', key: makeKey('ec-p256'), authority: false, ip: ['example.com'], ...dates })).toThrow(
    TypeError,
  );
});

describe('practice servers', () => {
  let practice: Awaited<ReturnType<typeof startTlsServers>>;
  beforeAll(async () => {
    practice = await startTlsServers([
      { name: 'sound' },
      { name: 'expired', certificate: 'expired' },
      { name: 'dhe', dh: 'dh-2048', ciphers: 'DHE-RSA-AES128-GCM-SHA256', versions: { min: 'TLSv1.2', max: 'TLSv1.2' } },
    ]);
  });
  afterAll(() => practice.close());

  function greet(server: TlsServer | undefined): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ host: server?.host, port: server?.port ?? 0, ca: practice.ca }, () => {
        resolve(`${socket.getProtocol()} ${JSON.stringify(socket.getEphemeralKeyInfo())}`);
        socket.destroy();
      });
      socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    });
  }

  test('are trusted by their CA, and by their address', async () => {
    expect(await greet(practice.servers[0])).toMatch(/^TLSv1\.3 /);
  });

  test('can be out of date', async () => {
    expect(await greet(practice.servers[1])).toBe('CERT_HAS_EXPIRED');
  });

  test('can have a prime of their own', async () => {
    expect(await greet(practice.servers[2])).toBe('TLSv1.2 {"type":"DH","size":2048}');
  });
});
