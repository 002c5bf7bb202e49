/** The collectors' only way out: limits, retries, time-outs and provenance of every call stand here and nowhere else. */
import { AsyncLocalStorage } from 'node:async_hooks';
import pLimit from 'p-limit';
import { CannotObserve } from '../errors.ts';
import type { GapReason, Origin } from '../model.ts';
import type { Allowance, Ask, Meaning, RawReply, Tap } from '../plugin.ts';
import { type Clock, instant } from './clock.ts';
import { fitsReply, tooLargeReply } from './fits.ts';
import { createLimiter } from './limits.ts';
import { type KeptReply, keptReply } from './reply.ts';
import { createTurns } from './turns.ts';

export interface WireOptions {
  readonly clock: Clock;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** The share of a published allowance that we take. */
  readonly share: number;
  /** Calls under way at once, over all targets. */
  readonly concurrency: number;
  /** Milliseconds that one attempt may take. */
  readonly timeout: number;
  /** Overrides what the HTTP layer says: a practice cloud is never `live`. */
  readonly origin?: Origin | undefined;
  /** Ends everything: Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
}

/** Who calls, and where its replies and numbers go. */
export interface Caller {
  /** Absent: asked before there are targets. */
  readonly target?: string;
  /** The task that calls; absent with the target. */
  readonly place?: { readonly collector: string; readonly region: string };
  /** Limits count per key: "111122223333/eu-west-1". */
  readonly key: string;
  readonly meaning: (error: unknown) => Meaning;
  readonly allowance: (call: string) => Allowance;
  /** Keeps a reply and gives the token that records cite it by. */
  readonly keep: (reply: KeptReply) => string;
  /** Whose answers are read first: the lowest. Absent: 0. */
  readonly rank?: number;
  readonly numbers: { calls: number; retries: number };
}

export interface Answered {
  readonly value: unknown;
  /** Tokens. */
  readonly replies: readonly string[];
}

export interface Wire {
  readonly tap: Tap;
  /** One call with its retries. Throws CannotObserve, or the abort's reason where the whole run is interrupted. */
  readonly call: <Input>(caller: Caller, name: string, input: Input, ask: Ask<Input>, page?: number) => Promise<Answered>;
}

interface OpenCall {
  readonly replies: { reply: RawReply; at: number }[];
  readonly signal: AbortSignal;
  readonly rank: number;
  /** The time-out is for the provider: it rests while an answer waits to be read. */
  readonly rest: () => void;
  readonly goOn: () => void;
  open: boolean;
}

/** Most attempts that fail for one reason: throttling passes, a dead host seldom does. */
const ATTEMPTS = { throttled: 12, unreachable: 4 } as const;
const BACKOFF = { throttled: { first: 200, most: 8000 }, unreachable: { first: 100, most: 4000 } } as const;

export function createWire(options: WireOptions): Wire {
  const { clock, random, share, concurrency, timeout, signal } = options;
  const calls = new AsyncLocalStorage<OpenCall>();
  const limiter = createLimiter(clock, share);
  const slot = pLimit(concurrency);
  const takeTurn = createTurns();
  const exhausted = new Set<string>(); // keys that refused to the end: asked once more each time, not twelve times

  const tap: Tap = {
    saw: (reply) => {
      const current = calls.getStore();
      if (current?.open === true) current.replies.push({ reply, at: clock.now() });
    },
    signal: () => {
      const current = calls.getStore();
      return current?.open === true ? current.signal : undefined;
    },
    turn: async () => {
      const current = calls.getStore();
      if (current?.open !== true) return;
      current.rest();
      await takeTurn(current.rank);
      current.goOn();
    },
    stored: () => undefined,
    outside: (work) => calls.exit(work),
  };
  return { tap, call };

  function enter(): Promise<() => void> {
    return new Promise((entered) => void slot(() => new Promise<void>((leave) => entered(leave))));
  }

  async function call<Input>(caller: Caller, name: string, input: Input, ask: Ask<Input>, page?: number): Promise<Answered> {
    const key = `${caller.key}/${name}`;
    const allowance = caller.allowance(name);
    const bucket = bucketOf(caller, name, allowance);
    const failed = new Map<GapReason, number>(); // a token that ends while a call is throttled is not the twelfth refusal
    for (let attempt = 1; ; attempt += 1) {
      const leave = await limiter.take(bucket, allowance, signal, enter);
      caller.numbers.calls += 1;
      const outcome = await attemptOnce(ask, input, caller.rank ?? 0);
      leave();
      limiter.ended(bucket, allowance);
      const about = {
        target: caller.target,
        place: caller.place,
        call: name,
        input,
        attempt,
        origin: options.origin,
        ...(page === undefined ? {} : { page }),
      };
      const keepReplies = () => {
        const made = outcome.replies.map(({ reply, at }) => keptReply(reply, { ...about, at: instant(at) }));
        const kept = made.filter(fitsReply);
        return { replies: kept.map(caller.keep), all: kept.length === made.length };
      };
      if ('value' in outcome) {
        exhausted.delete(key);
        const { replies, all } = keepReplies();
        if (!all) throw tooLargeReply(name, replies);
        return { value: outcome.value, replies };
      }
      const meaning = outcome.timedOut ? TIMED_OUT : caller.meaning(outcome.error);
      if (meaning.reason === 'throttled') limiter.drain(bucket, allowance);
      const nth = (failed.get(meaning.reason) ?? 0) + 1;
      failed.set(meaning.reason, nth);
      if (signal?.aborted !== true && meaning.retry && nth < mostAttempts(meaning, exhausted.has(key))) {
        caller.numbers.retries += 1;
        await clock.sleep(pause(meaning, nth), signal);
        continue;
      }
      if (meaning.retry) exhausted.add(key);
      const { replies } = keepReplies();
      throw new CannotObserve(meaning.reason, `${name}: ${explain(outcome.error, meaning)}`, {
        call: name,
        ...(meaning.code === undefined ? {} : { code: meaning.code }),
        ...(meaning.status === undefined ? {} : { status: meaning.status }),
        replies,
        cause: outcome.error,
      });
    }
  }

  /** One attempt; its time-out ends it even where the client underneath does not listen. */
  async function attemptOnce<Input>(ask: Ask<Input>, input: Input, rank: number) {
    const controller = new AbortController();
    let timedOut = false;
    let cancel = (): void => {};
    const goOn = (): void => {
      cancel();
      if (current.open) cancel = clock.after(timeout, expire);
    };
    const current: OpenCall = { replies: [], signal: controller.signal, rank, rest: () => cancel(), goOn, open: true };
    const aborted = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    const stop = (): void => controller.abort(signal?.reason ?? new Error('interrupted'));
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    goOn();
    try {
      const value = await Promise.race([calls.run(current, () => ask(input)), aborted]);
      return { value, replies: current.replies };
    } catch (error) {
      return { error, timedOut, replies: current.replies };
    } finally {
      current.open = false;
      cancel();
      signal?.removeEventListener('abort', stop);
      aborted.catch(() => {}); // the losing side of the race
    }

    function expire(): void {
      timedOut = true;
      controller.abort(new Error(`no answer within ${timeout} ms`));
    }
  }

  /** Full jitter, or what the provider asked for. */
  function pause({ reason, retryAfter }: Meaning, attempt: number): number {
    if (retryAfter !== undefined) return Math.min(retryAfter, 60_000) + random() * 100;
    const { first, most } = BACKOFF[reason === 'throttled' ? 'throttled' : 'unreachable'];
    return random() * Math.min(most, first * 2 ** attempt);
  }
}

/** Which bucket a call takes from. Names of pools and calls begin with their provider's or service's name. */
function bucketOf({ key }: Caller, name: string, { pool = name, everywhere }: Allowance): string {
  return everywhere === true ? pool : `${key}/${pool}`;
}

const TIMED_OUT: Meaning = { reason: 'unreachable', retry: true, code: 'TimedOut' };

function mostAttempts({ reason }: Meaning, gaveUpBefore: boolean): number {
  if (gaveUpBefore) return 1;
  return reason === 'throttled' ? ATTEMPTS.throttled : ATTEMPTS.unreachable;
}

function explain(error: unknown, { reason, code }: Meaning): string {
  const words = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return `${reason}${code === undefined ? '' : ` (${code})`}: ${words}`;
}
