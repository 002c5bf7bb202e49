import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import type { Answer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { CLASSIC_GROUPS, everything, handshake, type Offer } from './handshake.ts';
import { sayHello } from './old-hello.ts';
import { readFlight, type ServerFlight } from './server-flight.ts';
import { type Transcript, transcript } from './transcript.ts';

/** The calls of both collectors. No permission is needed to knock at a public door. */
export const calls = { 'tls:Handshake': [], 'tls:Hello': [] } as const satisfies Record<string, readonly string[]>;

/** An answer with all that it was read from, tries that proved nothing included. */
export interface Asked {
  readonly answer: Answer;
  readonly from: readonly Seen<Transcript>[];
}

/** One handshake by our OpenSSL. */
export function askHandshake(look: Look<Endpoint>, offer: Offer): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  return endpoint.slot(() =>
    look.call('tls:Handshake', { endpoint: endpoint.name, ...offer }, () => handshake(endpoint, offer), transcript),
  );
}

/** One hello by hand: `version` and `suites` are code points, and stand in the transcript. */
export function askHello(look: Look<Endpoint>, version: number, suites: readonly number[]): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  return endpoint.slot(() =>
    look.call(
      'tls:Hello',
      { endpoint: endpoint.name, version, suites: suites.length },
      () => sayHello(endpoint, version, suites),
      transcript,
    ),
  );
}

/** For an endpoint that has answered before: a call that ran out of its time is one more conversation that proves nothing. */
export async function orTimedOut(asking: Promise<Seen<Transcript>>): Promise<Seen<Transcript>> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof CannotObserve) || error.reason !== 'unreachable') throw error;
    return { data: { address: '', port: 0, sent: '', received: '', ended: 'timed-out' }, replies: error.replies };
  }
}

/** The handshake in which everything is offered, and again in a small hello where nothing came of it. The last try comes first. */
export async function witness(look: Look<Endpoint>): Promise<readonly [Seen<Transcript>, ...Seen<Transcript>[]]> {
  const first = await askHandshake(look, everything);
  return spoke(flightOf(first)) ? [first] : [await askHandshake(look, { ...everything, groups: CLASSIC_GROUPS }), first];
}

export function flightOf({ data }: Seen<Transcript>): ServerFlight {
  return readFlight(Buffer.from(data.received, 'hex'));
}

/** Why nothing can be said: what answers is no TLS, it wants no handshake that we can make, or nothing answers. The last conversation comes first. */
export function unanswered(seen: readonly [Seen<Transcript>, ...Seen<Transcript>[]]): CannotObserve {
  const [{ data }] = seen;
  const { foreign, alerts } = flightOf(seen[0]);
  const about = { call: 'tls:Handshake', replies: seen.flatMap(({ replies }) => replies) };
  const [alert] = alerts;
  if (foreign) return new CannotObserve('malformed', 'what answers there does not speak TLS', { ...about, code: 'NotTls' });
  if (alert !== undefined)
    return new CannotObserve('unreachable', 'every handshake was refused', { ...about, code: `Alert${alert.description}` });
  return new CannotObserve('unreachable', 'no handshake was answered', { ...about, code: data.code ?? data.ended });
}

/** Whether there was any sign of TLS. */
export function spoke({ hello, alerts }: ServerFlight): boolean {
  return hello !== undefined || alerts.length > 0;
}
