import { beyondPlan, followPlan } from '../collect/follow.ts';
import { outlineOf } from '../collect/outline.ts';
import { RESOLVING, runPlan, spoolFiles } from '../collect/run.ts';
import { openSpool, type Written } from '../collect/spool.ts';
import { pluginsOf } from '../collector-plugins.ts';
import { type CollectingMessage, type CollectingTask, plainError } from './collecting.ts';
import type { Io } from './io.ts';
import { prepare } from './prepare.ts';

/** Tasks under way at once. */
const ABREAST = 24;

/** Finds out what there is, runs the plan into spools, and tells how far they are written. What goes wrong is told too: it never rejects. */
export async function collect(
  { wanted, effort, spools, following }: CollectingTask,
  standing: Pick<Io, 'clock' | 'random' | 'signal' | 'env'>,
  tell: (message: CollectingMessage) => void,
): Promise<void> {
  let asked: Written = { records: 0, replies: 0 };
  const replies = openSpool(spoolFiles(spools, RESOLVING), (written) => {
    asked = written;
  });
  try {
    const plugins = await pluginsOf(wanted.targets.map(({ source }) => source));
    const { plan: found, wire } = await prepare(wanted, plugins, effort, standing, (reply) => `@${replies.keep(reply)}`);
    await replies.end();
    tell({ is: 'written', spool: RESOLVING, written: asked, all: true });
    const plan = following === undefined ? found : followPlan(found, following, plugins);
    const beyond = following === undefined ? {} : { beyond: beyondPlan(found, following) };
    tell({ is: 'planned', plan: { ...outlineOf(plan), ...beyond } });
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
