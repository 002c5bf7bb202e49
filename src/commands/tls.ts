import { UserError } from '../errors.ts';
import { type EndpointAddress, type TlsLine, tlsRows, tlsScan, tlsScreen } from '../tls-plugins.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { readTlsTask, type TlsOptions, type TlsTask } from './tls-options.ts';
import { startTlsProgress } from './tls-progress.ts';
import { keepTranscript, readTranscript } from './tls-transcript.ts';

/** `claimcheck tls`: looks at the endpoints that are named, and at nothing else. */
export async function tls(hosts: readonly string[], options: TlsOptions, io: Io): Promise<Exit> {
  if (options.replay !== undefined) return replayed(hosts, options, io);
  // However long the list is, little of it lives at once.
  if (options.file !== undefined) await import('./small-heap.ts');
  const task = await readTlsTask(hosts, options, io);
  const answers = new Answers(options, io);
  const progress = startTlsProgress(task.count, io);
  const inOrder = options.file === undefined ? turns() : atOnce;
  try {
    await each(task, async (endpoint, index) => {
      progress.started(tlsScan.endpointName(endpoint));
      const lines: TlsLine[] = [];
      for await (const line of tlsScan.scanEndpoint(endpoint, { ...task.scan, paced: progress.counted(task.scan.paced) })) {
        lines.push(await keepTranscript(line, options.transcript, io));
      }
      progress.ended();
      inOrder(index, () => progress.aside(() => answers.tell(tlsScan.withWholeName(lines))));
    });
  } finally {
    progress.stop();
  }
  return answers.end();
}

/** Endpoints that are named are told in their order, whichever ends first. */
function turns(): (index: number, tell: () => void) => void {
  const waiting = new Map<number, () => void>();
  let next = 0;
  return (index, tell) => {
    waiting.set(index, tell);
    for (let due = waiting.get(next); due !== undefined; due = waiting.get(next)) {
      waiting.delete(next);
      next += 1;
      due();
    }
  };
}

function atOnce(_index: number, tell: () => void): void {
  tell();
}

async function replayed(hosts: readonly string[], options: TlsOptions, io: Io): Promise<Exit> {
  if (hosts.length > 0 || options.file !== undefined) throw new UserError('usage', '--replay reads a file: no host is asked beside it');
  const policy = options.policy === undefined ? undefined : policyOf(options.policy);
  const answers = new Answers(options, io);
  answers.tell([await readTranscript(options.replay ?? '', { policy, ca: options.ca }, io)]);
  return answers.end();
}

function policyOf(text: string) {
  try {
    return tlsScan.parsePolicy(text);
  } catch (error) {
    if (error instanceof TypeError) throw new UserError('usage', `--policy ${text}: ${error.message}`);
    throw error;
  }
}

/** So many endpoints under way at once, and no more of the list than that in memory. */
async function each(
  { endpoints, atOnce: most }: TlsTask,
  work: (endpoint: EndpointAddress, index: number) => Promise<void>,
): Promise<void> {
  const open = new Set<Promise<void>>();
  let index = 0;
  for await (const endpoint of endpoints()) {
    const one: Promise<void> = work(endpoint, index).finally(() => open.delete(one));
    open.add(one);
    index += 1;
    if (open.size >= most) await Promise.race(open);
  }
  await Promise.all(open);
}

/** Tells an endpoint when all its addresses have answered, and remembers only what the exit code needs. */
class Answers {
  readonly #options: TlsOptions;
  readonly #io: Io;
  #unmet = false;
  #open = false;

  constructor(options: TlsOptions, io: Io) {
    this.#options = options;
    this.#io = io;
  }

  tell(lines: readonly TlsLine[]): void {
    const { json, policy, file } = this.#options;
    for (const line of lines) {
      const answer = tlsScan.isReport(line) ? line.policy?.answer : undefined;
      if (answer === 'not-met') this.#unmet = true;
      if (policy === undefined ? line.unclear.length > 0 : answer === undefined || answer === 'unseen') this.#open = true;
    }
    if (json === true) return this.#io.out(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const look = { columns: this.#io.page.columns, color: this.#io.page.color, worth: tlsScan.suiteWorth };
    this.#io.out(file === undefined ? tlsScreen(lines, look) : tlsRows(lines, look));
  }

  end(): Exit {
    if (this.#unmet) return EXIT.contradicted;
    return this.#open ? EXIT.incomplete : EXIT.fine;
  }
}
