import type { Look, Seen } from 'claimcheck/plugin';
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
  return endpoint.slot(() => look.call('tls:Handshake', { endpoint: endpoint.name, ...offer }, () => handshake(endpoint, offer), transcript));
}

/** One hello by hand: `version` and `suites` are code points. */
export function askHello(look: Look<Endpoint>, version: number, suites: readonly number[]): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  return endpoint.slot(() => look.call('tls:Hello', { endpoint: endpoint.name, version, suites }, () => sayHello(endpoint, version, suites), transcript));
}

/** The one handshake in which everything is offered: made once for all collectors, and again in a small hello where nothing came of it. */
export function witness(look: Look<Endpoint>): Promise<Seen<Transcript>> {
  return look.session.once('witness', async () => {
    const first = await askHandshake(look, everything);
    if (spoke(flightOf(first))) return first;
    const second = await askHandshake(look, { ...everything, groups: CLASSIC_GROUPS });
    return { data: second.data, replies: [...first.replies, ...second.replies] };
  });
}

export function flightOf({ data }: Seen<Transcript>): ServerFlight {
  return readFlight(Buffer.from(data.received, 'hex'));
}

/** Whether there was any sign of TLS. */
export function spoke({ hello, alerts }: ServerFlight): boolean {
  return hello !== undefined || alerts.length > 0;
}
