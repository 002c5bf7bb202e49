/** Runs on a thread of its own: told what to look at, it finds out what there is, runs the plan into spools, and says how far they are written. */
import { setFlagsFromString } from 'node:v8';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { systemClock } from '../collect/clock.ts';
import { outlineOf } from '../collect/outline.ts';
import { RESOLVING, runPlan, spoolFiles } from '../collect/run.ts';
import { openSpool, type Written } from '../collect/spool.ts';
import { type CollectingMessage, type CollectingTask, plainError } from './collecting.ts';
import { prepare } from './prepare.ts';

/** Tasks under way at once. */
const ABREAST = 24;

/**
 * What is read of a page lives until the next one is read. V8 sees more of it live on while it is still small itself, and then makes such things in
 * old memory, where they stay, with all that they point at, until the whole of it is swept; and it shares the little that is left to copy among
 * helpers that cost more than they carry. A long scan would take half as much memory again, and a tenth more time.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--no-parallel-scavenge');

const port = parentPort;
port?.once('message', (task: CollectingTask) => void collect(port, task));

async function collect(port: MessagePort, { wanted, effort, spools }: CollectingTask): Promise<void> {
  const tell = (message: CollectingMessage): void => port.postMessage(message);
  // An interrupted thread is ended from outside.
  const standing = { clock: systemClock, random: Math.random, signal: new AbortController().signal, env: process.env };
  let asked: Written = { records: 0, replies: 0 };
  const replies = openSpool(spoolFiles(spools, RESOLVING), (written) => {
    asked = written;
  });
  try {
    const { plan, wire } = await prepare(wanted, effort, standing, (reply) => `@${replies.keep(reply)}`);
    await replies.end();
    tell({ is: 'written', spool: RESOLVING, written: asked, all: true });
    tell({ is: 'planned', plan: outlineOf(plan) });
    await runPlan(plan, {
      wire,
      clock: standing.clock,
      directory: spools,
      abreast: ABREAST,
      origin: effort.origin,
      progress: (event) => tell(event.is === 'bug' ? { ...event, error: plainError(event.error) } : { is: 'progress', event }),
      written: (spool, written, all) => tell({ is: 'written', spool, written, all }),
    });
  } catch (error) {
    tell({ is: 'failed', error: plainError(error) });
  }
}
