/** One endpoint: every address that its name leads to, each on its own. */
import { type EndpointAddress, endpointName, serverName } from '../endpoint-address.ts';
import type { Part } from '../plan/scan.ts';
import { parts } from '../plan/scan.ts';
import type { Clock, Pace } from '../probe/pace.ts';
import { probeTls } from '../prober.ts';
import { addressesOf } from './addresses.ts';
import { conclude, type Question } from './conclude.ts';
import type { Policy } from './policy.ts';
import type { TlsLine, TlsReport } from './tls-report.ts';

export interface EndpointScan {
  /** Left out: everything. */
  readonly only?: ReadonlySet<Question> | undefined;
  /** Milliseconds for connecting, and again for each conversation. */
  readonly patience: number;
  readonly denyPrivate: boolean;
  /** PEM: the only roots to trust. */
  readonly ca?: string | undefined;
  readonly policy?: Policy | undefined;
  /** Keep what went over the wire in the report. */
  readonly transcript: boolean;
  readonly paced: <T>(place: string, work: (pace: Pace) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Throws only where `signal` aborts. Addresses come one after the other, in the resolver's order. */
export async function* scanEndpoint(where: EndpointAddress, scan: EndpointScan): AsyncGenerator<TlsLine, void, undefined> {
  const endpoint = endpointName(where);
  const { host, port } = where;
  const startedAt = instantOf(scan.clock);
  const { asked, refused, code } = await addressesOf(host, scan);
  const unseen = { endpoint, host, port, startedAt, unclear: ['everything'] } as const;
  if (code !== undefined) yield { ...unseen, unclear: ['everything'], because: code };
  for (const address of refused) yield { ...unseen, unclear: ['everything'], address, because: 'denied-address' };
  for (const address of asked) yield await scanAddress(where, address, scan);
}

async function scanAddress(where: EndpointAddress, address: string, scan: EndpointScan): Promise<TlsReport> {
  const { clock, patience, signal, only, transcript, policy } = scan;
  const started = clock.now();
  const startedAt = instantOf(clock);
  const { host, port, upgradedFrom } = where;
  const wanted = new Set<Part>(parts.filter((part) => only === undefined || only.has(part)));
  const tls = await scan.paced(`${address} ${port}`, (pace) =>
    probeTls({ address, port, patience, upgradedFrom, signal }, { host, serverName: serverName(where), parts: wanted, pace, transcript }),
  );
  return conclude({
    endpoint: endpointName(where),
    startedAt,
    seconds: Math.round(clock.now() - started) / 1000,
    tls,
    trust: [],
    policy,
  });
}

function instantOf(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
