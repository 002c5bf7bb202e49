import { afterEach, describe, expect, test } from 'vitest';
import { probeTls } from '../../../../collectors/live/prober.ts';
import { agrees } from '../../../../collectors/live/trust/agrees.ts';
import { judgeTrust } from '../../../../collectors/live/trust/judge-trust.ts';
import { givenRoots } from '../../../../collectors/live/trust/roots.ts';
import { askOpenSsl, type WitnessSeen } from '../../../../collectors/live/trust/second-witness.ts';
import { startTlsServer, type TlsScenario, type TlsServer } from '../../../../fixtures/practice/tls.ts';

const servers: TlsServer[] = [];
afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

async function both(scenario: Omit<TlsScenario, 'name'>) {
  const server = await startTlsServer({ name: 'practice', ...scenario });
  servers.push(server);
  const place = { address: server.host, port: server.port, patience: 5000 };
  const roots = givenRoots(server.ca);
  const [seen, scan] = await Promise.all([
    askOpenSsl(place, { serverName: 'www.example.com', roots: roots.pem }),
    probeTls(place, { host: server.host, parts: new Set(['chain']) }),
  ]);
  const chain = (scan.certificates?.[0]?.chain ?? []).map((each) => Buffer.from(each, 'base64'));
  return { seen, trust: judgeTrust({ chain, host: server.host, roots, at: new Date() }) };
}

describe('two witnesses', () => {
  test.each<[NonNullable<TlsScenario['certificate']>, WitnessSeen['distrust'], object]>([
    ['valid', null, { trusted: true, inDate: true }],
    ['expired', 'CERT_HAS_EXPIRED', { trusted: true, inDate: false }],
    ['not-yet-valid', 'CERT_NOT_YET_VALID', { trusted: true, inDate: false }],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT', { trusted: false, untrustedBecause: 'self-signed' }],
    ['no-intermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', { trusted: false, untrustedBecause: 'incomplete-chain', chainComplete: false }],
    ['wrong-name', null, { trusted: true, nameMatches: false }],
  ])('agree about a certificate that is %s', async (certificate, distrust, expected) => {
    const { seen, trust } = await both({ certificate });
    expect(seen).toMatchObject({ distrust, protocol: 'TLSv1.3' });
    expect(trust).toMatchObject(expected);
    expect(trust === undefined ? undefined : agrees(trust, seen)).toBe(true);
  });

  test('disagree where one trusts what the other does not', async () => {
    const { seen, trust } = await both({ certificate: 'valid' });
    if (trust === undefined) throw new Error('no certificate was seen');
    expect(agrees({ ...trust, trusted: false, untrustedBecause: 'unknown-issuer' }, seen)).toBe(false);
    expect(agrees({ ...trust, inDate: false }, seen)).toBe(false);
    expect(agrees(trust, { ...seen, distrust: 'SELF_SIGNED_CERT_IN_CHAIN' })).toBe(false);
    expect(agrees(trust, { ...seen, distrust: 'CERT_HAS_EXPIRED' })).toBe(false);
  });

  test('say nothing about each other where they saw different certificates, or one saw none', async () => {
    const { seen, trust } = await both({ certificate: 'valid' });
    if (trust === undefined) throw new Error('no certificate was seen');
    expect(agrees(trust, { ...seen, sha256: 'f'.repeat(64) })).toBeUndefined();
    expect(agrees(trust, { code: 'ECONNRESET' })).toBeUndefined();
  });

  test.each<[NonNullable<TlsScenario['behaviour']>, string]>([
    ['reset', 'ECONNRESET'],
    ['plain-http', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ])('tell why there was no handshake: %s', async (behaviour, code) => {
    const { seen, trust } = await both({ behaviour });
    expect(seen).toEqual({ code });
    expect(trust).toBeUndefined();
  });
});
