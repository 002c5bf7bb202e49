/** Our walk from leaf to root, and our reading of OCSP, against `openssl verify` and `openssl ocsp`. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { judgeTrust } from '../../collectors/live/trust/judge-trust.ts';
import { givenRoots } from '../../collectors/live/trust/roots.ts';
import { makeCertificate, makeKey } from '../../fixtures/practice/certificate.ts';
import { der, roots, staple, thatDay } from '../collectors/live/trust/specimens.ts';
import fc from '../property.ts';
import { peer } from './peer.ts';

const specimens = join(import.meta.dirname, '../collectors/live/trust/specimens');
const names = readdirSync(specimens).flatMap((file) => (file.endsWith('.pem') ? [file.slice(0, -'.pem'.length)] : []));
const folder = mkdtempSync(join(tmpdir(), 'claimcheck-trust-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = (name: string) => readFileSync(join(specimens, `${name}.pem`), 'utf8');

/** Level 1 forbids MD5 and SHA-1, and lets RSA of 1,024 bits be: as we do. */
function opensslTrusts(leaf: string, others: readonly string[], at: Date): boolean {
  writeFileSync(join(folder, 'others.pem'), others.map(pem).join('\n'));
  const run = spawnSync(peer('openssl'), [
    ...['verify', '-purpose', 'sslserver', '-auth_level', '1', '-attime', String(Math.floor(at.getTime() / 1000))],
    ...['-CAfile', join(specimens, 'root.pem')],
    ...(others.length === 0 ? [] : ['-untrusted', join(folder, 'others.pem')]),
    join(specimens, `${leaf}.pem`),
  ]);
  return run.status === 0;
}

describe('openssl', () => {
  test('trusts no chain that we do not, and each way that we found', () => {
    const at = fc.constantFrom(thatDay, new Date('2026-01-15T00:00:00Z'), new Date('2025-06-01T00:00:00Z'));
    let trusted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names), { maxLength: 6 }), at, (leaf, others, time) => {
        // Half of the chains lead somewhere: that which the leaf is named for comes along.
        const chain = [...new Set([...others, ...(others.length % 2 === 0 ? issuersOf(leaf) : [])])].filter((name) => name !== leaf);
        const found = judgeTrust({ chain: [leaf, ...chain].map(der), host: undefined, roots: roots('root'), at: time });
        const ours = found?.trusted === true && found.inDate;
        if (opensslTrusts(leaf, chain, time)) {
          expect(ours).toBe(true);
        } else if (ours) {
          // It takes the first certificate with the right name; ours tries the others too. What we found has to hold alone.
          const way = chain.filter((name) => found.path?.some(({ sha256 }) => sha256 === fingerprint(name)));
          expect(opensslTrusts(leaf, way, time)).toBe(true);
        }
        if (ours) trusted += 1;
      }),
      { numRuns: 600, seed: 6 },
    );
    expect(trusted).toBeGreaterThan(50);
  });

  test.each([
    ['good', 'good', true],
    ['delegated', 'good', true],
    ['by-key', 'good', true],
    ['revoked', 'revoked', true],
    ['unknown', 'good', true],
    ['sha512', 'good', true],
    ['pss', 'good', true],
    ['impostor', 'good', false],
    ['foreign', 'good', false],
  ])('verifies the response %s as we do', (name, leaf, verified) => {
    const run = spawnSync(peer('openssl'), [
      ...['ocsp', '-respin', join(specimens, `ocsp-${name}.der`), '-issuer', join(specimens, 'intermediate.pem')],
      ...['-cert', join(specimens, `${leaf}.pem`), '-CAfile', join(specimens, 'root.pem'), '-validity_period', '999999999'],
      ...['-verify_other', join(specimens, 'intermediate.pem')],
    ]);
    expect(/Response verify OK/.test(run.stderr.toString())).toBe(verified);
    const question = { chain: [leaf, 'intermediate'].map(der), host: undefined, roots: roots('root'), at: thatDay, staple: staple(name) };
    expect(judgeTrust(question)?.staple?.verified).toBe(verified);
  });
});

/** Where we say no and it says yes: parts of a label, and the common name where there is no other (RFC 9525 forbids both). */
const STRICTER = ['w*.example.com www.example.com', '*w.example.com www.example.com', ' www.example.com'];

test('openssl knows a certificate for the same hosts, save where we are stricter', () => {
  const key = makeKey('ec-p256');
  const dates = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
  const names = [
    ...['www.example.com', '*.example.com', '*.com', '*', 'w*.example.com', '*w.example.com', 'www.*.com', '*.*.example.com'],
    ...['WWW.EXAMPLE.COM', 'xn--bcher-kva.example', '*.xn--bcher-kva.example', 'xn--*.example.com', '.example.com', 'www.example.com.'],
    ...['www.example.com\0.example.org', '192.0.2.1', '_srv.example.com', ''],
  ];
  const hosts = [
    'www.example.com',
    'example.com',
    'a.b.example.com',
    'com',
    'shop.xn--bcher-kva.example',
    '192.0.2.1',
    '2001:db8::1',
    'localhost',
  ];
  const file = join(folder, 'named.pem');
  const differing = names.flatMap((name) => {
    const dns = name === '' ? [] : [name];
    const pem = makeCertificate({ subject: 'www.example.com', key, authority: false, dns, ...dates });
    writeFileSync(file, pem);
    return hosts.flatMap((host) => {
      const found = judgeTrust({ chain: [new X509Certificate(pem).raw], host, roots: givenRoots(pem), at: new Date() });
      const flag = isIP(host) === 0 ? '-verify_hostname' : '-verify_ip';
      const { status } = spawnSync(peer('openssl'), ['verify', flag, host, '-CAfile', file, file]);
      return found?.nameMatches === (status === 0) ? [] : [`${name} ${host}`];
    });
  });
  expect(differing).toEqual(STRICTER);
});

function issuersOf(leaf: string): readonly string[] {
  const issuer = leaf.startsWith('on-') ? names.find((name) => name !== '' && leaf.slice('on-'.length).startsWith(name)) : 'intermediate';
  const more = { 'below-short': ['short'], 'other-root': ['crossed'], sha1: ['sha1-intermediate'], expired: ['expired-intermediate'] };
  return [
    ...(issuer === undefined ? [] : [issuer]),
    ...Object.entries(more).flatMap(([name, others]) => (leaf.includes(name) ? others : [])),
  ];
}

function fingerprint(name: string): string {
  return judgeTrust({ chain: [der(name)], host: undefined, roots: roots('root'), at: thatDay })?.chain[0]?.sha256 ?? '';
}
