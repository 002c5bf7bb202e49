/** The one door for plugins: collectors and sources, built-in or third-party, import `claimcheck/plugin` and nothing else of ours. */
import type { z } from 'zod';
import type { CannotObserve } from './errors.ts';
import type { ExclusionReason, GapReason, Kind, LeafHash, Origin } from './model.ts';

export { CannotObserve } from './errors.ts';
export * from './kinds/index.ts';
export type { Cloud, ExclusionReason, GapReason, Kind, Origin } from './model.ts';
export { EVERY, GLOBAL } from './model.ts';

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

/** One raw answer, as it came over the wire, told by the source's HTTP layer. `body` is what was sent, content-encoding undone. */
export interface RawReply {
  readonly host: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly requestId: string | undefined;
  readonly origin: Origin;
  /** What the request carried and no record may hold, should the answer repeat it: tokens, signatures. */
  readonly secrets?: readonly string[];
}

/** The Wire's side that a source's HTTP layer talks to. */
export interface Tap {
  /** Binds a raw answer to the call that is open in this async context; outside of one it is dropped (credentials, tokens). */
  readonly saw: (reply: RawReply) => void;
  /** Aborts when the open call's time is up; undefined outside of one. */
  readonly signal: () => AbortSignal | undefined;
  /** Resolves when it is the open call's turn to read the answer that was told: an HTTP layer whose answers may be large waits for it. */
  readonly turn?: () => Promise<void>;
  /**
   * The next stored answer of the open call, where answers are replayed: the HTTP layer gives it to the SDK and does not go out. `none`: the call was
   * never answered; the HTTP layer throws. undefined: go out.
   */
  readonly stored: () => RawReply | 'none' | undefined;
  /** Runs a credential provider outside of any call, so that its replies are never recorded. */
  readonly outside: <T>(work: () => T) => T;
}

/** What a foreign error means. `retry`: it may go away. */
export interface Meaning {
  readonly reason: GapReason;
  readonly retry: boolean;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  /** Milliseconds that the provider asked us to wait. */
  readonly retryAfter?: number | undefined;
}

/** The provider's published allowance for one API: `bucket` calls at once, refilled by `rate` a second. */
export interface Allowance {
  readonly bucket: number;
  readonly rate: number;
  /** Calls that name the same one take from one bucket. Left out: each call has a bucket of its own. */
  readonly pool?: string;
  /** True where the provider counts for whoever asks, whatever is looked at: one bucket for all accounts and regions. */
  readonly everywhere?: boolean;
}

/** Reads the environment by name; nothing else of the process is a source's business. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a source is given to find out what a config target stands for. Its calls are recorded like a collector's. */
export interface Resolving {
  readonly tap: Tap;
  readonly env: Environment;
  /** The config's directory: what file names in a target's body are relative to. */
  readonly base: string;
  readonly call: <Input, T>(name: string, input: Input, ask: Ask<Input>, shape: z.ZodType<T>) => Promise<Seen<T>>;
}

/** One account, subscription, project or endpoint. What is wrong with it travels as data: a gap for all its collectors. */
export interface Resolved<Session = unknown> {
  readonly name: string;
  readonly identity?: string | undefined;
  /** Regions to walk; [EVERY] where they could not be listed (then `gap` says why); [GLOBAL] where there are none. */
  readonly regions: readonly string[];
  readonly exclusions: readonly { readonly region: string; readonly reason: ExclusionReason; readonly from: readonly Seen<unknown>[] }[];
  /** The config's reason for what it leaves out. */
  readonly because?: string | undefined;
  /** The error that keeps us from seeing anything of it. */
  readonly gap?: unknown;
  /**
   * Whether a provider's own answer that ended a collector, before anything was seen, says that there is nothing to look at here: an exclusion, and
   * no gap. Where the same answer could also mean "denied", it is undefined.
   */
  readonly excludes?: ((ended: CannotObserve) => ExclusionReason | undefined) | undefined;
  /** Credentials were looked for and not found: without any for any target there is no scan. */
  readonly noCredentials?: boolean | undefined;
  readonly open: (region: string) => Session;
  readonly close: () => void;
}

/** How to reach one sort of target. */
export interface SourceDefinition<Body, Session extends object> {
  readonly id: string;
  /** The key of the target's entry in claimcheck.yaml: "aws", "endpoints". */
  readonly key: string;
  /** The shape of that entry. */
  readonly body: z.ZodType<Body>;
  /** What `body` names, without network: for `plan`. Regions that only the provider knows are [EVERY]. */
  readonly outline: (body: Body) => readonly { readonly name: string; readonly regions: readonly string[] }[];
  /** The calls that resolving may make, with the least permissions of each. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** Those of them that it makes for this body; left out: all. */
  readonly makes?: (body: Body) => readonly string[];
  readonly allowance: (call: string) => Allowance;
  /** What an error thrown by the SDK means. */
  readonly meaning: (error: unknown) => Meaning;
  readonly resolve: (body: Body, resolving: Resolving) => Promise<readonly Resolved<Session>[]>;
  /**
   * Opens sessions of a target of an old bundle, whose HTTP layer is answered by `tap.stored()`: without network and without credentials.
   * Left out: its replies cannot be read again.
   */
  readonly reopen?: (target: { readonly name: string; readonly identity?: string }, tap: Tap) => Pick<Resolved<Session>, 'open' | 'close'>;
}

/** A source as the runner holds it: bodies are parsed inside, sessions are opaque. */
export interface Source extends Omit<SourceDefinition<unknown, object>, 'outline' | 'makes' | 'resolve' | 'reopen'> {
  readonly makes: (body: unknown) => readonly string[];
  readonly outline: (body: unknown) => readonly { readonly name: string; readonly regions: readonly string[] }[];
  readonly resolve: (body: unknown, resolving: Resolving) => Promise<readonly Resolved<object>[]>;
  readonly reopen?: (target: { readonly name: string; readonly identity?: string }, tap: Tap) => Pick<Resolved<object>, 'open' | 'close'>;
}

/** A source as its own collectors know it. */
export interface SourceOf<Session> {
  readonly id: string;
  readonly owns: (session: unknown) => session is Session;
}

export function defineSource<Body, Session extends object>(source: SourceDefinition<Body, Session>): Source & SourceOf<Session> {
  const opened = new WeakSet<object>();
  const { reopen, makes, ...rest } = source;
  return {
    ...rest,
    owns: (session): session is Session => typeof session === 'object' && session !== null && opened.has(session),
    outline: (body) => source.outline(source.body.parse(body)),
    makes: (body) => makes?.(source.body.parse(body)) ?? Object.keys(source.calls),
    resolve: async (body, resolving) => (await source.resolve(source.body.parse(body), resolving)).map(remembering),
    ...(reopen === undefined ? {} : { reopen: (target, tap) => remembering(reopen(target, tap)) }),
  };

  /** Sessions are known again by their source. */
  function remembering<Opening extends Pick<Resolved<Session>, 'open'>>(opening: Opening): Opening {
    return {
      ...opening,
      open: (region: string) => {
        const session = opening.open(region);
        opened.add(session);
        return session;
      },
    };
  }
}

/** What a plugin's module exports by default. */
export interface Plugin {
  readonly sources: readonly Source[];
  readonly collectors: readonly Collector[];
}
