import { tls13Groups } from '../names/groups.ts';
import { ourGroups } from '../tls13/key-share.ts';
import type { VersionFound } from './version.ts';

/** Groups that are known to be accepted, with a share where the server wants one. */
export function tls13Offer({ groups, shares }: VersionFound, withShare = shares) {
  const known = groups.length > 0 ? groups : tls13Groups;
  return { groups: known, shares: withShare ? known.filter((group) => ourGroups.includes(group)).slice(0, 1) : [] };
}
