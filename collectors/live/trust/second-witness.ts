/** The same address, looked at by our OpenSSL: does it trust what it is shown? A second witness to `judgeTrust`, and never the only one. */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { DEFAULT_CIPHERS, type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { Place } from '../probe/connection.ts';
import { stepUpgrade, type Upgrade, upgrades } from '../probe/upgrade.ts';

export interface WitnessSeen {
  /** OpenSSL's verify code; null: trusted, dates included. Undefined: there was no handshake, `code` says why. */
  readonly distrust?: string | null | undefined;
  /** Of the leaf that it was shown: a server may show each client another. */
  readonly sha256?: string | undefined;
  readonly protocol?: string | undefined;
  /** IANA name. */
  readonly suite?: string | undefined;
  readonly code?: string | undefined;
}

export interface WitnessQuestion {
  readonly serverName: string | undefined;
  /** PEM: the roots that `judgeTrust` is given. */
  readonly roots: readonly string[];
}

const MOST_PLAIN = 8192;

/** One handshake; no application data is sent. Throws only where `place.signal` aborts. */
export function askOpenSsl(place: Place, { serverName, roots }: WitnessQuestion): Promise<WitnessSeen> {
  place.signal?.throwIfAborted();
  const socket = connect({ host: place.address, port: place.port, noDelay: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end({ code: 'ETIMEDOUT' }), 2 * place.patience);
    const stop = (): void => {
      finish();
      reject(place.signal?.reason);
    };
    place.signal?.addEventListener('abort', stop, { once: true });
    socket.on('error', (error) => end({ code: codeOf(error) }));
    socket.once('close', () => end({ code: 'ECONNRESET' }));
    socket.once('connect', () => {
      if (place.upgradedFrom === undefined) startTls();
      else upgrade(socket, upgrades[place.upgradedFrom], startTls, () => end({ code: 'NOT_UPGRADED' }));
    });

    function startTls(): void {
      const tls = tlsConnect({
        socket,
        minVersion: 'TLSv1',
        ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`, // strength is not its question
        minDHSize: 1,
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        ca: [...roots],
        ...(serverName === undefined ? {} : { servername: serverName }),
      });
      tls.once('secureConnect', () => end(seenOf(tls)));
      tls.on('error', (error) => end({ code: codeOf(error) }));
    }

    function end(seen: WitnessSeen): void {
      finish();
      resolve(seen);
    }

    function finish(): void {
      clearTimeout(timer);
      place.signal?.removeEventListener('abort', stop);
      socket.removeAllListeners('data');
      socket.destroy();
    }
  });
}

function upgrade(socket: Socket, { opening, steps }: Upgrade, done: () => void, refused: () => void): void {
  let at = 0;
  let heard = '';
  if (opening !== undefined) socket.write(opening);
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
    const step = steps[at];
    const next = step === undefined || heard.length > MOST_PLAIN ? 'refused' : stepUpgrade(step, heard);
    if (next === 'wait') return;
    if (next === 'refused') return refused();
    heard = '';
    if (next === 'upgraded') {
      socket.removeAllListeners('data');
      return done();
    }
    at += 1;
    socket.write(next);
  });
}

function seenOf(tls: TLSSocket): WitnessSeen {
  const leaf = tls.getPeerX509Certificate();
  return {
    distrust: tls.authorized ? null : String(tls.authorizationError),
    ...(leaf === undefined ? {} : { sha256: createHash('sha256').update(leaf.raw).digest('hex') }),
    protocol: tls.getProtocol() ?? '',
    suite: tls.getCipher().standardName,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
