/** What `claimcheck tls` lists is what the server's own configuration allows; where another scanner says otherwise, that one is wrong. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Part, probeTls } from '../../collectors/live/prober.ts';
import { type TlsResult, tlsResult } from '../../collectors/live/result.ts';
import { claimcheck, inDirectory } from '../cli/claimcheck.ts';
import { peer } from './peer.ts';
import { modern, old, startNginx, startOpenssl, suitesOf, type TlsServer } from './tls-servers.ts';

const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

async function at<T>(starting: Promise<TlsServer>, work: (server: TlsServer) => Promise<T>): Promise<T> {
  const server = await starting;
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function probed({ port }: TlsServer, parts?: readonly Part[]): Promise<TlsResult> {
  const place = { address: '127.0.0.1', port, patience: 5000 };
  return tlsResult.parse(
    await probeTls(place, { host: 'localhost', serverName: 'localhost', ...(parts === undefined ? {} : { parts: new Set(parts) }) }),
  );
}

const acceptedIn = ({ protocols }: TlsResult, version: 'TLSv1.0' | 'TLSv1.2' | 'TLSv1.3') => (protocols[version]?.suites ?? []).toSorted();

/** What a scanner's own list says of one version, by OpenSSL's names. */
function bySslscan(port: number): ReadonlyMap<string, number> {
  const { stdout } = spawnSync(peer('sslscan'), ['--no-colour', '--no-heartbleed', `127.0.0.1:${port}`], { encoding: 'utf8' });
  const versions = stdout.split('\n').flatMap((line) => /^(?:Preferred|Accepted)\s+(TLSv1\.\d|SSLv\d)/.exec(line)?.[1] ?? []);
  return new Map([...Map.groupBy(versions, (version) => version)].map(([version, lines]) => [version, lines.length]));
}

describe('nginx', () => {
  test.each([
    ['off', 'not-offered'],
    ['on', 'offered'],
  ])('with ssl_early_data %s: early data %s', async (setting, earlyData) => {
    const found = await at(startNginx({ ...modern, more: `ssl_early_data ${setting};` }), (server) => probed(server, ['features']));
    expect(found.features).toMatchObject({ 'early-data': earlyData, 'session-tickets': 'offered' });
  });

  test('with six suites has these and no others, in at most 36 connections', async () => {
    const found = await at(startNginx(modern), (server) => probed(server, ['suites', 'groups', 'preference']));
    expect(acceptedIn(found, 'TLSv1.2')).toEqual(suitesOf(modern.ciphers));
    expect(acceptedIn(found, 'TLSv1.3')).toEqual(TLS13);
    expect(found.connections).toBeLessThanOrEqual(36);
  });

  test('with everything that it has, two certificates and a prime of 1,024 bits: as many as sslscan finds, in at most 220 connections', async () => {
    const [found, others] = await at(startNginx(old), async (server) => [await probed(server), bySslscan(server.port)] as const);
    const counts = Object.entries(found.protocols).flatMap(([version, { suites = [] } = { suites: [] }]) =>
      suites.length === 0 ? [] : [[version, suites.length] as const],
    );
    expect(new Map(counts)).toEqual(new Map([...others].map(([version, count]) => [version, count] as const)));
    expect(new Set(found.dh?.map(({ bits }) => bits))).toEqual(new Set([1024]));
    expect(new Set(found.certificates?.map(({ keyType }) => keyType))).toEqual(new Set(['rsa', 'ecdsa']));
    expect(found.connections).toBeLessThanOrEqual(220);
  });

  test('of which testssl.sh has the same suites', async () => {
    const [found, names] = await at(startNginx(modern), async (server) => {
      const { stdout } = spawnSync(
        peer('testssl'),
        ['--quiet', '--nodns', 'none', '--warnings', 'off', '--color', '0', '-E', `127.0.0.1:${server.port}`],
        {
          encoding: 'utf8',
        },
      );
      return [await probed(server, ['suites']), [...stdout.matchAll(/\b(TLS_[A-Z0-9_]+)\s*$/gm)].map(([, name]) => name ?? '')] as const;
    });
    expect([...new Set(names)].sort()).toEqual([...acceptedIn(found, 'TLSv1.2'), ...acceptedIn(found, 'TLSv1.3')].sort());
  });

  test('without HSTS, trusted: A, where testssl.sh 3.3dev gave A+', async () => {
    const { code, stdout } = await at(startNginx(modern), (server) =>
      inDirectory((cwd) =>
        claimcheck(['tls', `127.0.0.1:${server.port}`, '--ca', server.ca, '--rate', 'unlimited', '--json', '--policy', 'grade>=A+'], {
          cwd,
        }),
      ),
    );
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({
      code: 3,
      result: { grade: 'A', gradeReasons: [{ rule: 'hsts-short' }], hsts: { status: 'absent' }, rating: { scores: { total: 93 } } },
    });
  });

  test('with HSTS for a year, trusted: A+', async () => {
    const settings = { ...modern, more: 'add_header Strict-Transport-Security "max-age=31536000";' };
    const { code, stdout } = await at(startNginx(settings), (server) =>
      inDirectory((cwd) => claimcheck(['tls', `127.0.0.1:${server.port}`, '--ca', server.ca, '--rate', 'unlimited', '--json'], { cwd })),
    );
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      result: { grade: 'A+', unclear: [], secondWitness: { agrees: true } },
    });
  });
});

describe('openssl s_server', () => {
  test.each([
    'ECDHE-RSA-AES128-GCM-SHA256',
    'AES128-SHA:AES256-SHA256',
    'DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305',
    'CAMELLIA256-SHA256:ARIA128-GCM-SHA256:AES128-CCM8',
    'NULL-SHA256:@SECLEVEL=0',
    'ADH-AES128-GCM-SHA256:AECDH-AES256-SHA:@SECLEVEL=0',
    'PSK-AES128-GCM-SHA256:AES128-SHA',
  ])('with %s in TLS 1.2: these and no others', async (ciphers) => {
    const found = await at(startOpenssl(['-tls1_2', '-cipher', ciphers, '-psk', '0102']), (server) => probed(server, ['suites']));
    const allowed = suitesOf(ciphers.replace('PSK-AES128-GCM-SHA256:', ''));
    const psk = ciphers.startsWith('PSK') ? ['TLS_PSK_WITH_AES_128_GCM_SHA256'] : [];
    expect(acceptedIn(found, 'TLSv1.2')).toEqual([...allowed, ...psk].sort());
    expect(found.protocols['TLSv1.3']).toMatchObject({ status: 'refused' });
  });

  test.each([
    ['TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256', ['TLS_AES_128_CCM_8_SHA256', 'TLS_AES_128_CCM_SHA256']],
    ['TLS_CHACHA20_POLY1305_SHA256', ['TLS_CHACHA20_POLY1305_SHA256']],
  ])('with %s in TLS 1.3', async (suites, expected) => {
    const found = await at(startOpenssl(['-tls1_3', '-ciphersuites', suites]), (server) => probed(server, ['suites']));
    expect(acceptedIn(found, 'TLSv1.3')).toEqual(expected);
  });

  test.each([
    ['X25519', ['x25519']],
    ['P-384:X448:ffdhe3072', ['ffdhe3072', 'secp384r1', 'x448']],
  ])('with the groups %s has these and no others', async (groups, expected) => {
    const found = await at(startOpenssl(['-groups', groups]), (server) => probed(server, ['groups']));
    const in13 = found.groups?.filter(({ protocol }) => protocol === 'TLSv1.3').map(({ group }) => group);
    expect(in13?.toSorted()).toEqual(expected);
    expect(found.postQuantum).toBe('not-offered');
  });

  test.each(['-tls1', '-tls1_1', '-tls1_2', '-tls1_3'])('with %s alone has that version and no other', async (version) => {
    const found = await at(startOpenssl([version, '-cipher', 'ALL:@SECLEVEL=0']), (server) => probed(server, ['versions']));
    const name = { '-tls1': 'TLSv1.0', '-tls1_1': 'TLSv1.1', '-tls1_2': 'TLSv1.2', '-tls1_3': 'TLSv1.3' }[version];
    expect(Object.entries(found.protocols).map(([each, seen]) => [each, seen?.status])).toEqual(
      Object.keys(found.protocols).map((each) => [each, each === name ? 'accepted' : 'refused']),
    );
  });

  test('that wants a client certificate: all suites of TLS 1.2, where sslscan 2.0 sees none', async () => {
    const [found, others] = await at(
      startOpenssl(['-Verify', '1']),
      async (server) => [await probed(server), bySslscan(server.port)] as const,
    );
    expect(found.clientCertificate).toBe('requested');
    expect(acceptedIn(found, 'TLSv1.2').length).toBeGreaterThan(15);
    expect(acceptedIn(found, 'TLSv1.3')).toEqual(TLS13);
    expect(others.get('TLSv1.2') ?? 0).toBeLessThan(acceptedIn(found, 'TLSv1.2').length);
  });
});
