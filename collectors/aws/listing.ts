import { type About, type Ask, CannotObserve, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import { z } from 'zod';

/** The next page of an EC2 listing; an empty token is the end (recorded: `<nextToken/>`). */
export function nextToken({ NextToken }: { readonly NextToken?: string | null | undefined }): { NextToken: string } | undefined {
  return NextToken === undefined || NextToken === null || NextToken === '' ? undefined : { NextToken };
}

/** The next page of a KMS listing. One that says it is cut, without saying where, contradicts itself. */
export function nextMarker(page: {
  readonly Truncated: boolean;
  readonly NextMarker?: string | null | undefined;
}): { Marker: string } | undefined {
  if (!page.Truncated) return undefined;
  if (page.NextMarker) return { Marker: page.NextMarker };
  throw new CannotObserve('malformed', 'the listing says that it is cut and gives no marker to go on from', {
    code: 'TruncatedWithoutMarker',
  });
}

/** What EC2 and KMS listings have beside their items. AWS always sends `Truncated`: without it a list does not say whether it is whole. */
export const Token = { NextToken: z.string().nullish() };
export const Marker = { Truncated: z.boolean(), NextMarker: z.string().nullish() };

const Page = z.object({ items: z.array(z.unknown()), token: z.string().nullish(), cut: z.boolean().optional() });

/** How one sort of item is read, and what is said of one that cannot be. */
export interface Items<T> {
  readonly call: string;
  readonly shape: z.ZodType<T>;
  /** The field that holds an item's id, and the subject it stands for. */
  readonly id: string;
  readonly subject: (id: string) => Subject;
  readonly about: About;
}

/** A whole listing: how it is asked, and where things stand in its answers. */
export interface ItemListing<Input extends object, T> extends Items<T> {
  readonly input: Input;
  readonly ask: Ask<Input>;
  /** The answer's fields that hold the items, and the token of the next page. */
  readonly items: string;
  readonly token: string;
  /** The field that says whether there is more, where the service has one. */
  readonly cut?: string;
  /** That token as the input has it. */
  readonly onward: (token: string) => Partial<Input>;
  /** The service leaves the list out where it has nothing to list. */
  readonly leftOutWhereEmpty?: true;
}

/**
 * Every page of a listing, with those of its items that can be read; `lost`: how many cannot. An empty token, or none, is the end; a page without its list is
 * malformed, unless the service is known for it.
 */
export async function* itemsOf<Input extends object, T, Session>(
  look: Look<Session>,
  listing: ItemListing<Input, T>,
): AsyncIterable<{ readonly page: Seen<unknown>; readonly items: readonly T[]; readonly lost: number }> {
  const { call, input, ask, onward } = listing;
  const shape = z
    .looseObject({})
    .transform((answer): unknown => ({
      items: answer[listing.items] ?? (listing.leftOutWhereEmpty ? [] : undefined),
      token: answer[listing.token],
      cut: listing.cut && answer[listing.cut],
    }))
    .pipe(Page);
  const pages = look.pages(call, { input, ask, page: shape, next });
  for await (const page of pages) {
    const items = await readItems(look, page, page.data.items, listing);
    yield { page, items, lost: page.data.items.length - items.length };
  }

  function next({ token, cut }: z.infer<typeof Page>): Partial<Input> | undefined {
    const marker = cut === undefined ? token : nextMarker({ Truncated: cut, NextMarker: token })?.Marker;
    return marker ? onward(marker) : undefined;
  }
}

/** The items of one page that can be read; each of the others becomes a gap of its own. */
export async function readItems<T, Session>(
  look: Look<Session>,
  page: Seen<unknown>,
  items: readonly unknown[],
  how: Items<T>,
): Promise<readonly T[]> {
  const good: T[] = [];
  for (const item of items) {
    const parsed = how.shape.safeParse(item);
    if (parsed.success) good.push(parsed.data);
    else await look.attempt({ ...how.about, ...subjectOf(item, how) }, async () => unreadable(how.call, page, parsed.error));
  }
  return good;
}

function subjectOf<T>(item: unknown, { id, subject }: Items<T>): { subject?: Subject } {
  const found = z.object({ [id]: z.string().min(1) }).safeParse(item).data?.[id];
  return found === undefined ? {} : { subject: subject(found) };
}

function unreadable(call: string, page: Seen<unknown>, cause: z.ZodError): never {
  throw new CannotObserve('malformed', `${call}: an item has an unknown shape`, {
    call,
    code: 'UnknownShape',
    replies: page.replies,
    cause,
  });
}
