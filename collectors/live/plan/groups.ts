/** Which groups are accepted, for each sort of authentication: with ECDSA the curve of the certificate has to be among those offered. */
import { X509Certificate } from 'node:crypto';
import { curveOfCertificate, curves, tls13Groups } from '../names/groups.ts';
import { sendsCurve, suites } from '../names/suites.ts';
import type { TlsVersion } from '../names/versions.ts';
import { ourGroups } from '../tls13/key-share.ts';
import { readWhole } from '../wire/records.ts';
import { type Ask, twice } from './asker.ts';
import { eliminate } from './eliminate.ts';
import { helloOf } from './hellos.ts';
import { chainOf, groupOf } from './read-handshake.ts';
import type { VersionFound } from './version.ts';

export interface GroupsFound {
  readonly protocol: 'TLSv1.3' | Exclude<TlsVersion, 'SSLv2' | 'SSLv3' | 'TLSv1.3'>;
  readonly authentication: 'rsa' | 'ecdsa' | 'any';
  readonly groups: readonly number[];
  readonly unclear: readonly number[];
}

const KINDS = { rsa: 'RSA', ecdsa: 'ECDSA', any: 'anon' } as const;

export async function findGroups(
  ask: Ask,
  found: readonly VersionFound[],
  serverName: string | undefined,
): Promise<readonly GroupsFound[]> {
  const tls13 = found.find(({ version, status }) => version === 'TLSv1.3' && status === 'accepted');
  const older = (['TLSv1.2', 'TLSv1.1', 'TLSv1.0'] as const).map((version) =>
    found.find((each) => each.version === version && curveSuites(each).length > 0),
  );
  const highest = older.find((each) => each !== undefined);
  const kinds = (['rsa', 'ecdsa', 'any'] as const).filter((kind) => highest !== undefined && curveSuites(highest, kind).length > 0);
  const all = await Promise.all([
    ...(tls13 === undefined ? [] : [inTls13(ask, tls13, serverName)]),
    ...(highest === undefined ? [] : kinds.map((kind) => inOlder(ask, highest, kind, serverName))),
  ]);
  return all.flatMap((each) => each ?? []);
}

async function inTls13(ask: Ask, found: VersionFound, serverName: string | undefined): Promise<GroupsFound> {
  const offered = found.suites.map(({ suite }) => suite);
  const left = tls13Groups.filter((group) => !found.groups.includes(group));
  const { found: more, unclear } = await eliminate(
    left,
    'TLSv1.3/groups',
    (groups, path) => {
      const shares = found.shares ? groups.filter((group) => ourGroups.includes(group)).slice(0, 1) : [];
      const hello = helloOf('TLSv1.3', offered, serverName, found.size, { groups, shares });
      return twice(ask, path, () => ({ hello, until: 'hello' }));
    },
    groupOf,
  );
  return { protocol: 'TLSv1.3', authentication: 'any', groups: [...found.groups, ...more.map(({ value }) => value)], unclear };
}

async function inOlder(
  ask: Ask,
  found: VersionFound,
  authentication: GroupsFound['authentication'],
  serverName: string | undefined,
): Promise<GroupsFound | undefined> {
  const { version } = found;
  if (version !== 'TLSv1.2' && version !== 'TLSv1.1' && version !== 'TLSv1.0') return undefined;
  const seen = curveSuites(found, authentication);
  const known = [...new Set(seen.flatMap(({ asked }) => groupOf(asked) ?? []))];
  const certificateCurve =
    authentication === 'ecdsa' ? seen.map(({ asked }) => curveOf(chainOf(asked)[0])).find((curve) => curve !== undefined) : undefined;
  const rest = curves.filter((group) => !known.includes(group) && group !== certificateCurve);
  // The certificate's curve comes last, so that it is chosen only when nothing else is.
  const values = certificateCurve === undefined ? rest : [...rest, certificateCurve];
  const suitesOfKind = seen.map(({ suite }) => suite);
  const { found: more, unclear } = await eliminate(
    values,
    `${version}/groups/${authentication}`,
    (groups, path) => {
      const hello = helloOf(version, suitesOfKind, serverName, found.size, { groups });
      return twice(ask, path, () => ({ hello, until: 'flight' }));
    },
    groupOf,
  );
  const groups = [...new Set([...known, ...more.map(({ value }) => value)])];
  return { protocol: version, authentication, groups, unclear: unclear.filter((group) => !groups.includes(group)) };
}

function curveSuites({ suites: found }: VersionFound, kind?: keyof typeof KINDS) {
  return found.filter(({ suite }) => {
    const known = suites.get(suite);
    return known !== undefined && sendsCurve(known) && (kind === undefined || known.authentication === KINDS[kind]);
  });
}

function curveOf(leaf: Buffer | undefined): number | undefined {
  const name = leaf === undefined ? undefined : certificateOf(leaf)?.publicKey.asymmetricKeyDetails?.namedCurve;
  return name === undefined ? undefined : curveOfCertificate(name);
}

/** Undefined where our OpenSSL cannot read it, or its key. */
export function certificateOf(der: Buffer): X509Certificate | undefined {
  return readWhole(der, () => {
    try {
      const certificate = new X509Certificate(der);
      return certificate.publicKey.asymmetricKeyType === undefined ? undefined : certificate;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  });
}
