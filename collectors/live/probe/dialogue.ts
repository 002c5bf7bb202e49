/** What is said in one connection, and when enough was heard: pure, but for the chance in it. */
import { randomBytes } from 'node:crypto';
import { writeSecondFlight12 } from '../tls12/second-flight.ts';
import { readEncrypted, secretsOf } from '../tls13/encrypted-flight.ts';
import { ciphers13, type HandshakeSecrets } from '../tls13/key-schedule.ts';
import { type KeyShare, makeKeyShare } from '../tls13/key-share.ts';
import { readAfterHandshake, writeSecondFlight } from '../tls13/second-flight.ts';
import { extension, writeHello } from '../wire/client-hello.ts';
import { isTls13, readFlight, type ServerFlight } from '../wire/server-flight.ts';
import { beginsSsl2, readSsl2 } from '../wire/ssl2.ts';
import type { Heard, Probe } from './probe.ts';

const FATAL = 2;

export interface Dialogue {
  readonly opening: Buffer;
  /** What comes next, given all that was heard so far: more to say, more to hear, or the end. */
  readonly next: (received: Buffer) => Buffer | 'wait' | 'enough';
  readonly secrets: () => Pick<Heard, 'secret' | 'applicationSecret'>;
}

export function openDialogue({ hello, until }: Probe): Dialogue {
  const shares = (hello.shares ?? []).flatMap((group) => makeKeyShare(group) ?? []);
  const fresh = { random: randomBytes(32), sessionId: hello.version === 'TLSv1.3' ? randomBytes(32) : Buffer.alloc(0), shares };
  const opening = writeHello(hello, fresh);
  let sent = opening;
  let keys: readonly KeyShare[] = shares;
  let secrets: HandshakeSecrets | undefined;
  let applicationSecret: Buffer | undefined;
  return {
    opening,
    next,
    secrets: () => ({
      ...(secrets === undefined ? {} : { secret: secrets.server }),
      ...(applicationSecret === undefined ? {} : { applicationSecret }),
    }),
  };

  function next(received: Buffer): Buffer | 'wait' | 'enough' {
    const flight = readFlight(received);
    if (hello.version === 'SSLv2' && flight.foreign) return readSsl2(received) === undefined && beginsSsl2(received) ? 'wait' : 'enough';
    if (flight.foreign || flight.malformed || flight.alerts.some(({ level }) => level === FATAL)) return 'enough';
    if (flight.hello === undefined) return 'wait';
    if (until === 'hello') return 'enough';
    if (!isTls13(flight.hello)) return older(flight);
    return until === 'flight' ? 'enough' : goOn(flight);
  }

  function older(flight: ServerFlight): Buffer | 'wait' | 'enough' {
    if (flight.records.sealed.length > 0 || refusedLater(flight)) return 'enough';
    if (!flight.done) return 'wait';
    if (until !== 'after') return 'enough';
    if (sent !== opening) return 'wait';
    const ours = agreeing(() => writeSecondFlight12(sent, flight));
    if (ours === undefined) return 'enough';
    sent = Buffer.concat([sent, ours]);
    return ours;
  }

  function goOn(flight: ServerFlight): Buffer | 'wait' | 'enough' {
    const last = flight.second ?? flight.hello;
    if (last === undefined || refusedLater(flight)) return 'enough';
    if (last.retry)
      return sent === opening ? again(last.group, last.extensions.get(extension.cookie)) : flight.second === undefined ? 'wait' : 'enough';
    secrets ??= agree(flight, last.group, last.share);
    const cipher = ciphers13.get(last.suite);
    const encrypted = secrets === undefined ? undefined : readEncrypted(sent, flight, secrets.server);
    if (secrets === undefined || cipher === undefined || encrypted === undefined || encrypted.malformed || encrypted.alerts.length > 0)
      return 'enough';
    if (encrypted.end === undefined) return 'wait';
    if (until === 'finished' || encrypted.finished !== true) return 'enough';
    if (applicationSecret !== undefined) {
      const { tickets, alerts } = readAfterHandshake(cipher, applicationSecret, encrypted.end.rest);
      return tickets.length > 0 || alerts.length > 0 ? 'enough' : 'wait';
    }
    const ours = writeSecondFlight(cipher, secrets, encrypted.end.messages, encrypted.certificateRequest === true);
    applicationSecret = ours.secret;
    return ours.bytes;
  }

  /** The second hello, with the share that is asked for (RFC 8446 §4.1.2). */
  function again(group: number | undefined, cookie: Buffer | undefined): Buffer | 'enough' {
    const share = group === undefined ? keys[0] : makeKeyShare(group);
    if (share === undefined) return 'enough';
    keys = [share];
    const second = writeHello({ ...hello, shares: [share.group] }, { ...fresh, shares: keys, cookie: cookie?.subarray(2) });
    sent = Buffer.concat([opening, second]);
    return second;
  }

  function agree(flight: ServerFlight, group: number | undefined, peer: Buffer | undefined): HandshakeSecrets | undefined {
    const ours = keys.find((share) => share.group === group);
    if (ours === undefined || peer === undefined) return undefined;
    return agreeing(() => secretsOf(sent, flight, ours.agree(peer)));
  }
}

/** Undefined where the server's share is no point of its curve: there is no secret, and nothing can be opened. */
function agreeing<T>(agree: () => T | undefined): T | undefined {
  try {
    return agree();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** A fatal alert after the ServerHello: nothing more will come. */
function refusedLater({ records }: ServerFlight): boolean {
  return records.alerts.some(({ level }) => level === FATAL);
}
