import { seconds } from '../config/duration.ts';
import { type Fault, UserError } from '../errors.ts';
import { type EndpointAddress, type EndpointScan, type Question, tlsScan } from '../tls-plugins.ts';
import { type EndpointList, openEndpoints } from './endpoint-file.ts';
import type { Io } from './io.ts';
import { readCa } from './read-ca.ts';

export interface TlsOptions {
  readonly json?: boolean;
  readonly file?: string;
  readonly only?: readonly string[];
  readonly policy?: string;
  readonly rate: string;
  readonly atOnce: string;
  readonly timeout: string;
  readonly ca?: string;
  readonly denyPrivate?: boolean;
  readonly transcript?: string;
  readonly replay?: string;
}

export interface TlsTask {
  /** In their order; those of a file are read as they are needed. */
  readonly endpoints: () => AsyncIterable<EndpointAddress>;
  readonly count: number;
  readonly scan: EndpointScan;
  readonly atOnce: number;
}

/** What was asked for, or every fault in it at once. Nothing has gone over the network then. */
export async function readTlsTask(hosts: readonly string[], options: TlsOptions, io: Io): Promise<TlsTask> {
  const faults: string[] = [];
  const named = hosts.flatMap((host) => attempt(`"${host}"`, () => tlsScan.parseEndpoint(host, 443)) ?? []);
  const list = options.file === undefined ? undefined : await openEndpoints(options.file, io);
  const inFile = list === undefined ? { count: 0, faults: [] } : await readThrough(list, options.file ?? '');
  const scan: EndpointScan = {
    only: onlyOf(options.only),
    policy:
      options.policy === undefined ? undefined : attempt(`--policy ${options.policy}`, () => tlsScan.parsePolicy(options.policy ?? '')),
    patience: 1000 * (attempt(`--timeout ${options.timeout}`, () => duration(options.timeout)) ?? 5),
    paced: tlsScan.openPaces(attempt(`--rate ${options.rate}`, () => rateOf(options.rate)) ?? 30, io.clock),
    roots: (options.ca === undefined ? undefined : await rootsOf(options.ca)) ?? tlsScan.bundledRoots(),
    denyPrivate: options.denyPrivate === true,
    transcript: options.transcript !== undefined,
    clock: io.clock,
    signal: io.signal,
  };
  const atOnce = attempt(`--at-once ${options.atOnce}`, () => wholeNumber(options.atOnce, 1000)) ?? 1;
  if (faults.length > 0 || inFile.faults.length > 0) throw wrong(faults, inFile.faults);
  const count = named.length + inFile.count;
  if (count === 0) throw new UserError('usage', 'name at least one HOST[:PORT], or a --file with one on each line');
  return { endpoints: () => all(named, list), count, scan, atOnce };

  function attempt<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      faults.push(`${what}: ${error.message}`);
      return undefined;
    }
  }

  function onlyOf(names: readonly string[] | undefined): ReadonlySet<Question> | undefined {
    if (names === undefined) return undefined;
    const known = tlsScan.questions.filter((question) => names.includes(question));
    const unknown = names.filter((name) => !tlsScan.questions.some((question) => question === name));
    for (const name of unknown) faults.push(`--only ${name}: expected some of ${tlsScan.questions.join(', ')}`);
    return new Set(known);
  }

  async function rootsOf(given: string): Promise<EndpointScan['roots'] | undefined> {
    try {
      return await readCa(given, io.cwd);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(error.message);
      return undefined;
    }
  }
}

async function* all(named: readonly EndpointAddress[], list: EndpointList | undefined): AsyncGenerator<EndpointAddress, void, undefined> {
  yield* named;
  if (list === undefined) return;
  for await (const line of list()) if (line.endpoint !== undefined) yield line.endpoint;
}

/** The whole list once before anything is asked: its faults, and how many there are. */
async function readThrough(list: EndpointList, shown: string): Promise<{ readonly count: number; readonly faults: readonly Fault[] }> {
  const faults: Fault[] = [];
  let count = 0;
  for await (const { line, column, fault } of list()) {
    if (fault === undefined) count += 1;
    else faults.push({ file: shown, line, column, message: fault });
  }
  return { count, faults };
}

/** Where all faults have a place each stands there, else each on a line of its own. */
function wrong(faults: readonly string[], inFile: readonly Fault[]): UserError {
  const [first = ''] = faults;
  if (faults.length === 0) return new UserError('usage', 'the file has faults', { faults: inFile });
  if (faults.length === 1 && inFile.length === 0) return new UserError('usage', first);
  const placed = inFile.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return new UserError(
    'usage',
    `${faults.length + placed.length} faults:\n${[...faults, ...placed].map((fault) => `  ${fault}`).join('\n')}`,
  );
}

function duration(text: string): number {
  const length = seconds(text);
  if (length === undefined || length > 300) throw new TypeError('expected a duration like 5s or 1m, of at most 5 minutes');
  return length;
}

function rateOf(text: string): number | 'unlimited' {
  return text === 'unlimited' ? text : wholeNumber(text, 10_000, ', or "unlimited"');
}

function wholeNumber(text: string, most: number, otherwise = ''): number {
  const number = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most)) throw new TypeError(`expected a whole number from 1 to ${most}${otherwise}`);
  return number;
}
