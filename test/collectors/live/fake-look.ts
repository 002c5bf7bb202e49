import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotObserve, type Collector, GLOBAL, type Look, type RawReply, type Resolving, type Subject, type Tap } from 'claimcheck/plugin';
import { type EndpointAddress, endpointName } from '../../../collectors/live/endpoint-address.ts';
import { live } from '../../../collectors/live/source.ts';

/** What a collector saw and could not see. `replies` are in order; an observation cites them by "#index". */
export interface Collected {
  readonly observations: readonly {
    readonly kind: string;
    readonly subject: Subject;
    readonly data: unknown;
    readonly replies: readonly string[];
  }[];
  readonly replies: readonly { readonly call: string; readonly input: unknown; readonly reply: RawReply }[];
  readonly gap?: CannotObserve;
}

/** Runs one collector on one endpoint, through the source, on a stand-in for the Wire that neither limits nor retries. */
export async function collect(
  collector: Collector,
  endpoint: EndpointAddress,
  options: { readonly ca?: string; readonly timeout?: number; readonly entry?: object } = {},
): Promise<Collected> {
  const open = new AsyncLocalStorage<RawReply[]>();
  const replies: { call: string; input: unknown; reply: RawReply }[] = [];
  const observations: Collected['observations'][number][] = [];
  const gaps: CannotObserve[] = [];
  const tap: Tap = {
    saw: (reply) => open.getStore()?.push(reply),
    signal: () => undefined,
    stored: () => undefined,
    outside: (work) => open.exit(work),
  };

  const directory = await mkdtemp(join(tmpdir(), 'claimcheck-live-'));
  const resolving: Resolving = { tap, env: {}, base: directory, call };
  try {
    const { ca, timeout = 2, entry = {} } = options;
    await writeFile(join(directory, 'ca.pem'), ca ?? '');
    const body = [{ endpoint: endpointName(endpoint), timeout, ...(ca === undefined ? {} : { ca: './ca.pem' }), ...entry }];
    const [target] = await live.resolve(body, resolving);
    if (target === undefined) throw new Error('the source resolved no target');
    await collector.collect(lookAt(target.name, target.open(GLOBAL)));
    const [gap] = gaps;
    return { observations, replies, ...(gap === undefined ? {} : { gap }) };
  } catch (error) {
    if (error instanceof CannotObserve) return { observations, replies, gap: error };
    throw error;
  } finally {
    await rm(directory, { recursive: true });
  }

  async function call<Input, T>(
    name: string,
    input: Input,
    ask: (input: Input) => Promise<unknown>,
    shape: { parse: (raw: unknown) => T },
  ) {
    if (!(name in collector.calls)) throw new TypeError(`${name} is not declared`);
    const seen: RawReply[] = [];
    try {
      const data = shape.parse(await open.run(seen, () => ask(input)));
      return { data, replies: seen.map((reply) => `#${replies.push({ call: name, input, reply }) - 1}`) };
    } catch (error) {
      const { reason, code } = live.meaning(error);
      throw new CannotObserve(reason, 'as the Wire says it', { call: name, ...(code === undefined ? {} : { code }), cause: error });
    }
  }

  function lookAt(account: string, session: object): Look<unknown> {
    let referred = 0;
    const look: Look<unknown> = {
      session,
      account,
      region: GLOBAL,
      call,
      pages: () => notNeeded('pages'),
      read: () => notNeeded('read'),
      each: async (items, _about, work) => {
        for (const item of items) {
          try {
            await work(item, look);
          } catch (error) {
            if (!(error instanceof CannotObserve)) throw error;
            gaps.push(error);
          }
        }
      },
      attempt: () => notNeeded('attempt'),
      observe: (kind, subject, data, from) =>
        void observations.push({ kind: kind.id, subject, data: kind.parse(data), replies: from.flatMap((seen) => seen?.replies ?? []) }),
      refer: () => {
        referred += 1;
        return `s${String(referred).padStart(6, '0')}`;
      },
    };
    return look;
  }
}

function notNeeded(name: string): never {
  throw new Error(`the live collectors do not use ${name}`);
}
