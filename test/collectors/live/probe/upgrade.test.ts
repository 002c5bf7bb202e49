import { describe, expect, test } from 'vitest';
import { certificates } from '../../../../collectors/live/certificate.ts';
import { type UpgradeFrom, upgrades } from '../../../../collectors/live/probe/upgrade.ts';
import { tlsEndpoints } from '../../../../collectors/live/tls-endpoint.ts';
import { collect } from '../fake-look.ts';
import { talks, withServer } from '../plain-text-server.ts';
import { probe } from '../probing.ts';

describe.each(Object.keys(upgrades).filter((from): from is UpgradeFrom => from in upgrades))('from %s', (from) => {
  test('to TLS', async () => {
    const result = await withServer(talks[from].good, (at) => probe(at, { parts: ['versions'], upgradedFrom: from }));
    expect(result).toMatchObject({
      upgradedFrom: from,
      upgrade: 'offered',
      protocols: { 'TLSv1.2': { status: 'accepted' }, 'TLSv1.3': { status: 'accepted' } },
    });
  });

  test('where it is not offered', async () => {
    const result = await withServer(talks[from].without, (at) => probe(at, { parts: ['versions'], upgradedFrom: from }));
    expect(result).toMatchObject({ upgrade: 'not-offered', protocols: { 'TLSv1.2': { status: 'inconclusive', because: 'not-askable' } } });
  });

  test('as a target of a config: looked at behind the upgrade', async () => {
    const [endpoint, shown] = await withServer(talks[from].good, async (at) => [
      await collect(tlsEndpoints, { ...at, upgradedFrom: from }),
      await collect(certificates, { ...at, upgradedFrom: from }),
    ]);
    expect(endpoint.observations[0]?.data).toMatchObject({
      upgradedFrom: from,
      upgrade: 'offered',
      negotiated: { protocol: 'TLSv1.3' },
      witnessesAgree: true,
      protocols: { 'TLSv1.1': { status: 'refused' }, 'TLSv1.3': { status: 'accepted' } },
    });
    expect(shown.observations[0]?.data).toMatchObject({ selfSigned: true });
  });

  test('as a target of a config where it is not offered: seen so, and no version is told', async () => {
    const { observations, gap } = await withServer(talks[from].without, (at) => collect(tlsEndpoints, { ...at, upgradedFrom: from }));
    expect({ data: observations[0]?.data, gap }).toEqual({
      data: { upgradedFrom: from, upgrade: 'not-offered', serverNameSent: false, addressFamily: 4 },
      gap: undefined,
    });
  });

  test('of a server that says nothing: nothing is known', async () => {
    const result = await withServer({ greeting: '', answers: [] }, (at) =>
      probe(at, { parts: ['versions'], upgradedFrom: from, patience: 50 }),
    );
    expect(result.upgrade).toBe('inconclusive');
  });
});

test('what comes behind the last reply is not taken for TLS: an injected answer', async () => {
  const talk = { greeting: '+OK\r\n', answers: [['STLS', '+OK\r\n-ERR injected\r\n']] } as const;
  expect(await withServer(talk, (at) => probe(at, { parts: ['versions'], upgradedFrom: 'pop3' }))).toMatchObject({
    upgrade: 'not-offered',
  });
});
