/** A whole TLS scan of one address and port, and the same again from its transcript. */
import { readExchanges, type Spoken, writeExchanges } from './exchanges.ts';
import { resultOf } from './plan/result-of.ts';
import { type Part, parts, scan } from './plan/scan.ts';
import { answersInHttp } from './probe/answer.ts';
import { converse, type Place } from './probe/connection.ts';
import { type Cut, type Pace, unhurriedPace } from './probe/pace.ts';
import type { Heard, Probe, Say } from './probe/probe.ts';
import { offersNone, type UpgradeFrom } from './probe/upgrade.ts';
import type { TlsResult } from './result.ts';
import { offeredSuites } from './wire/client-hello.ts';

export interface ProbeOptions {
  /** As given: a name or an address. */
  readonly host: string;
  readonly serverName?: string | undefined;
  readonly parts?: ReadonlySet<Part>;
  /** Shared by all scans of one address and port. Left out: eight at once, as fast as they come. */
  readonly pace?: Pace;
  /** Most connections; what would come after stands as inconclusive. */
  readonly most?: number;
  /** Keep the transcript. */
  readonly transcript?: boolean;
}

const MOST = 600;
const everyPart: ReadonlySet<Part> = new Set(parts);

/** Throws only where `place.signal` aborts. */
export async function probeTls(place: Place, options: ProbeOptions): Promise<TlsResult> {
  const { pace = unhurriedPace(), most = MOST, transcript = true } = options;
  const spoken: Spoken[] = [];
  let asked = 0;
  const say: Say = async (probe) => {
    asked += 1;
    const heard: Heard =
      asked > most
        ? unasked
        : await pace.turn(
            () => converse(place, probe),
            (heard) => cutOf(place.upgradedFrom, heard),
            probe.alone,
          );
    spoken.push({ probe: probe.id, heard });
    return heard;
  };
  const about = {
    host: options.host,
    port: place.port,
    address: place.address,
    ...(options.serverName === undefined ? {} : { serverName: options.serverName }),
  };
  return conclude(about, say, options.parts ?? everyPart, place.upgradedFrom, spoken, transcript);
}

/** Reads a result again from its own transcript, without the server. Throws where the transcript is not one of such a scan. */
export async function replay(result: TlsResult): Promise<TlsResult> {
  const { host, port, address, serverName } = result;
  const answers = new Map(readExchanges(result).map((each) => [each.probe, each.heard]));
  const spoken: Spoken[] = [];
  const say: Say = async (probe) => {
    const heard = answers.get(probe.id);
    if (heard === undefined) throw new TypeError(`the transcript has no "${probe.id}"`);
    if (!saysThat(heard, probe)) throw new TypeError(`the transcript's "${probe.id}" asks something else`);
    spoken.push({ probe: probe.id, heard });
    return heard;
  };
  const wanted = new Set(parts.filter((part) => result.asked.includes(part)));
  const about = { host, port, address, ...(serverName === undefined ? {} : { serverName }) };
  return conclude(about, say, wanted, result.upgradedFrom, spoken, true);
}

async function conclude(
  about: Pick<TlsResult, 'host' | 'port' | 'address' | 'serverName'>,
  say: Say,
  wanted: ReadonlySet<Part>,
  upgradedFrom: TlsResult['upgradedFrom'],
  spoken: readonly Spoken[],
  transcript: boolean,
): Promise<TlsResult> {
  const found = await scan(say, about.serverName, wanted);
  const heards = spoken.map(({ heard }) => heard);
  const connections = heards.filter(({ ended }) => ended !== 'not-connected').length;
  const because = connections > 0 ? undefined : heards.find(({ code }) => code !== undefined)?.code;
  const inOrder = spoken.toSorted((a, b) => (a.probe < b.probe ? -1 : 1));
  return {
    ...about,
    ...(upgradedFrom === undefined ? {} : { upgradedFrom, upgrade: upgradeOf(upgradedFrom, heards) }),
    ...resultOf(found),
    connections,
    ...(because === undefined ? {} : { because }),
    ...(heards.some(answersInHttp) ? { plainHttp: true } : {}),
    ...(transcript ? writeExchanges(inOrder) : {}),
  };
}

function upgradeOf(from: UpgradeFrom, heards: readonly Heard[]): TlsResult['upgrade'] {
  if (heards.some(({ sent }) => sent.length > 0)) return 'offered';
  return heards.some((heard) => saysNone(from, heard)) ? 'not-offered' : 'inconclusive';
}

/** Who says that there is no TLS has answered. */
function cutOf(from: UpgradeFrom | undefined, heard: Heard): Cut | undefined {
  if (heard.ended === 'enough' || saysNone(from, heard)) return undefined;
  return heard.ended === 'reset' ? 'reset' : 'unanswered';
}

function saysNone(from: UpgradeFrom | undefined, { ended, upgrade }: Heard): boolean {
  return from !== undefined && ended === 'not-upgraded' && offersNone(from, upgrade?.toString('latin1') ?? '');
}

/** Whether the suites that went out are those that the plan would offer now. A line that was never open says nothing. */
function saysThat({ sent }: Heard, { hello }: Probe): boolean {
  if (sent.length === 0) return true;
  const offered = offeredSuites(sent);
  return offered !== undefined && offered.length === hello.suites.length && offered.every((suite, index) => suite === hello.suites[index]);
}

const unasked: Heard = { sent: Buffer.alloc(0), received: Buffer.alloc(0), ended: 'not-connected' };

export type { Part, Place, Probe };
