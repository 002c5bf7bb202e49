/** A Wire that goes nowhere: every call is answered with the replies that a bundle holds of it, through the same collectors and SDKs. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { CannotObserve } from '../errors.ts';
import type { LeafHash, Reply } from '../model.ts';
import type { RawReply, Tap } from '../plugin.ts';
import type { Answered, Wire } from './wire.ts';

/** A stored reply with the leaf hash that cites it. */
export interface StoredReply {
  readonly reply: Reply;
  readonly leaf: LeafHash;
}

/** The replies of one target, by the call that they answered. */
export interface StoredReplies {
  readonly add: (stored: StoredReply) => void;
  readonly of: (key: string) => readonly StoredReply[];
  /** Those that nobody has asked for. */
  readonly unused: () => readonly StoredReply[];
}

/** What tells one call of a target from another: the task it belongs to, its name, input and page. */
export function callKey({ collector, region, call, input, page }: Pick<Reply, 'collector' | 'region' | 'call' | 'input' | 'page'>): string {
  return JSON.stringify([collector, region, call, input, page]);
}

export function createStoredReplies(): StoredReplies {
  const byCall = new Map<string, StoredReply[]>();
  const asked = new Set<string>();
  return {
    add: (stored) => {
      const key = callKey(stored.reply);
      const known = byCall.get(key);
      if (known === undefined) byCall.set(key, [stored]);
      else known.push(stored);
    },
    of: (key) => {
      asked.add(key);
      return byCall.get(key) ?? [];
    },
    unused: () => [...byCall].flatMap(([key, replies]) => (asked.has(key) ? [] : replies)),
  };
}

interface OpenCall {
  readonly waiting: StoredReply[];
  readonly used: LeafHash[];
}

/** `missing` hears of each call that no answer is stored of. */
export function createReplayWire(stored: StoredReplies, missing: (call: string) => void = () => {}): Wire {
  const calls = new AsyncLocalStorage<OpenCall>();
  const tap: Tap = {
    saw: () => {},
    signal: () => undefined,
    outside: (work) => calls.exit(work),
    stored: () => {
      const current = calls.getStore();
      const next = current?.waiting.shift();
      if (next === undefined) return 'none';
      current?.used.push(next.leaf);
      return toRaw(next.reply);
    },
  };
  return { tap, call };

  async function call<Input>(
    caller: Parameters<Wire['call']>[0],
    name: string,
    input: Input,
    ask: (input: Input) => Promise<unknown>,
    page?: number,
  ): Promise<Answered> {
    const { collector, region } = caller.place ?? {};
    const key = callKey({
      call: name,
      input,
      ...(collector === undefined ? {} : { collector }),
      ...(region === undefined ? {} : { region }),
      ...(page === undefined ? {} : { page }),
    });
    const open: OpenCall = { waiting: [...stored.of(key)], used: [] };
    caller.numbers.calls += 1;
    if (open.waiting.length === 0) {
      missing(`${name} ${JSON.stringify(input)}${page === undefined ? '' : `, page ${page}`}`);
      throw new CannotObserve('unreachable', `${name}: no reply to it is stored`, { call: name, code: 'NotStored' });
    }
    try {
      const value = await calls.run(open, () => ask(input));
      return { value, replies: open.used };
    } catch (error) {
      const { reason, code, status } = caller.meaning(error);
      throw new CannotObserve(reason, `${name}: ${reason}`, {
        call: name,
        ...(code === undefined ? {} : { code }),
        ...(status === undefined ? {} : { status }),
        replies: open.used,
        cause: error,
      });
    }
  }
}

function toRaw({ host, status, date, requestId, encoding, body }: Reply): RawReply {
  return {
    host,
    status,
    headers: { ...(date === undefined ? {} : { date }) },
    body: Buffer.from(body, encoding ?? 'utf8'),
    requestId,
    origin: 'replay',
  };
}
