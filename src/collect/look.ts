import pLimit from 'p-limit';
import type { z } from 'zod';
import type { Cloud, Place } from '../model.ts';
import type { About, Collector, Kind, Listing, Look, Seen, Subject } from '../plugin.ts';
import { type Clock, instant } from './clock.ts';
import { checkFits } from './fits.ts';
import { pagesOf } from './listing.ts';
import { references } from './references.ts';
import { KEPT, type Spooled } from './spool.ts';
import { malformed, toGap } from './to-gap.ts';
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
  /** The last few objects that collectors gave, for those that give one for many things. */
  readonly given: { readonly kind: string; readonly data: unknown; readonly checked: CheckedData }[];
  /** How many of them there have been. */
  count: number;
}

interface CheckedData {
  readonly parsed: unknown;
  readonly refers: Readonly<Record<string, Subject>> | undefined;
}

/** Objects of data that are known again without a look inside. */
const GIVEN = 8;

/** Items that are worked on at once inside one task. */
const ABREAST = 10;

/** The collector's view of the world; `add` receives its records in order. */
export function createLook(
  ground: Ground,
  add: (record: Spooled) => void,
  met: Met = { byId: new Map(), byToken: new Map(), data: new Map(), given: [], count: 0 },
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

  function pages<Input extends object, Page>(name: string, listing: Listing<Input, Page>): AsyncIterable<Seen<Page>> {
    const ask = async (input: Input, page: number): Promise<Seen<Page>> => {
      const seen = await call(name, input, listing.ask, listing.page, page);
      numbers.pages += 1;
      return seen;
    };
    return pagesOf(name, listing, ask, ground.drained);
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
    if (basis === undefined && refers === undefined) return add(shared);
    add({ ...shared, ...(basis === undefined ? {} : { basis }), ...(refers === undefined ? {} : { refers }) });
  }

  function checked<Data>(kind: Kind<Data>, data: Data): CheckedData {
    for (const known of met.given) if (known.data === data && known.kind === kind.id) return known.checked;
    const found = checkedByText(kind, data);
    met.given[met.count++ % GIVEN] = { kind: kind.id, data, checked: found };
    return found;
  }

  function checkedByText<Data>(kind: Kind<Data>, data: Data): CheckedData {
    const text = `${kind.id} ${JSON.stringify(data)}`;
    const known = met.data.get(text);
    if (known !== undefined) return known;
    checkFits(kind.id, text);
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
