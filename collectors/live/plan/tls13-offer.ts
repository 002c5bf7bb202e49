import { curves, tls13Groups } from '../names/groups.ts';
import { ourGroups } from '../tls13/key-share.ts';
import type { VersionFound } from './version.ts';

/** Groups that are known to be accepted, with a share where the server wants one. */
export function tls13Offer({ groups, shares }: VersionFound) {
  const known = groups.length > 0 ? groups : tls13Groups;
  return { groups: known, shares: shares ? known.filter((group) => ourGroups.includes(group)).slice(0, 1) : [] };
}

/** Curves of TLS 1.2 whose keys we can make. */
export const classicGroups = ourGroups.filter((group) => curves.includes(group));

const SMALL = [0x001d, 0x0017, 0x0018, 0x0019];
/** Those of TLS 1.3. */
const youngGroups = ourGroups.filter((group) => tls13Groups.includes(group));

/** For handshakes that are to be opened: groups whose keys we can make. Where some are known to be accepted, these; `again`: those whose shares are small. */
export function openableOffer({ groups }: VersionFound, again = false) {
  const known = youngGroups.filter((group) => groups.includes(group));
  const ours = again ? SMALL : known.length > 0 ? known : youngGroups;
  return { groups: ours, shares: ours.slice(0, 1) };
}
