import { describe, expect, test } from 'vitest';
import { certificates } from '../../../../collectors/live/certificate.ts';
import type { Cut, Pace } from '../../../../collectors/live/probe/pace.ts';
import { type UpgradeFrom, upgrades } from '../../../../collectors/live/probe/upgrade.ts';
import { replay } from '../../../../collectors/live/prober.ts';
import { tlsEndpoints } from '../../../../collectors/live/tls-endpoint.ts';
import { collect } from '../fake-look.ts';
import { type Talk, talks, withServer } from '../plain-text-server.ts';
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

test('what comes behind the last reply is not taken for TLS, nor for a refusal: an injected answer', async () => {
  const talk = { greeting: '+OK\r\n', answers: [['STLS', '+OK\r\n-ERR injected\r\n']] } as const;
  expect(await withServer(talk, (at) => probe(at, { parts: ['versions'], upgradedFrom: 'pop3' }))).toMatchObject({
    upgrade: 'inconclusive',
    protocols: { 'TLSv1.2': { status: 'inconclusive' } },
  });
});

const OPEN: readonly (readonly [string, UpgradeFrom, Talk])[] = [
  ['too many connections, from its greeting on', 'smtp', { greeting: '421 too many connections\r\n', answers: [] }],
  ['no service for us', 'smtp', { greeting: '220 mx\r\n', answers: [['EHLO', '550 who are you\r\n']] }],
  [
    'no TLS for now',
    'smtp',
    {
      ...talks.smtp.good,
      answers: [
        ['EHLO', '250 STARTTLS\r\n'],
        ['STARTTLS', '454 not now\r\n'],
      ],
    },
  ],
  ['goodbye', 'imap', { greeting: '* BYE too many\r\n', answers: [] }],
  ['no TLS for now', 'imap', { greeting: '* OK\r\n', answers: [['a STARTTLS', 'a NO [UNAVAILABLE] later\r\n']] }],
  ['too many connections', 'pop3', { greeting: '-ERR too many\r\n', answers: [] }],
  ['no TLS for now', 'pop3', { greeting: '+OK\r\n', answers: [['STLS', '-ERR [SYS/TEMP] later\r\n']] }],
  ['an error', 'postgres', { greeting: '', answers: [['\0\0\0\b', 'E\0\0\0\x20too many clients']] }],
  ['another protocol', 'postgres', { greeting: '', answers: [['\0\0\0\b', 'HTTP/1.1 400 Bad Request\r\n']] }],
];

describe.each(OPEN)('%s says nothing of TLS: %s', (_name, from, talk) => {
  test('in a scan, and in its transcript', async () => {
    const result = await withServer(talk, (at) => probe(at, { parts: ['versions'], upgradedFrom: from }));
    expect(result.upgrade).toBe('inconclusive');
    expect(await replay(result)).toEqual(result);
  });

  test('as a target of a config: a gap', async () => {
    const { observations, gap } = await withServer(talk, (at) => collect(tlsEndpoints, { ...at, upgradedFrom: from }));
    expect({ observations, reason: gap?.reason, code: gap?.code }).toEqual({
      observations: [],
      reason: 'unreachable',
      code: 'not-upgraded',
    });
  });
});

test.each<[string, UpgradeFrom, Talk]>([
  ['does not know EHLO', 'smtp', { greeting: '220 mx\r\n', answers: [['EHLO', '502 what\r\n']] }],
  [
    'names STARTTLS and does not know it',
    'smtp',
    {
      greeting: '220 mx\r\n',
      answers: [
        ['EHLO', '250 STARTTLS\r\n'],
        ['STARTTLS', '502 what\r\n'],
      ],
    },
  ],
  ['lets everybody in without', 'imap', { greeting: '* PREAUTH\r\n', answers: [] }],
])('who %s offers none: %s', async (_name, from, talk) => {
  expect((await withServer(talk, (at) => probe(at, { parts: ['versions'], upgradedFrom: from }))).upgrade).toBe('not-offered');
});

test('a mail server that takes few connections at once, and says so, is asked again when no other is open', async () => {
  const result = await withServer(
    { ...talks.smtp.good, greeting: (open) => (open > 2 ? '421 too many connections\r\n' : '220 mx\r\n') },
    (at) => probe(at, { parts: ['suites'], upgradedFrom: 'smtp' }),
  );
  expect(result).toMatchObject({ upgrade: 'offered', protocols: { 'TLSv1.1': { status: 'refused' }, 'TLSv1.2': { status: 'accepted' } } });
  expect(result.protocols['TLSv1.2']?.suitesUnclear).toBeUndefined();
  expect(result.exchanges?.some(({ ended }) => ended === 'not-upgraded')).toBe(true);
});

test.each<[string, Talk, Cut | undefined]>([
  ['that it offers no TLS', talks.smtp.without, undefined],
  ['that it is too busy', { greeting: '421 too many connections\r\n', answers: [] }, 'unanswered'],
])('what a server means for our pace that says %s', async (_name, talk, expected) => {
  const cuts = new Set<Cut | undefined>();
  const pace: Pace = {
    turn: async (work, cut) => {
      const done = await work();
      cuts.add(cut(done));
      return done;
    },
  };
  await withServer(talk, (at) => probe(at, { parts: ['versions'], upgradedFrom: 'smtp', pace }));
  expect([...cuts]).toEqual([expected]);
});
