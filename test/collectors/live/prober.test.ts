import { getDiffieHellman, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { replay } from '../../../collectors/live/prober.ts';
import { dhParameters } from '../../../fixtures/practice/certificate.ts';
import { probe, selfSigned, withTls } from './probing.ts';

const rsa = selfSigned('rsa-2048');
const ecdsa = selfSigned('ec-p256');
const TLS12 = [
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
];
const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
/** Of Node a list without names of TLS 1.3 switches that off. */
const modern = {
  ...rsa,
  minVersion: 'TLSv1.2',
  ciphers: `${TLS13.join(':')}:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305`,
} as const;

describe('a modern server', () => {
  test('has the suites, groups and preference of its settings, in at most 36 connections', async () => {
    const options = {
      ...modern,
      honorCipherOrder: true,
      ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384',
    };
    const result = await withTls(options, (at) => probe(at, { parts: ['suites', 'groups', 'preference'] }));
    expect(result.protocols).toMatchObject({
      SSLv2: { status: 'refused' },
      SSLv3: { status: 'refused' },
      'TLSv1.0': { status: 'refused', because: 'alert', alert: 70 },
      'TLSv1.1': { status: 'refused', because: 'alert', alert: 70 },
      'TLSv1.2': { status: 'accepted', suites: TLS12, serverPreference: true },
      'TLSv1.3': { status: 'accepted', suites: TLS13, serverPreference: true },
    });
    expect(result.groups).toEqual([
      ...['secp256r1', 'secp384r1', 'x25519', 'X25519MLKEM768'].map((group) => ({ group, protocol: 'TLSv1.3', authentication: 'any' })),
      ...['secp256r1', 'secp384r1', 'x25519'].map((group) => ({ group, protocol: 'TLSv1.2', authentication: 'rsa' })),
    ]);
    expect(result).toMatchObject({ postQuantum: 'offered', dhStatus: 'not-offered', throttled: false });
    expect(result.connections).toBeLessThanOrEqual(36);
  });

  test('that follows the client: no preference', async () => {
    const result = await withTls({ ...modern, honorCipherOrder: false }, (at) => probe(at, { parts: ['preference'] }));
    expect(result.protocols).toMatchObject({ 'TLSv1.2': { serverPreference: false }, 'TLSv1.3': { serverPreference: false } });
  });

  test('without post-quantum groups: said so', async () => {
    const result = await withTls({ ...modern, ecdhCurve: 'P-256' }, (at) => probe(at, { parts: ['groups'] }));
    expect(result.postQuantum).toBe('not-offered');
  });

  test('is scanned whole in at most 90 connections', async () => {
    const result = await withTls(modern, (at) => probe(at));
    expect(result.connections).toBeLessThanOrEqual(90);
    expect(result).toMatchObject({
      features: {
        'extended-master-secret': 'offered',
        'secure-renegotiation': 'offered',
        compression: 'not-offered',
        heartbeat: 'not-offered',
        'fallback-scsv': 'offered',
        'downgrade-sentinel': 'offered',
        'session-tickets': 'offered',
      },
      clientCertificate: 'not-requested',
      negotiated: { protocol: 'TLSv1.3' },
    });
    expect(result.simulations?.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'connected'));
    expect(result.signatureAlgorithms).toContainEqual({ scheme: 'rsa_pss_rsae_sha256', protocol: 'TLSv1.3' });
  });

  test('reads the same again from its transcript, without the server', async () => {
    const result = await withTls(modern, (at) => probe(at));
    expect(await replay(JSON.parse(JSON.stringify(result)))).toEqual(result);
    const references = result.exchanges?.flatMap(({ received }) => received.match(/\{\d+\}/g) ?? []) ?? [];
    expect(references.length).toBeGreaterThanOrEqual(2 * (result.pieces?.length ?? 0));
  });

  test('whose transcript lacks a conversation cannot be read again', async () => {
    const result = await withTls(modern, (at) => probe(at, { parts: ['suites'] }));
    await expect(replay({ ...result, exchanges: result.exchanges?.slice(1) })).rejects.toThrow(TypeError);
  });

  test('of whose transcript a signature was changed reads otherwise', async () => {
    const result = await withTls({ ...modern, maxVersion: 'TLSv1.2' }, (at) => probe(at, { parts: ['chain'] }));
    // The last byte of the signature stands before the record of ServerHelloDone.
    const exchanges = result.exchanges?.map(({ received, ...each }) => ({ ...each, received: received.replace(/..(.{18})$/, '00$1') }));
    expect(result.certificates).toMatchObject([{ proved: true }]);
    expect((await replay({ ...result, exchanges })).certificates).toMatchObject([{ proved: false }]);
  });

  test('whose transcript asks something else is not read', async () => {
    const result = await withTls(modern, (at) => probe(at, { parts: ['suites'] }));
    const exchanges = result.exchanges?.map(({ sent, ...each }) => ({ ...each, sent: sent.replaceAll('c02f', 'c02b') }));
    await expect(replay({ ...result, exchanges })).rejects.toThrow(TypeError);
  });
});

describe('an old server', () => {
  const options = {
    ...rsa,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: 'ALL:!aNULL:!PSK:!SRP:@SECLEVEL=0',
    dhparam: dhParameters(getDiffieHellman('modp2').getPrime(), getDiffieHellman('modp2').getGenerator()),
  } as const;

  test('is enumerated in at most 135 connections, every prime with its size and name', async () => {
    const result = await withTls(options, (at) => probe(at, { parts: ['suites', 'groups', 'preference'] }));
    const { 'TLSv1.0': tls10, 'TLSv1.1': tls11, 'TLSv1.2': tls12 } = result.protocols;
    expect(tls10?.suites).toEqual(tls11?.suites);
    expect(tls12?.suites?.length).toBeGreaterThan(40);
    expect(tls12?.suitesUnclear).toBeUndefined();
    expect(result.dhStatus).toBe('offered');
    expect(new Set(result.dh?.map(({ bits, prime }) => `${bits} ${prime}`))).toEqual(new Set(['1024 modp1024']));
    expect(result.connections).toBeLessThanOrEqual(135);
  });

  test('whole in at most 220', async () => {
    const result = await withTls(options, (at) => probe(at));
    expect(result.connections).toBeLessThanOrEqual(220);
  });
});

describe('the chain as it was sent', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('in %s, and that the server holds its key', async (version) => {
    const result = await withTls({ ...rsa, minVersion: version, maxVersion: version }, (at) => probe(at, { parts: ['chain'] }));
    const leaf = new X509Certificate(rsa.cert).raw.toString('base64');
    expect(result.certificates).toEqual([{ protocol: version, keyType: 'rsa', chain: [leaf], proved: true }]);
  });

  test('of two keys each is found', async () => {
    const both = { cert: [rsa.cert, ecdsa.cert], key: [rsa.key, ecdsa.key], minVersion: 'TLSv1.2' as const };
    const result = await withTls(both, (at) => probe(at, { parts: ['suites', 'chain'] }));
    expect(new Set(result.certificates?.map(({ keyType, proved }) => `${keyType} ${proved}`))).toEqual(new Set(['rsa true', 'ecdsa true']));
  });

  test.each([
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_CCM_SHA256',
    'TLS_AES_128_CCM_8_SHA256',
  ])('with %s', async (ciphers) => {
    const result = await withTls({ ...ecdsa, minVersion: 'TLSv1.3', ciphers: `${ciphers}:ALL:@SECLEVEL=0` }, (at) =>
      probe(at, { parts: ['chain'] }),
    );
    expect(result.certificates).toMatchObject([{ protocol: 'TLSv1.3', keyType: 'ecdsa', proved: true }]);
    // Whoever names no server is offered what is known to be accepted, however rare that is.
    expect(result.withoutServerName).toEqual({ status: 'connected', sameCertificate: true });
  });

  const groups =
    'X25519 P-256 P-384 P-521 X448 brainpoolP256r1tls13 ffdhe2048 MLKEM512 MLKEM1024 X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024';
  test.each(groups.split(' '))('with group %s', async (ecdhCurve) => {
    const result = await withTls({ ...ecdsa, minVersion: 'TLSv1.3', ecdhCurve }, (at) => probe(at, { parts: ['chain'] }));
    expect(result.certificates).toMatchObject([{ keyType: 'ecdsa', proved: true }]);
    expect(result.throttled).toBe(false);
  });

  test.each(['P-256', 'X448'])(
    'with group %s, which is asked for by a HelloRetryRequest: also of whom no name is told',
    async (ecdhCurve) => {
      const result = await withTls({ ...ecdsa, minVersion: 'TLSv1.3', ecdhCurve }, (at) => probe(at, { parts: ['chain'] }));
      expect(result.withoutServerName).toEqual({ status: 'connected', sameCertificate: true });
    },
  );
});

test('trap 6: with ECDSA the curve of the certificate is kept in the offer, and both kinds of groups are told apart', async () => {
  const both = { cert: [rsa.cert, ecdsa.cert], key: [rsa.key, ecdsa.key], maxVersion: 'TLSv1.2' as const, ecdhCurve: 'X25519:P-256:P-384' };
  const result = await withTls(both, (at) => probe(at, { parts: ['groups'] }));
  const of = (kind: string) => result.groups?.filter(({ authentication }) => authentication === kind).map(({ group }) => group);
  expect(of('rsa')).toEqual(['secp256r1', 'secp384r1', 'x25519']);
  expect(of('ecdsa')).toEqual(expect.arrayContaining(['secp256r1', 'x25519']));
});

test('trap 8: a server that wants client certificates shows all its suites, and that it asks', async () => {
  const result = await withTls({ ...modern, requestCert: true }, (at) => probe(at, { parts: ['suites', 'chain'] }));
  expect(result.protocols).toMatchObject({ 'TLSv1.2': { suites: TLS12 }, 'TLSv1.3': { suites: TLS13 } });
  expect(result.clientCertificate).toBe('requested');
});

describe('a handshake that is finished without a certificate', () => {
  const asks = { ...modern, requestCert: true };
  const parts = ['features', 'chain'] as const;

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('in %s is turned away where one is required', async (version) => {
    const result = await withTls({ ...asks, minVersion: version, maxVersion: version, rejectUnauthorized: true }, (at) =>
      probe(at, { parts }),
    );
    expect(result).toMatchObject({ clientCertificate: 'requested', clientCertificateRequired: true });
    expect(result.features).not.toHaveProperty('early-data');
    expect(await replay(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('in %s is let in where one is only requested', async (version) => {
    const result = await withTls({ ...asks, minVersion: version, maxVersion: version, rejectUnauthorized: false }, (at) =>
      probe(at, { parts }),
    );
    expect(result).toMatchObject({ clientCertificate: 'requested', clientCertificateRequired: false });
    expect(await replay(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  test.each(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305', 'AES128-SHA'])(
    'in TLS 1.2 with %s: told, or not said where we cannot finish',
    async (ciphers) => {
      const result = await withTls({ ...asks, maxVersion: 'TLSv1.2', ciphers, rejectUnauthorized: false }, (at) => probe(at, { parts }));
      expect(result.clientCertificate).toBe('requested');
      expect(result.clientCertificateRequired).toBe(ciphers === 'AES128-SHA' ? undefined : false);
    },
  );

  test('is not told of whom none was requested', async () => {
    const result = await withTls(modern, (at) => probe(at, { parts }));
    expect(result).not.toHaveProperty('clientCertificateRequired');
    expect(result.features).toMatchObject({ 'session-tickets': 'offered', 'early-data': 'not-offered' });
  });
});

test('of TLS 1.3 alone, where no handshake is opened, nothing is said of client certificates', async () => {
  const result = await withTls({ ...modern, minVersion: 'TLSv1.3' }, (at) => probe(at, { parts: ['suites', 'groups'] }));
  expect(result).not.toHaveProperty('clientCertificate');
});

test('ALPN is seen in both versions', async () => {
  const old = await withTls({ ...modern, maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] }, (at) => probe(at, { parts: ['features'] }));
  const young = await withTls({ ...modern, minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'] }, (at) =>
    probe(at, { parts: ['features'] }),
  );
  expect(old.features).toMatchObject({ 'alpn-h2': 'offered', 'alpn-http/1.1': 'not-offered' });
  expect(young.features).toMatchObject({ 'alpn-h2': 'offered', 'alpn-http/1.1': 'offered' });
});

test('beyond the most connections nothing is asked any more, and nothing is guessed', async () => {
  const result = await withTls(modern, (at) => probe(at, { parts: ['suites'], most: 3 }));
  expect(result.connections).toBe(3);
  expect(Object.values(result.protocols).filter((protocol) => protocol?.status === 'inconclusive').length).toBeGreaterThan(0);
});
