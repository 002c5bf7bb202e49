/** How a collector asks and tells, and how it is defined. */
import type { z } from 'zod';
import type { Kind, LeafHash } from '../model.ts';

/** A thing that is observed or pointed at. `service` is one of the collector's published slugs. */
export interface Subject {
  /** The provider's full name: an ARN, a resource id, host:port. Two subjects with one id are the same thing. */
  readonly id: string;
  readonly service: string;
  /** "volume", "snapshot", "key", "account". */
  readonly type: string;
  readonly account?: string | undefined;
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** What a call brought: the parsed part of the answer, and the leaf hashes of the raw replies it was read from. */
export interface Seen<T> {
  readonly data: T;
  readonly replies: readonly LeafHash[];
}

/** Asks the real SDK client once. Runs again, with the same input, on each retry. */
export type Ask<Input> = (input: Input) => Promise<unknown>;

/** A listing: how to ask, what a page looks like, and where the next page's token stands in answer and input. */
export interface Listing<Input, Page> {
  readonly input: Input;
  readonly ask: Ask<Input>;
  readonly page: z.ZodType<Page>;
  /** The answer's token for the next page, as input fields; undefined at the end. Throws CannotObserve where the answer contradicts itself. */
  readonly next: (page: Page) => Partial<Input> | undefined;
}

/** Which observation is concerned where something cannot be seen. Left out: every kind, service and subject of the collector. */
export interface About {
  readonly kinds?: readonly Kind[];
  readonly services?: readonly string[];
  readonly subject?: Subject;
  readonly fields?: readonly string[];
}

/**
 * All that a collector may do. Rate limits, retries, time-outs, provenance and secrets are the Wire's, behind `call`.
 * Whatever `call`, `pages` and `read` throw is a CannotObserve; any other error out of a collector is a bug, and a gap.
 */
export interface Look<Session> {
  readonly session: Session;
  /** The account, subscription, project or endpoint that is looked at. */
  readonly account: string;
  readonly region: string;
  /** One API call. `name` must be one of the collector's `calls`. */
  readonly call: <Input, T>(name: string, input: Input, ask: Ask<Input>, shape: z.ZodType<T>) => Promise<Seen<T>>;
  /**
   * Every page of a listing, in order. A token that comes twice is a malformed listing, never an end. A page's data is gone when the next is asked for
   * (TypeError); what is needed longer is taken out of it. Its replies stay.
   */
  readonly pages: <Input extends object, Page>(name: string, listing: Listing<Input, Page>) => AsyncIterable<Seen<Page>>;
  /** Parses one item of a page; throws CannotObserve("malformed"). */
  readonly read: <T>(shape: z.ZodType<T>, item: unknown) => T;
  /** Works on each item, several at a time; what one item cannot show is a gap about it alone. Results stay in the items' order. */
  readonly each: <Item>(
    items: readonly Item[],
    about: (item: Item) => About,
    work: (item: Item, look: Look<Session>) => Promise<void> | void,
  ) => Promise<void>;
  /** Runs one part; where it cannot be seen, leaves a gap about it and returns undefined. */
  readonly attempt: <T>(about: About, part: () => Promise<T>) => Promise<T | undefined>;
  /** Records what a subject looked like. `data` holds facts only; other things are pointed at through `refer`. */
  readonly observe: <Data>(
    kind: Kind<Data>,
    subject: Subject,
    data: NoInfer<Data>,
    from: readonly (Seen<unknown> | undefined)[],
    basis?: 'provider',
  ) => void;
  /** A pseudonym for another thing, to be put into `data`. */
  readonly refer: (subject: Subject) => string;
}

/** A source as its own collectors know it. */
export interface SourceOf<Session> {
  readonly id: string;
  readonly owns: (session: unknown) => session is Session;
}

/** What a collector says of itself, and how it looks. */
export interface CollectorOf<Session> {
  /** "aws.ebs-volumes": its folder and file. */
  readonly id: string;
  readonly version: number;
  /** The source whose targets it can look at. */
  readonly source: SourceOf<Session>;
  /** `region`: once per region of the target; `target`: once. */
  readonly per: 'region' | 'target';
  /** All that it yields, and nothing else. */
  readonly kinds: readonly Kind[];
  /**
   * By kind, the fields that it is there to tell: where nobody asks for any of them, nobody needs it. Only for a kind in which things of different sorts are
   * told apart (places of data, and limits of an account); left out: it is asked whatever a claim reads, so that a thing which tells too little stays unseen.
   */
  readonly answers?: Readonly<Record<string, readonly string[]>>;
  /** Published slugs of what it looks at: "ebs". */
  readonly services: readonly string[];
  /** Every API call it makes, with the least permissions each needs. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  readonly collect: (look: Look<Session>) => Promise<void>;
}

/** A collector as the runner holds it: its session is whatever its source opened. */
export interface Collector extends Omit<CollectorOf<unknown>, 'source' | 'collect'> {
  readonly source: string;
  readonly collect: (look: Look<unknown>) => Promise<void>;
}

export function defineCollector<Session>({ source, collect, ...rest }: CollectorOf<Session>): Collector {
  for (const [kind, fields] of Object.entries(rest.answers ?? {})) {
    const known = rest.kinds.find(({ id }) => id === kind)?.fields ?? [];
    const unknown = fields.filter((field) => !known.includes(field));
    if (known.length === 0 || unknown.length > 0)
      throw new TypeError(`${rest.id} answers ${kind}, and yields no ${unknown.join(', ')} of it`);
  }
  return {
    ...rest,
    source: source.id,
    collect: (look) => collect(typed(look)),
  };

  function typed(look: Look<unknown>): Look<Session> {
    const { session } = look;
    if (!source.owns(session)) throw new TypeError(`${rest.id} was given a session that ${source.id} did not open`);
    return { ...look, session, each: (items, about, work) => look.each(items, about, (item, inner) => work(item, typed(inner))) };
  }
}
