import { type TlsVersion, versionCodes } from '../names/versions.ts';
import type { Alert } from '../wire/records.ts';
import { readFlight, type ServerFlight, type ServerHello } from '../wire/server-flight.ts';
import { readSsl2 } from '../wire/ssl2.ts';
import type { Heard, Probe } from './probe.ts';

/** What one connection shows about what was offered in it. */
export type Answer =
  | { readonly status: 'accepted'; readonly version: TlsVersion; readonly hello: ServerHello; readonly flight: ServerFlight }
  | { readonly status: 'refused'; readonly because: 'alert'; readonly alert: number; readonly flight: ServerFlight }
  | { readonly status: 'refused'; readonly because: 'other-version'; readonly flight: ServerFlight }
  | { readonly status: 'inconclusive'; readonly because: Unclear; readonly alert?: number; readonly flight: ServerFlight };

export type Unclear = 'closed' | 'reset' | 'timed-out' | 'unexpected-answer' | 'not-askable';

/** handshake_failure, illegal_parameter, protocol_version, insufficient_security, internal_error, inappropriate_fallback. */
const REFUSALS = [40, 47, 70, 71, 80, 86];
const PROTOCOL_VERSION = 70;
const FATAL = 2;

/**
 * Accepted: a ServerHello of an offered version, with a suite, compression and group that were offered. Refused: a fatal alert that means so,
 * or a lower version. Anything else proves nothing.
 */
export function readAnswer({ hello: offer }: Probe, heard: Heard): Answer {
  const flight = readFlight(heard.received);
  const { hello } = flight;
  const offered = offer.versions ?? [offer.version];
  if (hello === undefined) return readRefusal(flight, heard);
  const version = offered.find((each) => versionCodes[each] === hello.version);
  if (version !== undefined && wasOffered(hello, offer)) return { status: 'accepted', version, hello, flight };
  const lowest = Math.min(...offered.map((each) => versionCodes[each]));
  if (version === undefined && (offer.version === 'SSLv2' || hello.version < lowest))
    return { status: 'refused', because: 'other-version', flight };
  return { status: 'inconclusive', because: 'unexpected-answer', flight };
}

function wasOffered({ suite, compression, group }: ServerHello, offer: Probe['hello']): boolean {
  return (
    offer.suites.includes(suite) &&
    (offer.compressions ?? [0]).includes(compression) &&
    (group === undefined || offer.groups?.includes(group) === true)
  );
}

function readRefusal(flight: ServerFlight, { received, ended }: Heard): Answer {
  const fatal = flight.alerts.find(isFatal);
  if (fatal !== undefined && isRefusal(fatal)) return { status: 'refused', because: 'alert', alert: fatal.description, flight };
  if (fatal !== undefined) return { status: 'inconclusive', because: 'unexpected-answer', alert: fatal.description, flight };
  if (flight.foreign || flight.malformed || ended === 'flood') return { status: 'inconclusive', because: 'unexpected-answer', flight };
  if (ended === 'closed' || ended === 'reset' || ended === 'timed-out') return { status: 'inconclusive', because: ended, flight };
  if (ended === 'enough') return { status: 'inconclusive', because: received.length === 0 ? 'closed' : 'unexpected-answer', flight };
  return { status: 'inconclusive', because: 'not-askable', flight };
}

export function isFatal({ level }: Alert): boolean {
  return level === FATAL;
}

/** Whether an alert proves that what was offered is not accepted. A warning never does. */
export function isRefusal(alert: Alert): boolean {
  return isFatal(alert) && REFUSALS.includes(alert.description);
}

/** Whether the refusal is of the version itself, so that no other suite could have changed it. */
export function refusesVersion(answer: Answer): boolean {
  return answer.status === 'refused' && (answer.because === 'other-version' || answer.alert === PROTOCOL_VERSION);
}

/** How every status line of HTTP/1 begins (RFC 9112 §4). */
const HTTP = Buffer.from('HTTP/1.');

/** Whether a hello was answered with the beginning of an HTTP response: nobody was at home for TLS in that connection. */
export function answersInHttp({ received }: Heard): boolean {
  return received.subarray(0, HTTP.length).equals(HTTP);
}

/** SSLv2 has an answer of its own form: accepted where it has a suite in common with us. Any other server refuses in TLS's. */
export function acceptsSsl2({ received }: Heard): readonly number[] | undefined {
  const suites = readSsl2(received)?.suites;
  return suites === undefined || suites.length === 0 ? undefined : suites;
}
