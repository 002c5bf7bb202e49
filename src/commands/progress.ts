import type { Progress } from '../collect/run.ts';
import type { Io } from './io.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR = '\r\u001b[2K';

/** One line on a screen while the scan goes on; nothing where there is no screen. Bugs are told at once, in both. */
export function startProgress(tasks: number, io: Io): { readonly on: (event: Progress) => void; readonly stop: () => void } {
  let ended = 0;
  let seen = 0;
  let gaps = 0;
  let frame = 0;
  let current = '';
  const timer = io.screen.isTty ? setInterval(draw, 100) : undefined;
  timer?.unref();
  return { on, stop };

  function on(event: Progress): void {
    if (event.is === 'started') current = `${event.task.collector} ${event.task.region}`;
    if (event.is === 'bug')
      io.err(
        `${io.screen.isTty ? CLEAR : ''}a bug in ${event.task.collector} (${event.task.region}): ${event.error instanceof Error ? event.error.message : String(event.error)}\n`,
      );
    if (event.is === 'ended') {
      ended += 1;
      seen += event.observations;
      gaps += event.gaps;
    }
  }

  function draw(): void {
    frame += 1;
    const line = `${FRAMES[frame % FRAMES.length]} ${ended}/${tasks} looks · ${seen.toLocaleString('en')} seen${gaps === 0 ? '' : ` · ${gaps.toLocaleString('en')} not seen`} · ${current}`;
    io.err(`${CLEAR}${line.slice(0, io.screen.columns - 1)}`);
  }

  function stop(): void {
    clearInterval(timer);
    if (io.screen.isTty) io.err(CLEAR);
  }
}
