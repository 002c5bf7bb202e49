/** How a target is reached, what its HTTP layer tells, and how a source is defined. */
import type { z } from 'zod';
import type { CannotObserve } from '../errors.ts';
import type { ExclusionReason, GapReason, Origin } from '../model.ts';
import type { Ask, Seen, SourceOf } from './collector.ts';

/** One raw answer, as it came over the wire, told by the source's HTTP layer. `body` is what was sent, content-encoding undone. */
export interface RawReply {
  readonly host: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Given away: once the call has ended, nobody but the run reads these bytes, and large ones are freed. */
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
  /** Loads the code that resolving will need, while the config is still being read. Left out: it is loaded when it is needed. */
  readonly load?: () => Promise<unknown>;
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
