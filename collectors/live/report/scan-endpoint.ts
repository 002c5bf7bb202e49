/** One endpoint: every address that its name leads to, each on its own. */
import { Resolver } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { type EndpointAddress, endpointName, serverName } from '../endpoint-address.ts';
import type { HttpResult } from '../http/http-result.ts';
import { type Part, parts } from '../plan/scan.ts';
import type { Clock, Pace } from '../probe/pace.ts';
import { probeTls } from '../prober.ts';
import type { TlsResult } from '../result.ts';
import { findCaa } from '../trust/caa.ts';
import type { Roots } from '../trust/roots.ts';
import type { CaaResult } from '../trust/trust-result.ts';
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
  readonly roots: Roots;
  readonly policy?: Policy | undefined;
  /** Keep what went over the wire in the report. */
  readonly transcript: boolean;
  readonly paced: <T>(place: string, work: (pace: Pace) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Where plain HTTP belongs to the endpoint that was named. */
const HTTPS = 443;

/** Throws only where `signal` aborts. Addresses come one after the other, in the resolver's order. */
export async function* scanEndpoint(where: EndpointAddress, scan: EndpointScan): AsyncGenerator<TlsLine, void, undefined> {
  const { host, port } = where;
  const about = { endpoint: endpointName(where), host, port, startedAt: instantOf(scan.clock) };
  const { asked, refused, code } = await addressesOf(host, scan);
  if (code !== undefined) yield { ...about, unclear: ['everything'], because: code };
  for (const address of refused) yield { ...about, address, unclear: ['everything'], because: 'denied-address' };
  const caa = asked.length > 0 && wants(scan, 'dns') ? await caaOf(host, scan) : undefined;
  for (const address of asked) yield await scanAddress(where, address, caa, scan);
}

async function scanAddress(where: EndpointAddress, address: string, caa: CaaResult | undefined, scan: EndpointScan): Promise<TlsReport> {
  const { clock, patience, signal, transcript, policy, roots } = scan;
  const { host, port, upgradedFrom } = where;
  const started = clock.now();
  const startedAt = instantOf(clock);
  const place = { address, port, patience, upgradedFrom, signal };
  const wanted = new Set<Part>(parts.filter((part) => wants(scan, part)));
  const [tls, witness, http] = await scan.paced(`${address} ${port}`, async (pace) => {
    const seen = await probeTls(place, { host, serverName: serverName(where), parts: wanted, pace, transcript });
    const speaks = Object.values(seen.protocols).some((protocol) => protocol?.status === 'accepted');
    if (!speaks) return [seen];
    const second = wanted.has('chain')
      ? await pace.turn(
          async () => (await import('../trust/second-witness.ts')).askOpenSsl(place, { serverName: serverName(where), roots: roots.pem }),
          () => undefined,
        )
      : undefined;
    return [seen, second, upgradedFrom === undefined && wants(scan, 'http') ? await httpOf(seen, scan, pace) : undefined];
  });
  return conclude({
    endpoint: endpointName(where),
    startedAt,
    seconds: Math.round(clock.now() - started) / 1000,
    tls,
    roots,
    witness,
    caa,
    http,
    policy,
  });
}

/** Over TLS first: what does not speak HTTP is asked for nothing more. An HTTP client is read only where it is needed. */
async function httpOf({ host, port, address }: TlsResult, scan: EndpointScan, pace: Pace): Promise<HttpResult> {
  const { lookAtHttp } = await import('../http/look-at-http.ts');
  const { patience, denyPrivate, roots, signal, clock } = scan;
  const way = { policy: { hosts: new Set([host]), denyPrivate }, patience, roots: roots.pem, signal };
  const question = { host: isIPv6(host) ? `[${host}]` : host, port, address, way, at: new Date(clock.now()) };
  const turn = (names: readonly ('plain-text' | 'https' | 'security-text')[]) =>
    pace.turn(
      () => lookAtHttp({ ...question, parts: new Set(names) }),
      () => undefined,
    );
  const first = await turn(port === HTTPS ? ['plain-text', 'https'] : ['https']);
  if (first.hops === undefined) return first;
  const { securityText, unseen } = await turn(['security-text']);
  return { ...first, ...(securityText === undefined ? {} : { securityText }), unseen: [...first.unseen, ...unseen] };
}

/** Names without a dot are this network's own. */
async function caaOf(host: string, { patience }: EndpointScan): Promise<CaaResult | undefined> {
  if (isIP(host) !== 0 || !host.includes('.')) return undefined;
  const resolver = new Resolver({ timeout: patience, tries: 1 });
  return findCaa(host, (name) => resolver.resolveCaa(name));
}

function wants({ only }: EndpointScan, question: Question): boolean {
  return only === undefined || only.has(question);
}

/** To the second: certificates count no smaller ones. */
function instantOf(clock: Clock): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}
