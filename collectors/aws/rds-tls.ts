import { onOrOff, type Values } from './parameters.ts';
import type { Database } from './rds-databases.ts';

type Version = 'TLSv1.0' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** A parameter group and whether it is in force; undefined: that was not told. */
export interface Group {
  readonly of: 'instance' | 'cluster';
  readonly name: string;
  readonly settled: boolean | undefined;
}

/** The group that decides about TLS: a cluster's own, for its members too, as far as each of them has taken it up; else the instance's. */
export function deciding({ instance, cluster }: Database): Group | undefined {
  if (cluster !== undefined) {
    const members = cluster.DBClusterMembers ?? [];
    const asked = instance === undefined ? members : members.filter((one) => one.DBInstanceIdentifier === instance.DBInstanceIdentifier);
    const states = asked.map((member) => member.DBClusterParameterGroupStatus);
    const name = cluster.DBClusterParameterGroup;
    const settled = instance !== undefined && asked.length === 0 ? undefined : inSync(states);
    return name === undefined ? undefined : { of: 'cluster', name, settled };
  }
  const [group] = instance?.DBClusterIdentifier === undefined ? (instance?.DBParameterGroups ?? []) : [];
  if (group === undefined) return undefined;
  return { of: 'instance', name: group.DBParameterGroupName, settled: inSync([group.ParameterApplyStatus]) };
}

function inSync(states: readonly (string | undefined)[]): boolean | undefined {
  if (states.some((state) => state !== undefined && state !== 'in-sync')) return false;
  return states.includes(undefined) ? undefined : true;
}

/** What the values mean for one engine. One of which nothing is known here (Oracle, Db2) tells nothing: it has no parameter that turns plain text away. */
export function tlsOf(
  engine: string,
  values: Values['data'] | undefined,
): { required?: boolean | undefined; minimumVersion?: Version | undefined } {
  if (/postgres/.test(engine)) {
    return { required: onOrOff(values?.get('rds.force_ssl')), minimumVersion: oldestOf(values?.get('ssl_min_protocol_version')) };
  }
  if (/sqlserver/.test(engine)) return { required: onOrOff(values?.get('rds.force_ssl')) };
  if (/mysql|mariadb|^aurora$/.test(engine)) {
    return { required: onOrOff(values?.get('require_secure_transport')), minimumVersion: oldestOf(values?.get('tls_version')) };
  }
  if (engine === 'docdb') return DOCUMENTDB[values?.get('tls') ?? ''] ?? {};
  if (engine === 'neptune') return { required: onOrOff(values?.get('neptune_enforce_ssl')) };
  return {};
}

/** DocumentDB API Reference, Parameter. With FIPS which versions are let in is not told. */
const DOCUMENTDB: Readonly<Record<string, { readonly required: boolean; readonly minimumVersion?: Version }>> = {
  enabled: { required: true, minimumVersion: 'TLSv1.0' },
  disabled: { required: false },
  'fips-140-3': { required: true },
  'tls1.2+': { required: true, minimumVersion: 'TLSv1.2' },
  'tls1.3+': { required: true, minimumVersion: 'TLSv1.3' },
};

const VERSIONS: readonly Version[] = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The oldest of a list such as "TLSv1.2,TLSv1.3"; a word that is no version leaves it open. */
function oldestOf(list: string | undefined): Version | undefined {
  const words = list?.split(',').map((word) => (word.trim() === 'TLSv1' ? 'TLSv1.0' : word.trim())) ?? [];
  if (words.some((word) => !VERSIONS.some((version) => version === word))) return undefined;
  return VERSIONS.find((version) => words.includes(version));
}
