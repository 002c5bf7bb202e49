import { CannotObserve } from '../errors.ts';
import type { Listing, Seen } from '../plugin.ts';

/** Asks for one page. */
type AskPage<Input, Page> = (input: Input, page: number) => Promise<Seen<Page>>;

/**
 * The pages of one listing, the next one only once the last is worked off and what came of it is drained. A page is gone when the next is asked for,
 * whoever still holds it (a loop does, until its next turn): of a hundred listings side by side there would be a hundred pages. TypeError for who
 * looks all the same.
 */
export function pagesOf<Input extends object, Page>(
  name: string,
  listing: Listing<Input, Page>,
  ask: AskPage<Input, Page>,
  drained: () => Promise<void>,
): AsyncIterable<Seen<Page>> {
  const tokens = new Set<string>();
  let input: Input | undefined = listing.input;
  let page = 0;
  let current: Seen<Page> | undefined;
  let leave = (): void => {};
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    leave();
    [current, input] = [undefined, undefined];
    return { done: true, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: end }) };

  async function next(): Promise<IteratorResult<Seen<Page>, undefined>> {
    if (current !== undefined) {
      await drained();
      input = inputAfter(current);
      current = undefined;
      leave();
    }
    if (input === undefined) return end();
    page += 1;
    const shown = leaving(name, await ask(input, page));
    ({ seen: current, leave } = shown);
    return { done: false, value: shown.seen };
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

/** What was seen, until it is left. Its replies are always there. */
function leaving<Page>(call: string, { data, replies }: Seen<Page>): { readonly seen: Seen<Page>; readonly leave: () => void } {
  let held: { readonly data: Page } | undefined = { data };
  const seen = {
    get data() {
      if (held === undefined) throw new TypeError(`${call}: a page is gone when the next one is asked for`);
      return held.data;
    },
    replies,
  };
  return {
    seen,
    leave: () => {
      held = undefined;
    },
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
