import { describe, expect, test } from 'vitest';
import { suites } from '../../collectors/live/names/suites.ts';
import type { TlsResult } from '../../collectors/live/result.ts';
import { compliance, type Requirement } from '../../src/guides/compliance.ts';
import { comply } from '../../src/guides/comply.ts';
import { guidelines, type Policy } from '../../src/guides/mozilla.ts';
import type { Seen, SeenCertificate } from '../../src/guides/seen.ts';
import fc from '../property.ts';

const refused = { status: 'refused', because: 'alert', alert: 70 } as const;
const tls: TlsResult = {
  host: 'www.example.com',
  port: 443,
  address: '192.0.2.1',
  asked: ['versions', 'suites', 'groups', 'preference', 'features', 'chain'],
  protocols: {
    SSLv2: refused,
    SSLv3: refused,
    'TLSv1.0': refused,
    'TLSv1.1': refused,
    'TLSv1.2': { status: 'accepted', suites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'], serverPreference: false },
    'TLSv1.3': { status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'], serverPreference: false },
  },
  groups: [
    { group: 'X25519MLKEM768', protocol: 'TLSv1.3', authentication: 'any' },
    { group: 'x25519', protocol: 'TLSv1.2', authentication: 'ecdsa' },
  ],
  postQuantum: 'offered',
  dhStatus: 'not-offered',
  features: { 'ocsp-staple': 'not-offered' },
  connections: 40,
  throttled: false,
};
const leaf: SeenCertificate = {
  notBefore: '2026-10-01T00:00:00Z',
  notAfter: '2026-12-29T23:59:59Z',
  keyType: 'EC',
  keyBits: 256,
  curve: 'prime256v1',
  signatureAlgorithm: 'ecdsa-with-SHA384',
};
const rsaLeaf: SeenCertificate = { ...leaf, keyType: 'RSA', keyBits: 2048, signatureAlgorithm: 'sha256WithRSAEncryption' };
const hsts = (maxAgeSeconds: number): Seen['hsts'] => ({ status: 'valid', maxAgeSeconds });
const good: Seen = { tls, certificates: [leaf], hsts: hsts(63_072_000), web: true };

const { dhStatus: _, ...noDh } = tls;
const withTls = (change: Partial<TlsResult>): Seen => ({ ...good, tls: { ...tls, ...change } });
const withVersion = (version: keyof TlsResult['protocols'], seen: TlsResult['protocols']['TLSv1.2']) =>
  withTls({ protocols: { ...tls.protocols, [version]: seen } });
const withLeaf = (change: SeenCertificate): Seen => ({ ...good, certificates: [{ ...leaf, ...change }] });
const answers = (scanned: Seen, policy: Policy = 'mozilla-intermediate', version?: '5.7' | '5.8') =>
  comply(scanned, policy, version).requirements.flatMap(({ requirement, answer }) =>
    answer === 'met' ? [] : [`${requirement} ${answer}`],
  );

/** A change for the worse, and the one requirement that it fails. "unseen" where something is hidden. */
const table: readonly (readonly [string, Seen, Requirement['requirement'], Requirement['answer']])[] = [
  [
    'an old version',
    withVersion('TLSv1.1', { status: 'accepted', suites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] }),
    'versions',
    'not-met',
  ],
  ['a version that nobody is sure of', withVersion('TLSv1.0', { status: 'inconclusive', because: 'reset' }), 'versions', 'unseen'],
  [
    'another suite',
    withVersion('TLSv1.2', { status: 'accepted', suites: ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'], serverPreference: false }),
    'suites',
    'not-met',
  ],
  ['suites that were not asked for', withVersion('TLSv1.2', { status: 'accepted', serverPreference: false }), 'suites', 'unseen'],
  [
    'another group',
    withTls({ groups: [...(tls.groups ?? []), { group: 'secp521r1', protocol: 'TLSv1.2', authentication: 'ecdsa' }] }),
    'groups',
    'not-met',
  ],
  ['a group that nobody is sure of', withTls({ groupsUnclear: ['x448'] }), 'groups', 'unseen'],
  [
    'no post-quantum group',
    withTls({ groups: [{ group: 'x25519', protocol: 'TLSv1.2', authentication: 'ecdsa' }] }),
    'preferred-group',
    'not-met',
  ],
  [
    'its own order of suites',
    withVersion('TLSv1.3', { status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256'], serverPreference: true }),
    'server-preference',
    'not-met',
  ],
  [
    'a short prime',
    withTls({ dhStatus: 'offered', dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', protocol: 'TLSv1.2', bits: 1024 }] }),
    'dh-size',
    'not-met',
  ],
  ['primes that were not asked for', { ...good, tls: noDh }, 'dh-size', 'unseen'],
  ['another key', withLeaf({ keyType: 'Ed25519' }), 'certificate-type', 'not-met'],
  ['another curve', withLeaf({ curve: 'secp521r1' }), 'certificate-key', 'not-met'],
  ['a short RSA key', withLeaf({ keyType: 'RSA', keyBits: 1024 }), 'certificate-key', 'not-met'],
  ['another signature', withLeaf({ signatureAlgorithm: 'sha384WithRSAEncryption' }), 'certificate-signature', 'not-met'],
  ['a long life', withLeaf({ notAfter: '2027-10-03T00:00:00Z' }), 'certificate-lifetime', 'not-met'],
  ['a short memory', { ...good, hsts: hsts(31_536_000) }, 'hsts', 'not-met'],
  ['no answer over HTTPS', { ...good, hsts: undefined }, 'hsts', 'unseen'],
];

describe('a guideline', () => {
  test('is met by what it asks for, save a staple, which is advice', () => {
    expect(compliance.parse(comply(good, 'mozilla-intermediate'))).toMatchObject({ answer: 'met', version: '5.8' });
    expect(answers(good)).toEqual(['ocsp-staple not-met']);
    const modern = withVersion('TLSv1.2', refused);
    expect(comply(modern, 'mozilla-modern').answer).toBe('met');
  });

  test.each(table)('is hurt by %s', (_case, scanned, requirement, answer) => {
    expect(answers(scanned)).toContain(`${requirement} ${answer}`);
    const binding = comply(scanned, 'mozilla-intermediate').requirements.find((each) => each.requirement === requirement)?.binding;
    expect(comply(scanned, 'mozilla-intermediate').answer).toBe(binding ? answer : 'met');
  });

  test('has for each requirement a row in the table', () => {
    const names = comply(good, 'mozilla-intermediate').requirements.map(({ requirement }) => requirement);
    expect(names.filter((name) => name !== 'ocsp-staple' && !table.some(([, , requirement]) => requirement === name))).toEqual([]);
  });

  test('is not met where all of its versions are refused', () => {
    expect(answers(withTls({ protocols: { ...tls.protocols, 'TLSv1.2': refused, 'TLSv1.3': refused } }))).toContain('versions not-met');
  });

  test('is met by one certificate of several, each allowed one of which has to be right', () => {
    const modern = withVersion('TLSv1.2', refused);
    expect(comply({ ...modern, certificates: [rsaLeaf, leaf] }, 'mozilla-modern').answer).toBe('met');
    expect(comply({ ...modern, certificates: [rsaLeaf] }, 'mozilla-modern').answer).toBe('not-met');
    expect(answers({ ...good, certificates: [rsaLeaf, { ...leaf, curve: 'secp521r1' }] })).toContain('certificate-key not-met');
  });

  test('is unseen where no certificate was read', () => {
    expect(comply({ ...good, certificates: [] }, 'mozilla-intermediate').answer).toBe('unseen');
    expect(comply({ ...good, certificates: [{}] }, 'mozilla-intermediate').answer).toBe('unseen');
    expect(comply({ ...good, certificates: [leaf, {}] }, 'mozilla-intermediate').answer).toBe('unseen');
  });

  test.each(['keyType', 'curve', 'signatureAlgorithm', 'notBefore', 'notAfter'] as const)(
    'is unseen where its %s was not read',
    (field) => {
      expect(comply(withLeaf({ [field]: undefined }), 'mozilla-intermediate').answer).toBe('unseen');
    },
  );

  test('asks a mail server for no header', () => {
    const mail: Seen = { tls: { ...tls, upgradedFrom: 'smtp' }, certificates: [leaf], web: false };
    expect(comply(mail, 'mozilla-intermediate').answer).toBe('met');
    const other: Seen = { tls, certificates: [leaf], web: false };
    expect(comply(other, 'mozilla-intermediate').answer).toBe('met');
  });

  test('allows DHE in 5.7, and not in 5.8, and the other way round for the post-quantum group', () => {
    const dhe = withTls({
      protocols: {
        ...tls.protocols,
        'TLSv1.2': { status: 'accepted', suites: ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'], serverPreference: false },
      },
      dhStatus: 'offered',
      dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', protocol: 'TLSv1.2', bits: 2048 }],
    });
    expect(answers(dhe, 'mozilla-intermediate', '5.7')).toEqual(['groups not-met', 'ocsp-staple not-met']);
    expect(answers(dhe, 'mozilla-intermediate', '5.8')).toEqual(['suites not-met', 'ocsp-staple not-met']);
  });

  test('takes a staple for one only where it verifies', () => {
    const stapled = (verified: boolean): Seen => ({
      ...good,
      certificates: [{ ...leaf, staple: verified ? { verified } : { verified, because: 'stale' } }],
    });
    expect(answers(stapled(true))).toEqual([]);
    expect(answers(stapled(false))).toEqual(['ocsp-staple not-met']);
  });

  test('names only suites that exist', () => {
    const names = new Set([...suites.values()].map(({ name }) => name));
    expect(guidelines.flatMap((each) => each.suites).filter((name) => !names.has(name))).toEqual([]);
  });

  test('is never met for anything that is hidden, and was not so before', () => {
    const hide = fc.constantFrom<(scanned: Seen) => Seen>(
      (s) => ({ ...s, certificates: [] }),
      (s) => ({ ...s, certificates: [{}] }),
      ({ hsts: _, ...s }) => s,
      ({ tls: { groups: _, ...rest }, ...s }) => ({ ...s, tls: rest }),
      ({ tls: { dhStatus: _, ...rest }, ...s }) => ({ ...s, tls: rest }),
      ({ tls: { protocols: { SSLv3: _, ...protocols } = {}, ...rest }, ...s }) => ({ ...s, tls: { ...rest, protocols } }),
      (s) => ({ ...s, tls: { ...s.tls, protocols: { ...s.tls.protocols, 'TLSv1.2': { status: 'inconclusive', because: 'closed' } } } }),
    );
    const scans = fc.constantFrom(good, ...table.map(([, scanned]) => scanned));
    const policy = fc.constantFrom<Policy>('mozilla-modern', 'mozilla-intermediate', 'mozilla-old');
    fc.assert(
      fc.property(scans, policy, fc.array(hide, { minLength: 1, maxLength: 3 }), (scanned, name, hidden) => {
        const after = comply(
          hidden.reduce((s, step) => step(s), scanned),
          name,
        ).answer;
        if (after === 'met') expect(comply(scanned, name).answer).toBe('met');
      }),
      { numRuns: 500 },
    );
  });
});
