import type { EndpointScan } from '../tls-plugins.ts';
import type { Io } from './io.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR = '\r\u001b[2K';

export interface TlsProgress {
  /** The same pace, counted. */
  readonly counted: (paced: EndpointScan['paced']) => EndpointScan['paced'];
  readonly started: (endpoint: string) => void;
  readonly ended: () => void;
  /** Writes to stdout without the line in its way. */
  readonly aside: (write: () => void) => void;
  readonly stop: () => void;
}

/** One line on a screen while the scan goes on; nothing where there is no screen. */
export function startTlsProgress(count: number, io: Io): TlsProgress {
  const { isTty, columns } = io.screen;
  let connections = 0;
  let done = 0;
  let frame = 0;
  let current = '';
  const timer = isTty ? setInterval(draw, 100) : undefined;
  timer?.unref();
  return {
    counted: (paced) => (place, work) =>
      paced(place, (pace) =>
        work({
          turn: (knock, cut, alone) =>
            pace.turn(
              () => {
                connections += 1;
                return knock();
              },
              cut,
              alone,
            ),
        }),
      ),
    started: (endpoint) => {
      current = endpoint;
    },
    ended: () => {
      done += 1;
    },
    aside: (write) => {
      if (isTty) io.err(CLEAR);
      write();
    },
    stop: () => {
      clearInterval(timer);
      if (isTty) io.err(CLEAR);
    },
  };

  function draw(): void {
    frame += 1;
    const many = count > 1 ? `${done.toLocaleString('en')}/${count.toLocaleString('en')} endpoints · ` : '';
    const line = `${FRAMES[frame % FRAMES.length]} ${many}${connections.toLocaleString('en')} connections · ${current}`;
    io.err(`${CLEAR}${line.slice(0, columns - 1)}`);
  }
}
