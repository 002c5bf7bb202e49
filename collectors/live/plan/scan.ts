/** The whole plan: what is asked of one address, and in which order. Everything that it says was read from what `say` brought. */
import { versionNames } from '../names/versions.ts';
import type { Say } from '../probe/probe.ts';
import { type Ask, type Asked, askerOf } from './asker.ts';
import { type Control, controlOf } from './control.ts';
import { type Features, findFeatures } from './features.ts';
import { type FinishFound, findFinish } from './finish.ts';
import { findGroups, type GroupsFound } from './groups.ts';
import { findPreference } from './preference.ts';
import { requestsCertificate } from './read-handshake.ts';
import { findSignatures, type SignaturesFound } from './signatures.ts';
import { clients, everything, simulate } from './simulations.ts';
import { findVersion, type VersionFound } from './version.ts';
import { withoutName } from './without-name.ts';

export const parts = ['versions', 'suites', 'groups', 'preference', 'signatures', 'features', 'chain', 'clients'] as const;
export type Part = (typeof parts)[number];

export interface Found {
  readonly asked: readonly Part[];
  /** Every suite was asked for, and not only every version. */
  readonly enumerated: boolean;
  readonly versions: readonly VersionFound[];
  readonly controls: readonly Control[];
  readonly preferences: ReadonlyMap<string, boolean>;
  readonly groups?: readonly GroupsFound[];
  readonly signatures?: readonly SignaturesFound[];
  readonly features?: Features;
  readonly staple?: Buffer;
  readonly finish?: FinishFound;
  readonly negotiated?: Asked;
  readonly clients?: readonly { readonly name: string; readonly asked: Asked }[];
  /** Of a server that was asked for by name. */
  readonly withoutName?: Asked;
  /** Handshakes out of which the chain can be read. */
  readonly handshakes: readonly Asked[];
  readonly throttled: boolean;
}

/** `parts`: what to look for; the versions are always asked. */
export async function scan(say: Say, serverName: string | undefined, wanted: ReadonlySet<Part>): Promise<Found> {
  const ask = askerOf(say);
  const whole = ['suites', 'groups', 'preference', 'signatures'].some((part) => parts.some((known) => known === part && wanted.has(known)));
  const [versions, negotiated, simulated] = await Promise.all([
    Promise.all(versionNames.map((version) => findVersion(ask, version, serverName, whole))),
    wanted.has('clients') ? simulate(ask, everything, serverName) : undefined,
    wanted.has('clients')
      ? Promise.all(clients.map(async (client) => ({ name: client.name, asked: await simulate(ask, client, serverName) })))
      : undefined,
  ]);
  const flights = versions.flatMap((each) => each.suites.map(({ asked }) => asked));
  const isRequested = flights.some((asked) => requestsCertificate(asked) === true);
  const [controls, preferences, groups, signatures, features, finish, nameless] = await Promise.all([
    controlOf(ask, versions, serverName),
    wanted.has('preference') ? preferencesOf(ask, versions, serverName) : new Map<string, boolean>(),
    wanted.has('groups') ? findGroups(ask, versions, serverName) : undefined,
    wanted.has('signatures') || wanted.has('chain') ? findSignatures(ask, versions, serverName) : undefined,
    wanted.has('features') ? findFeatures(ask, versions, serverName) : undefined,
    wanted.has('features') || wanted.has('chain') ? findFinish(ask, versions, serverName, isRequested) : undefined,
    wanted.has('chain') && serverName !== undefined ? withoutName(ask, versions) : undefined,
  ]);
  const handshakes = [...flights, ...(signatures?.flatMap((each) => each.handshakes) ?? [])];
  return {
    asked: parts.filter((part) => part === 'versions' || wanted.has(part)),
    enumerated: whole,
    versions,
    controls,
    preferences,
    handshakes,
    throttled: await isThrottled(ask, versions),
    ...(groups === undefined ? {} : { groups }),
    ...(signatures === undefined ? {} : { signatures }),
    ...(features ?? {}),
    ...(finish === undefined ? {} : { finish }),
    ...(negotiated === undefined ? {} : { negotiated }),
    ...(simulated === undefined ? {} : { clients: simulated }),
    ...(nameless === undefined ? {} : { withoutName: nameless }),
  };
}

async function preferencesOf(
  ask: Ask,
  versions: readonly VersionFound[],
  serverName: string | undefined,
): Promise<ReadonlyMap<string, boolean>> {
  const all = await Promise.all(versions.map(async (found) => [found.version, await findPreference(ask, found, serverName)] as const));
  return new Map(all.flatMap(([version, preference]) => (preference === undefined ? [] : [[version, preference] as const])));
}

/** The first good hello again: where it is good no more, the server has begun to turn us away, and its refusals say nothing. */
async function isThrottled(ask: Ask, versions: readonly VersionFound[]): Promise<boolean> {
  const good = versions.toReversed().flatMap(({ version, suites }) => (version === 'SSLv2' ? [] : suites.slice(0, 1)))[0];
  if (good === undefined) return false;
  const { answer } = await ask({ ...good.asked.probe, id: 'again' });
  return answer.status !== 'accepted';
}
