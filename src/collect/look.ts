import pLimit from 'p-limit';
import type { z } from 'zod';
import { CannotObserve } from '../errors.ts';
import type { Cloud, Gap, Place } from '../model.ts';
import type { About, Collector, Kind, Listing, Look, Seen, Subject } from '../plugin.ts';
import { type Clock, instant } from './clock.ts';
import { KEPT, type Spooled } from './spool.ts';
import type { Caller, Wire } from './wire.ts';

/** What one task counts for its sweep. */
export interface Numbers {
  calls: number;
  retries: number;
  pages: number;
  observations: number;
  gaps: number;
}

/** All that a look needs to stand on. */
export interface Ground {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly caller: Caller;
  readonly collector: Collector;
  readonly place: Place;
  /** Least permissions of every call, the source's own included. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly cloud: Cloud;
  readonly account: string;
  readonly session: object;
  readonly numbers: Numbers;
  readonly drained: () => Promise<void>;
}

/** What a task has met so far, each once however often it comes: the things that its data points at, and data that was found good. */
interface Met {
  readonly byId: Map<string, string>;
  readonly byToken: Map<string, Subject>;
  /** By kind and JSON: data that cannot be told apart in a bundle is checked once. */
  readonly data: Map<string, CheckedData>;
}

interface CheckedData {
  readonly parsed: unknown;
  readonly refers: Readonly<Record<string, Subject>> | undefined;
}

/** Items that are worked on at once inside one task. */
const ABREAST = 10;

/** The collector's view of the world; `add` receives its records in order. */
export function createLook(
  ground: Ground,
  add: (record: Spooled) => void,
  met: Met = { byId: new Map(), byToken: new Map(), data: new Map() },
): Look<object> {
  const { wire, clock, caller, collector, place, numbers } = ground;
  const now = seconds(clock);
  const cite = citations();
  const look: Look<object> = {
    session: ground.session,
    account: ground.account,
    region: place.region,
    call,
    pages,
    read,
    each,
    attempt,
    observe,
    refer,
  };
  return look;

  async function call<Input, T>(
    name: string,
    input: Input,
    ask: (input: Input) => Promise<unknown>,
    shape: z.ZodType<T>,
    page?: number,
  ): Promise<Seen<T>> {
    if (!(name in collector.calls)) throw new TypeError(`${collector.id} makes ${name} without declaring it`);
    const { value, replies } = await wire.call(caller, name, input, ask, page);
    const parsed = shape.safeParse(value);
    if (!parsed.success) throw malformed(name, parsed.error, replies);
    return { data: parsed.data, replies };
  }

  /** Written out, not as a generator, which would hold each page until the next one is there. */
  function pages<Input extends object, Page>(name: string, listing: Listing<Input, Page>): AsyncIterable<Seen<Page>> {
    const tokens = new Set<string>();
    let input: Input | undefined = listing.input;
    let page = 0;
    let current: Seen<Page> | undefined;
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      [current, input] = [undefined, undefined];
      return { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: end }) };

    async function next(): Promise<IteratorResult<Seen<Page>, undefined>> {
      if (current !== undefined) {
        await ground.drained();
        input = inputAfter(current);
        current = undefined;
      }
      if (input === undefined) return end();
      page += 1;
      current = await call(name, input, listing.ask, listing.page, page);
      numbers.pages += 1;
      return { done: false, value: current };
    }

    function inputAfter(seen: Seen<Page>): Input | undefined {
      const more = nextOf(name, listing, seen);
      if (more === undefined || input === undefined) return undefined;
      const token = JSON.stringify(more);
      if (tokens.has(token))
        throw new CannotObserve('malformed', `${name}: the listing gave the same page token twice`, {
          call: name,
          code: 'RepeatedToken',
          replies: seen.replies,
        });
      tokens.add(token);
      return { ...input, ...structuredClone(more) }; // a text cut out of a page holds the whole page
    }
  }

  function read<T>(shape: z.ZodType<T>, item: unknown): T {
    const parsed = shape.safeParse(item);
    if (!parsed.success) throw malformed(undefined, parsed.error, []);
    return parsed.data;
  }

  /** Items side by side; each writes to its own page, and the pages are added in the items' order. */
  async function each<Item>(
    items: readonly Item[],
    about: (item: Item) => About,
    work: (item: Item, inner: Look<object>) => Promise<void> | void,
  ): Promise<void> {
    const limit = pLimit(ABREAST);
    const done = await Promise.all(
      items.map((item) =>
        limit(async () => {
          const records: Spooled[] = [];
          const inner = createLook(ground, (record) => records.push(record), met);
          await inner.attempt(about(item), async () => work(item, inner));
          return records;
        }),
      ),
    );
    for (const records of done) for (const record of records) add(record);
    await ground.drained();
  }

  async function attempt<T>(about: About, part: () => Promise<T>): Promise<T | undefined> {
    try {
      return await part();
    } catch (error) {
      numbers.gaps += 1;
      add({ ...toGap(error, ground, about), ...(about.subject === undefined ? {} : { subject: about.subject }) });
      return undefined;
    }
  }

  function observe<Data>(
    kind: Kind<Data>,
    subject: Subject,
    data: Data,
    from: readonly (Seen<unknown> | undefined)[],
    basis?: 'provider',
  ): void {
    if (!collector.kinds.some(({ id }) => id === kind.id)) throw new TypeError(`${collector.id} yields ${kind.id} without declaring it`);
    if (!collector.services.includes(subject.service))
      throw new TypeError(`${collector.id} yields service ${subject.service} without declaring it`);
    const { parsed, refers } = checked(kind, data);
    numbers.observations += 1;
    const { target, collector: name, region } = place;
    const shared = {
      record: 'observation',
      target,
      collector: name,
      region,
      kind: kind.id,
      cloud: ground.cloud,
      at: now(),
      data: parsed,
      replies: cite(from),
      subject,
    } as const;
    add({ ...shared, ...(basis === undefined ? {} : { basis }), ...(refers === undefined ? {} : { refers }) });
  }

  function checked<Data>(kind: Kind<Data>, data: Data): CheckedData {
    const text = `${kind.id} ${JSON.stringify(data)}`;
    const known = met.data.get(text);
    if (known !== undefined) return known;
    const parsed = kind.parse(data);
    const made = { parsed, refers: kind.references.length === 0 ? undefined : references(parsed, kind.references, met.byToken) };
    if (met.data.size >= KEPT) met.data.clear();
    met.data.set(text, made);
    return made;
  }

  function refer(subject: Subject): string {
    const known = met.byId.get(subject.id);
    if (known !== undefined) return known;
    const token = `#${met.byId.size}`;
    met.byId.set(subject.id, token);
    met.byToken.set(token, subject);
    return token;
  }
}

/** Whatever a collector threw, as a gap: codes only. A foreign error is a bug of the collector. */
export function toGap(
  error: unknown,
  { collector, place, clock, permissions: needed }: Pick<Ground, 'collector' | 'place' | 'clock' | 'permissions'>,
  about: About,
): Omit<Gap, 'subject'> {
  const seen = error instanceof CannotObserve ? error : undefined;
  const permissions = seen?.call === undefined ? undefined : needed[seen.call];
  return {
    record: 'gap',
    ...place,
    kinds: (about.kinds ?? collector.kinds).map(({ id }) => id),
    services: about.services ?? (about.subject === undefined ? collector.services : [about.subject.service]),
    reason: seen?.reason ?? 'bug',
    ...(seen?.call === undefined ? {} : { call: seen.call }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(seen?.code === undefined ? {} : { code: seen.code }),
    ...(seen?.status === undefined ? {} : { status: seen.status }),
    ...(about.fields === undefined ? {} : { fields: about.fields }),
    at: instant(clock.now()),
    replies: seen?.replies ?? [],
  };
}

/** A listing that contradicts itself does so in one reply to one call: both go with the error. */
function nextOf<Input, Page>(call: string, listing: Listing<Input, Page>, { data, replies }: Seen<Page>): Partial<Input> | undefined {
  try {
    return listing.next(data);
  } catch (error) {
    if (!(error instanceof CannotObserve)) throw error;
    const { reason, message, code, status } = error;
    throw new CannotObserve(reason, `${call}: ${message}`, {
      call,
      replies,
      cause: error,
      ...(code === undefined ? {} : { code }),
      ...(status === undefined ? {} : { status }),
    });
  }
}

function malformed(call: string | undefined, error: z.ZodError, replies: readonly string[]): CannotObserve {
  const where = error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).slice(0, 5);
  return new CannotObserve('malformed', `${call ?? 'an item'} has an unknown shape: ${where.join('; ')}`, {
    ...(call === undefined ? {} : { call }),
    code: 'UnknownShape',
    replies,
    cause: error,
  });
}

/** The time to the second, as text that is made once a second. */
function seconds(clock: Clock): () => string {
  let second = Number.NaN;
  let text = '';
  return () => {
    const now = clock.now();
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      text = instant(now);
    }
    return text;
  };
}

/** Cites the same list for what was read from the same replies, as long as it came from the same page. */
function citations(): (from: readonly (Seen<unknown> | undefined)[]) => readonly string[] {
  let first: Seen<unknown> | undefined;
  let lists = new Map<Seen<unknown> | undefined, readonly string[]>(); // by the last, where there are two
  return (from) => {
    if (from.length > 2) return cited(from);
    if (from[0] !== first) [first, lists] = [from[0], new Map()];
    const list = lists.get(from[1]) ?? cited(from);
    lists.set(from[1], list);
    return list;
  };
}

function cited(from: readonly (Seen<unknown> | undefined)[]): readonly string[] {
  return [...new Set(from.flatMap((seen) => seen?.replies ?? []))];
}

/** The subjects behind the placeholders in `data`, by their path: "key", "copies.0.vault". */
function references(
  data: unknown,
  paths: readonly string[],
  referred: ReadonlyMap<string, Subject>,
): Readonly<Record<string, Subject>> | undefined {
  let found: Record<string, Subject> | undefined;
  for (const path of paths) walk(data, path.split('.'), 0, '');
  return found;

  function walk(value: unknown, steps: readonly string[], depth: number, at: string): void {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, steps, depth, joined(at, String(index)));
      return;
    }
    const step = steps[depth];
    if (step !== undefined) {
      if (typeof value === 'object' && Object.hasOwn(value, step)) walk(Reflect.get(value, step), steps, depth + 1, joined(at, step));
      return;
    }
    const subject = typeof value === 'string' ? referred.get(value) : undefined;
    if (subject === undefined) throw new TypeError(`${at} does not come from refer()`);
    found ??= {};
    found[at] = subject;
  }
}

const joined = (path: string, step: string): string => (path === '' ? step : `${path}.${step}`);
