import type { Socket } from 'node:net';
import type { Heard } from './probe.ts';
import { stepUpgrade, type Upgrade, type UpgradeFrom, upgrades } from './upgrade.ts';

const MOST_PLAIN = 8192;

export interface StartedTls {
  /** All that was received before TLS. */
  readonly plain: Buffer;
  /** Undefined: TLS may begin. */
  readonly failed?: Extract<Heard['ended'], 'not-upgraded' | 'closed' | 'reset' | 'timed-out' | 'flood'>;
}

/** Talks a connection from plain text into TLS. Throws only where `signal` aborts. */
export function startTls(
  socket: Socket,
  { from, patience, signal }: { readonly from: UpgradeFrom; readonly patience: number; readonly signal?: AbortSignal | undefined },
): Promise<StartedTls> {
  const upgrade: Upgrade = upgrades[from];
  const plain: Buffer[] = [];
  let step = 0;
  let sinceStep = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end('timed-out'), patience);
    const stop = (): void => {
      forget();
      reject(signal?.reason);
    };
    const closed = (): void => end('closed');
    const reset = (): void => end('reset');
    signal?.addEventListener('abort', stop, { once: true });
    socket.on('data', hear);
    socket.once('close', closed);
    socket.once('error', reset);
    if (upgrade.opening !== undefined) socket.write(upgrade.opening);

    function hear(chunk: Buffer): void {
      plain.push(chunk);
      sinceStep += chunk.toString('latin1');
      const current = upgrade.steps[step];
      const next = current === undefined ? 'refused' : stepUpgrade(current, sinceStep);
      if (next === 'wait') return sinceStep.length > MOST_PLAIN ? end('flood') : undefined;
      if (next === 'refused') return end('not-upgraded');
      if (next === 'upgraded') return end();
      sinceStep = '';
      step += 1;
      socket.write(next);
    }

    function end(failed?: StartedTls['failed']): void {
      forget();
      resolve({ plain: Buffer.concat(plain), ...(failed === undefined ? {} : { failed }) });
    }

    function forget(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      socket.off('data', hear);
      socket.off('close', closed);
      socket.off('error', reset);
    }
  });
}
