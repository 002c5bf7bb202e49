/** What is said in one connection, and when enough was heard: pure, but for the chance in it. */
import { randomBytes } from 'node:crypto';
import { readEncrypted, secretOf } from '../tls13/encrypted-flight.ts';
import { type KeyShare, makeKeyShare } from '../tls13/key-share.ts';
import { extension, writeHello } from '../wire/client-hello.ts';
import { isTls13, readFlight, type ServerFlight } from '../wire/server-flight.ts';
import { beginsSsl2, readSsl2 } from '../wire/ssl2.ts';
import type { Probe } from './probe.ts';

const FATAL = 2;

export interface Dialogue {
  readonly opening: Buffer;
  /** What comes next, given all that was heard so far: more to say, more to hear, or the end. */
  readonly next: (received: Buffer) => Buffer | 'wait' | 'enough';
  readonly secret: () => Buffer | undefined;
}

export function openDialogue({ hello, until }: Probe): Dialogue {
  const shares = (hello.shares ?? []).flatMap((group) => makeKeyShare(group) ?? []);
  const fresh = { random: randomBytes(32), sessionId: hello.version === 'TLSv1.3' ? randomBytes(32) : Buffer.alloc(0), shares };
  const opening = writeHello(hello, fresh);
  let sent = opening;
  let keys: readonly KeyShare[] = shares;
  let secret: Buffer | undefined;
  return { opening, next, secret: () => secret };

  function next(received: Buffer): Buffer | 'wait' | 'enough' {
    const flight = readFlight(received);
    if (hello.version === 'SSLv2' && flight.foreign) return readSsl2(received) === undefined && beginsSsl2(received) ? 'wait' : 'enough';
    if (flight.foreign || flight.malformed || flight.alerts.some(({ level }) => level === FATAL)) return 'enough';
    if (flight.hello === undefined) return 'wait';
    if (until === 'hello') return 'enough';
    if (!isTls13(flight.hello)) return flight.done || flight.records.sealed.length > 0 || refusedLater(flight) ? 'enough' : 'wait';
    return until === 'finished' ? goOn(flight) : 'enough';
  }

  function goOn(flight: ServerFlight): Buffer | 'wait' | 'enough' {
    const last = flight.second ?? flight.hello;
    if (last === undefined || refusedLater(flight)) return 'enough';
    if (last.retry)
      return sent === opening ? again(last.group, last.extensions.get(extension.cookie)) : flight.second === undefined ? 'wait' : 'enough';
    secret ??= agree(flight, last.group, last.share);
    const encrypted = secret === undefined ? undefined : readEncrypted(sent, flight, secret);
    if (encrypted === undefined) return 'enough';
    return encrypted.finished !== undefined || encrypted.malformed || encrypted.alerts.length > 0 ? 'enough' : 'wait';
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

  function agree(flight: ServerFlight, group: number | undefined, peer: Buffer | undefined): Buffer | undefined {
    const ours = keys.find((share) => share.group === group);
    if (ours === undefined || peer === undefined) return undefined;
    try {
      return secretOf(sent, flight, ours.agree(peer));
    } catch (error) {
      // The server's share is no point of its curve: there is no secret, and nothing can be opened.
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }
}

/** A fatal alert after the ServerHello: nothing more will come. */
function refusedLater({ records }: ServerFlight): boolean {
  return records.alerts.some(({ level }) => level === FATAL);
}
