import { type Ask, CannotObserve, type Kind, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import type { z } from 'zod';
import { itemsOf } from './listing.ts';
import type { AwsSession } from './session.ts';
import type { Sort, Thing } from './things.ts';

/** How a sort of things is listed: one call, whose name is that of its permission. */
export interface ListedBy<Input extends object, Item> {
  readonly services: readonly string[];
  readonly call: string;
  readonly open: (look: Look<AwsSession>) => Promise<{
    readonly input: Input;
    readonly ask: Ask<Input>;
    /** The answer's fields that hold the items and the token of the next page, and that token as the input has it. */
    readonly items: string;
    readonly token: string;
    readonly onward: (token: string) => Partial<Input>;
    readonly leftOutWhereEmpty?: true;
  }>;
  readonly shape: z.ZodType<Item>;
  /** The field that names an item, and the name in one that could be read. */
  readonly id: string;
  readonly nameOf: (item: Item) => string;
  readonly subject: (look: Look<AwsSession>, name: string, item?: Item) => Subject;
}

/** A sort whose listing tells all that there is to know. */
export function listedBy<Input extends object, Item>(by: ListedBy<Input, Item>): Sort<Item> {
  const { services, call, shape, id, nameOf, subject } = by;
  return {
    services,
    calls: { [call]: [call] },
    list: async function* (look, kinds) {
      const opened = await by.open(look);
      const pages = itemsOf(look, { ...opened, call, shape, id, subject: (name) => subject(look, name), about: { kinds } });
      for await (const { page, items, lost } of pages)
        yield { page, lost, things: items.map((data) => ({ subject: subject(look, nameOf(data), data), data })) };
    },
  };
}

/** A sort whose listing gives names, each of which is described by a call of its own; one that cannot be described is a gap of its own. */
export function describedBy<Input extends object, Name, T>(
  by: ListedBy<Input, Name> & {
    readonly describing: string;
    readonly describe: (look: Look<AwsSession>, name: Name) => Promise<Seen<T>>;
  },
): Sort<T> {
  const { describing, describe } = by;
  const names = listedBy(by);
  return {
    services: by.services,
    calls: { ...names.calls, [describing]: [describing] },
    list: async function* (look, kinds) {
      for await (const { page, lost, things } of names.list(look, kinds)) {
        const described: Thing<T>[] = [];
        await look.each(
          things,
          ({ subject }) => ({ kinds, subject }),
          async ({ subject, data: name }, inner) => {
            const from = await describe(inner, name);
            described.push({ subject, data: from.data, from });
          },
        );
        const seen = new Set(described.map(({ subject }) => subject.id));
        yield {
          page,
          ...(lost === undefined ? {} : { lost }),
          things: described,
          hidden: things.map(({ subject }) => subject).filter(({ id }) => !seen.has(id)),
        };
      }
    },
  };
}

/** A sort of which each thing is told otherwise. */
export function mapped<T, U>(sort: Sort<T>, turn: (thing: Thing<T>, page: Seen<unknown>) => Thing<U>): Sort<U> {
  return {
    ...sort,
    list: async function* (look, kinds) {
      for await (const batch of sort.list(look, kinds)) yield { ...batch, things: batch.things.map((thing) => turn(thing, batch.page)) };
    },
  };
}

/** Those of a sort that a question is about. */
export function only<T>(sort: Sort<T>, isMeant: (data: T, look: Look<AwsSession>) => boolean): Sort<T> {
  return {
    ...sort,
    list: async function* (look, kinds) {
      for await (const batch of sort.list(look, kinds)) yield { ...batch, things: batch.things.filter(({ data }) => isMeant(data, look)) };
    },
  };
}

/** A thing of a listing that was read as a whole, with its page's replies and without the page. */
export interface Whole<T> {
  readonly data: T;
  readonly page: Seen<undefined>;
}

/** A whole listing, for what others are joined with. One item that cannot be read makes it unknown what belongs to them. */
export async function wholeOf<T>(look: Look<AwsSession>, sort: Sort<T>, kinds: readonly Kind[]): Promise<readonly Whole<T>[]> {
  const all: Whole<T>[] = [];
  for await (const { page, things, lost = 0 } of sort.list(look, kinds)) {
    const { replies } = page;
    if (lost > 0) throw lostItems(sort, lost, replies);
    const cited = { data: undefined, replies };
    all.push(...things.map(({ data }) => ({ data, page: cited })));
  }
  return all;
}

/** What belongs to items that cannot be read, nobody knows. */
export function lostItems<T>({ calls }: Sort<T>, lost: number, replies: readonly string[]): CannotObserve {
  const [call] = Object.keys(calls);
  const about = { code: 'UnknownShape', replies, ...(call === undefined ? {} : { call }) };
  return new CannotObserve('malformed', `items of a listing that cannot be read: ${lost}`, about);
}

/** Several sorts as one, of which each that cannot be listed hides itself alone. */
export function together<T>(...sorts: readonly Sort<T>[]): Sort<T> {
  return {
    services: [...new Set(sorts.flatMap(({ services }) => services))],
    calls: Object.assign({}, ...sorts.map(({ calls }) => calls)),
    list: async function* (look, kinds) {
      for (const { list, services } of sorts) {
        const pages = list(look, kinds)[Symbol.asyncIterator]();
        for (;;) {
          const next = await look.attempt({ kinds, services }, () => pages.next());
          if (next === undefined || next.done) break;
          yield next.value;
        }
      }
    },
  };
}
