/** Runs on a thread of its own: told what to look at, it collects, and says how far it is. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { systemClock } from '../collect/clock.ts';
import { knownSources, pluginsOf } from '../collector-plugins.ts';
import { collect } from './collect.ts';
import type { CollectingMessage, CollectingTask, Expected } from './collecting.ts';

/**
 * What is read of a page lives until the next one is read. V8 sees more of it live on while it is still small itself, and then makes such things in
 * old memory, where they stay, with all that they point at, until the whole of it is swept; and it shares the little that is left to copy among
 * helpers that cost more than they carry. A long scan would take half as much memory again, and a tenth more time.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--no-parallel-scavenge');

const sweep = sweeper();
const port = parentPort;
// An interrupted thread is ended from outside.
const standing = { clock: systemClock, random: Math.random, signal: new AbortController().signal, env: process.env };
port?.on('message', (message: Expected | CollectingTask) => {
  if ('sources' in message)
    load(message).catch(() => {}); // told by whoever needs what could not be loaded
  else {
    port.unref(); // the thread ends with its task
    void collect(message, standing, tell);
  }
});

async function load({ sources: keys }: Expected): Promise<void> {
  const { sources } = await pluginsOf(knownSources(keys));
  await Promise.all(sources.map((source) => source.load?.()));
}

/** Once the plan is known, the SDKs are loaded: 20 MB that stay, which V8 would copy twice among the first pages before it took them for old. */
function tell(message: CollectingMessage): void {
  port?.postMessage(message);
  if (message.is === 'planned') sweep({ type: 'major' });
}

/** V8's own, which a context has that is made under this flag. */
function sweeper(): (how: { readonly type: 'major' }) => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('globalThis.gc');
  setFlagsFromString('--no-expose-gc');
  return typeof found === 'function' ? (how) => void found(how) : () => {};
}
