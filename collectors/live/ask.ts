import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import type { Endpoint } from './endpoint.ts';
import { CLASSIC_GROUPS, everything, handshake, type Offer } from './handshake.ts';
import { converse } from './probe/connection.ts';
import type { Heard, Probe } from './probe/probe.ts';
import { type Transcript, transcript } from './transcript.ts';
import { readFlight, type ServerFlight } from './wire/server-flight.ts';

/** The calls of both collectors. No permission is needed to knock at a public door. */
export const calls = { 'tls:Handshake': [], 'tls:Hello': [] } as const satisfies Record<string, readonly string[]>;

/** One handshake by our OpenSSL. */
export function askHandshake(look: Look<Endpoint>, offer: Offer): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  return endpoint.slot(() =>
    look.call('tls:Handshake', { endpoint: endpoint.name, ...offer }, () => handshake(endpoint, offer), transcript),
  );
}

/** One probe of our own at an endpoint that was reached before. A call that ran out of its time is one more conversation that proves nothing. */
export async function askProbe(look: Look<Endpoint>, address: string, probe: Probe): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  try {
    return await endpoint.slot(() =>
      look.call('tls:Hello', { endpoint: endpoint.name, probe: probe.id }, () => speak(endpoint, address, probe), transcript),
    );
  } catch (error) {
    if (!(error instanceof CannotObserve) || error.reason !== 'unreachable') throw error;
    return { data: { address: '', port: 0, sent: '', received: '', ended: 'timed-out' }, replies: error.replies };
  }
}

async function speak(endpoint: Endpoint, address: string, probe: Probe): Promise<Transcript> {
  const { port, patience, upgradedFrom } = endpoint;
  const heard = await converse({ address, port, patience, upgradedFrom, signal: endpoint.signal() }, probe);
  const { sent, received, ended, upgrade, secret, code } = heard;
  const whole: Transcript = {
    address,
    port,
    sent: sent.toString('hex'),
    received: received.toString('hex'),
    ended,
    ...(secret === undefined ? {} : { secret: secret.toString('hex') }),
    ...(upgrade === undefined ? {} : { upgrade: upgrade.toString('hex') }),
    ...(code === undefined ? {} : { code }),
  };
  endpoint.saw(whole);
  return whole;
}

/** What a transcript says to the plan. Not being let in any more, after having been in, is a line that was cut. */
export function heardOf({ sent, received, ended, secret, upgrade }: Transcript): Heard {
  const known = ended === 'finished' || ended === 'failed' ? 'enough' : ended === 'not-connected' ? 'reset' : ended;
  return {
    sent: Buffer.from(sent, 'hex'),
    received: Buffer.from(received, 'hex'),
    ended: known,
    ...(secret === undefined ? {} : { secret: Buffer.from(secret, 'hex') }),
    ...(upgrade === undefined ? {} : { upgrade: Buffer.from(upgrade, 'hex') }),
  };
}

/** The handshake in which everything is offered, and again in a small hello where nothing came of it. The last try comes first. */
export async function witness(look: Look<Endpoint>): Promise<readonly [Seen<Transcript>, ...Seen<Transcript>[]]> {
  const first = await askHandshake(look, everything);
  return spoke(flightOf(first)) || first.data.ended === 'not-upgraded'
    ? [first]
    : [await askHandshake(look, { ...everything, groups: CLASSIC_GROUPS }), first];
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
