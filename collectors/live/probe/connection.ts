/** One TCP connection for one probe. Bounded in time and bytes; whatever the server does comes back as data. */
import { connect, type Socket } from 'node:net';
import { openDialogue } from './dialogue.ts';
import type { Heard, Probe } from './probe.ts';
import { stepUpgrade, type Upgrade, type UpgradeFrom, upgrades } from './upgrade.ts';

/** Most bytes of an answer: a first flight with a long chain, and a staple, fits. */
const MOST = 65_536;
const MOST_PLAIN = 8192;

export interface Place {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
  readonly upgradedFrom?: UpgradeFrom | undefined;
  /** Milliseconds for connecting, and again for the conversation. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
}

/** Throws only where `signal` aborts. */
export function converse(place: Place, probe: Probe): Promise<Heard> {
  place.signal?.throwIfAborted();
  const dialogue = openDialogue(probe);
  const upgrade: Upgrade | undefined = place.upgradedFrom === undefined ? undefined : upgrades[place.upgradedFrom];
  const socket = connect({ host: place.address, port: place.port, noDelay: true });
  const said: Buffer[] = [];
  const plain: Buffer[] = [];
  let received: Buffer = Buffer.alloc(0);
  let pending: Buffer[] = [];
  let connected = false;
  let step = upgrade === undefined ? undefined : 0;
  let sinceStep = '';

  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => end('timed-out'), place.patience);
    const stop = (): void => {
      finish();
      reject(place.signal?.reason);
    };
    place.signal?.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(() => end('timed-out'), place.patience);
      if (upgrade === undefined) say(dialogue.opening);
      else if (upgrade.opening !== undefined) socket.write(upgrade.opening);
    });
    socket.on('data', (chunk: Buffer) => {
      if (step !== undefined) hearPlain(chunk, step);
      else hear(chunk);
    });
    // Who resets at once has been connected to.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(connected || error.code === 'ECONNRESET' ? 'reset' : 'not-connected', error.code),
    );
    socket.once('close', () => end(connected ? 'closed' : 'not-connected'));

    function hearPlain(chunk: Buffer, at: number): void {
      plain.push(chunk);
      sinceStep += chunk.toString('latin1');
      const current = upgrade?.steps[at];
      if (current === undefined) return end('not-upgraded');
      const next = stepUpgrade(current, sinceStep);
      if (next === 'wait') return sinceStep.length > MOST_PLAIN ? end('flood') : undefined;
      if (next === 'refused') return end('not-upgraded');
      sinceStep = '';
      if (next === 'upgraded') {
        step = undefined;
        return say(dialogue.opening);
      }
      step = at + 1;
      socket.write(next);
    }

    function hear(chunk: Buffer): void {
      // Many small pieces are looked at together: a server that sends byte by byte costs no more than one that does not.
      if (pending.push(chunk) === 1) setImmediate(consider);
    }

    function consider(): void {
      if (pending.length === 0) return;
      received = Buffer.concat([received, ...pending]);
      pending = [];
      const next = dialogue.next(received);
      if (next === 'enough') return end('enough');
      if (next !== 'wait') return say(next);
      if (received.length > MOST) end('flood');
    }

    function say(bytes: Buffer): void {
      said.push(bytes);
      socket.write(bytes);
    }

    function end(ended: Heard['ended'], code?: string): void {
      if (ended !== 'enough' && ended !== 'flood' && pending.length > 0) {
        received = Buffer.concat([received, ...pending]);
        pending = [];
        if (dialogue.next(received) === 'enough') return end('enough');
      }
      finish();
      resolve({
        sent: Buffer.concat(said),
        received: received.subarray(0, MOST),
        ended: ended === 'timed-out' && !connected ? 'not-connected' : ended,
        ...(upgrade === undefined ? {} : { upgrade: Buffer.concat(plain) }),
        ...dialogue.secrets(),
        ...(code === undefined ? (ended === 'timed-out' && !connected ? { code: 'ETIMEDOUT' } : {}) : { code }),
      });
    }

    function finish(): void {
      clearTimeout(timer);
      place.signal?.removeEventListener('abort', stop);
      pending = [];
      hangUp(socket);
    }
  });
}

/** Nothing that comes later is anybody's business. */
function hangUp(socket: Socket): void {
  socket.removeAllListeners('data');
  socket.removeAllListeners('close');
  socket.removeAllListeners('error');
  socket.on('error', () => {});
  socket.destroy();
}
