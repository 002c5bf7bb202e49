import { isIP } from 'node:net';
import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { addressRange } from './connection-policy.ts';
import type { Endpoint } from './endpoint.ts';
import { CLASSIC_GROUPS, everything, handshake, type Offer } from './handshake.ts';
import { converse } from './probe/connection.ts';
import type { Heard, Probe } from './probe/probe.ts';
import { endpointSubject } from './subject.ts';
import { type Transcript, transcript } from './transcript.ts';
import { readFlight, type ServerFlight } from './wire/server-flight.ts';

/** The calls of the collectors of handshakes. No permission is needed to knock at a public door. */
export const handshakeCalls = { 'dns:Lookup': [], 'tls:Handshake': [] } as const satisfies Record<string, readonly string[]>;
export const calls = { ...handshakeCalls, 'tls:Hello': [] } as const satisfies Record<string, readonly string[]>;

const addresses = z.array(z.string()).min(1);

/** Where the endpoint's name leads to. An address is its own; one that is not public is refused where the config says so. */
export async function askAddresses(look: Look<Endpoint>): Promise<Seen<readonly string[]>> {
  const { host, denyPrivate, family, answer, addresses: lookUp } = look.session;
  const found =
    isIP(host) === 0
      ? await look.call(
          'dns:Lookup',
          { host, ...(family === undefined ? {} : { family }) },
          () => answer(lookUp, ([first]) => first),
          addresses,
        )
      : { data: [host], replies: [] };
  if (denyPrivate && found.data.some((address) => addressRange(address) !== 'public'))
    throw new CannotObserve('denied', 'the host has an address that is not public, and the config forbids those', {
      call: 'dns:Lookup',
      code: 'DeniedAddress',
      replies: found.replies,
    });
  return found;
}

/** Looks at every address on its own: each is an observation of the endpoint. What one of several cannot show is a gap, whatever the others show. */
export async function eachAddress(
  look: Look<Endpoint>,
  work: (look: Look<Endpoint>, address: string, found: Seen<readonly string[]>) => Promise<void>,
): Promise<void> {
  const found = await askAddresses(look);
  const [first = '', ...others] = found.data;
  if (others.length === 0) return work(look, first, found);
  await look.each(
    found.data,
    () => ({ subject: endpointSubject(look.session) }),
    (address, inner) => work(inner, address, found),
  );
}

/** One handshake by our OpenSSL. */
export function askHandshake(look: Look<Endpoint>, address: string, offer: Offer): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  const goOut = () => endpoint.answer(() => handshake(endpoint, address, offer), address);
  return endpoint.slot(() => look.call('tls:Handshake', { endpoint: endpoint.name, address, ...offer }, goOut, transcript));
}

/** One probe of our own at an address that was reached before. A call that ran out of its time is one more conversation that proves nothing. */
export async function askProbe(look: Look<Endpoint>, address: string, probe: Probe): Promise<Seen<Transcript>> {
  const endpoint = look.session;
  const goOut = () => endpoint.answer(() => speak(endpoint, address, probe), address);
  try {
    return await endpoint.slot(() => look.call('tls:Hello', { endpoint: endpoint.name, address, probe: probe.id }, goOut, transcript));
  } catch (error) {
    if (!(error instanceof CannotObserve) || error.reason !== 'unreachable') throw error;
    return { data: { address: '', port: 0, sent: '', received: '', ended: 'timed-out' }, replies: error.replies };
  }
}

async function speak(endpoint: Endpoint, address: string, probe: Probe): Promise<Transcript> {
  const { port, patience, upgradedFrom } = endpoint;
  const heard = await converse({ address, port, patience, upgradedFrom, signal: endpoint.signal() }, probe);
  const { sent, received, ended, upgrade, secret, applicationSecret, code } = heard;
  return {
    address,
    port,
    sent: sent.toString('hex'),
    received: received.toString('hex'),
    ended,
    ...(secret === undefined ? {} : { secret: secret.toString('hex') }),
    ...(applicationSecret === undefined ? {} : { applicationSecret: applicationSecret.toString('hex') }),
    ...(upgrade === undefined ? {} : { upgrade: upgrade.toString('hex') }),
    ...(code === undefined ? {} : { code }),
  };
}

/** What a transcript says to the plan. Not being let in any more, after having been in, is a line that was cut. */
export function heardOf({ sent, received, ended, secret, applicationSecret, upgrade }: Transcript): Heard {
  const known = ended === 'finished' || ended === 'failed' ? 'enough' : ended === 'not-connected' ? 'reset' : ended;
  return {
    sent: Buffer.from(sent, 'hex'),
    received: Buffer.from(received, 'hex'),
    ended: known,
    ...(secret === undefined ? {} : { secret: Buffer.from(secret, 'hex') }),
    ...(applicationSecret === undefined ? {} : { applicationSecret: Buffer.from(applicationSecret, 'hex') }),
    ...(upgrade === undefined ? {} : { upgrade: Buffer.from(upgrade, 'hex') }),
  };
}

/** The handshake in which everything is offered, and again in a small hello where nothing came of it. The last try comes first. */
export async function witness(
  look: Look<Endpoint>,
  address: string,
  more: Partial<Offer> = {},
): Promise<readonly [Seen<Transcript>, ...Seen<Transcript>[]]> {
  const first = await askHandshake(look, address, { ...everything, ...more });
  return spoke(flightOf(first)) || first.data.ended === 'not-upgraded'
    ? [first]
    : [await askHandshake(look, address, { ...everything, groups: CLASSIC_GROUPS }), first];
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
