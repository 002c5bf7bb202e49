import { Resolver } from 'node:dns/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { findCaa } from '../../../../collectors/live/trust/caa.ts';
import { caaResult } from '../../../../collectors/live/trust/trust-result.ts';
import { startDns, type Zone } from './dns-server.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(stops.splice(0).map((stop) => stop()))));

async function find(host: string, zone: Zone) {
  const server = await startDns(zone);
  stops.push(server.close);
  const resolver = new Resolver({ tries: 1, timeout: 2000 });
  resolver.setServers([server.address]);
  const found = await findCaa(host, (name) => resolver.resolveCaa(name));
  return { ...caaResult.parse(found), asked: server.asked };
}

describe('CAA', () => {
  test('is found at the name itself', async () => {
    const zone = { 'www.example.com': ['0 issue letsencrypt.org', '0 iodef mailto:security@example.com'] };
    expect(await find('www.example.com', zone)).toEqual({
      status: 'present',
      at: 'www.example.com',
      issuers: ['letsencrypt.org'],
      reports: true,
      asked: ['www.example.com'],
    });
  });

  test('is looked for upwards, and the first that is found counts', async () => {
    const zone: Zone = {
      'a.b.example.com': 'NXDOMAIN',
      'example.com': ['0 issue one.example; policy=ev', '0 issue two.example'],
      com: ['0 issue no.example'],
    };
    expect(await find('a.b.example.com', zone)).toMatchObject({
      at: 'example.com',
      issuers: ['one.example', 'two.example'],
      asked: ['a.b.example.com', 'b.example.com', 'example.com'],
    });
  });

  test('is absent where nobody on the way has any', async () => {
    expect(await find('www.example.com', {})).toEqual({ status: 'absent', asked: ['www.example.com', 'example.com', 'com'] });
  });

  test('is not seen where a look-up fails: what is above it may not be all', async () => {
    const zone: Zone = { 'www.example.com': 'SERVFAIL', 'example.com': ['0 issue one.example'] };
    expect(await find('www.example.com', zone)).toMatchObject({ status: 'unseen', at: 'www.example.com', code: 'ESERVFAIL' });
  });

  test.each<[string, readonly string[], object]>([
    ['lets nobody issue', ['0 issue ;'], { issuers: [] }],
    ['lets nobody issue by a word that is no name', ['0 issue not a name'], { issuers: [] }],
    ['tells wildcards apart', ['0 issue one.example', '0 issuewild ;'], { issuers: ['one.example'], wildcardIssuers: [] }],
    ['limits wildcards alone', ['0 issuewild one.example'], { wildcardIssuers: ['one.example'] }],
    ['lets nobody issue where it asks for what nobody knows', ['0 issue one.example', '128 future x'], { issuers: [] }],
    ['reads over what nobody knows where that is not critical', ['0 issue one.example', '0 future x'], { issuers: ['one.example'] }],
  ])('%s', async (_case, records, expected) => {
    const { asked: _, status: _status, at: _at, reports: _reports, ...found } = await find('example.com', { 'example.com': records });
    expect(found).toEqual(expected);
  });

  test('asks for the domain of a wildcard', async () => {
    expect((await find('*.example.com', {})).asked).toEqual(['example.com', 'com']);
  });
});
