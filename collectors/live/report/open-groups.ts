import { curves, groupName, tls13Groups } from '../names/groups.ts';
import type { TlsResult } from '../result.ts';

/** Groups that may be accepted, less those of versions that no client gets an answer in: as such a version itself is set aside, they are. */
export function openGroups({ protocols, groupsUnclear = [] }: TlsResult): readonly string[] {
  const aside = new Set(
    Object.entries(protocols)
      .filter(([, seen]) => seen?.status === 'inconclusive' && seen.onlyThisVersion === true)
      .flatMap(([version]) => (version === 'TLSv1.3' ? tls13Groups : curves).map(groupName)),
  );
  return groupsUnclear.filter((group) => !aside.has(group));
}
