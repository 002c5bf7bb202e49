import { describe, expect, test } from 'vitest';
import { toReply } from '../../src/collect/reply.ts';
import { type Caller, createWire, type Wire } from '../../src/collect/wire.ts';
import { CannotObserve } from '../../src/errors.ts';
import type { Reply } from '../../src/model.ts';
import type { Allowance, Meaning } from '../../src/plugin.ts';
import fc from '../property.ts';
import { fakeClock } from './fake-clock.ts';

class Refused extends Error {
  readonly meaning: Meaning;
  constructor(meaning: Meaning) {
    super(meaning.code ?? meaning.reason);
    this.meaning = meaning;
  }
}
const throttled = (retryAfter?: number) => new Refused({ reason: 'throttled', retry: true, code: 'Throttling', retryAfter });
const denied = () => new Refused({ reason: 'denied', retry: false, code: 'AccessDenied', status: 403 });
const cut = () => new Refused({ reason: 'unreachable', retry: true, code: 'ECONNRESET' });

function world(options: { timeout?: number; signal?: AbortSignal; origin?: 'practice' } = {}) {
  const clock = fakeClock();
  const kept: Reply[] = [];
  const wire = createWire({
    clock,
    random: () => 0.5,
    share: 1,
    concurrency: 50,
    timeout: options.timeout ?? 1000,
    signal: options.signal,
    origin: options.origin,
  });
  const caller: Caller = {
    target: 't0001',
    key: '111122223333/eu-west-1',
    meaning: (error) => (error instanceof Refused ? error.meaning : { reason: 'bug', retry: false }),
    allowance: () => ({ bucket: 1000, rate: 1000 }),
    keep: (reply) => `leaf-${kept.push(toReply(reply))}`,
    numbers: { calls: 0, retries: 0 },
  };
  return { clock, wire, caller, kept };
}

/** What an HTTP layer does: tells the wire what it saw, and gives the answer. */
function answer(wire: Wire, body: string, status = 200): string {
  wire.tap.saw({
    host: 'ec2.example.com',
    status,
    headers: { date: 'Mon, 01 Jun 2026 12:00:00 GMT' },
    body: Buffer.from(body),
    requestId: 'r-1',
    origin: 'live',
  });
  return body;
}

async function refusal(work: Promise<unknown>): Promise<CannotObserve> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CannotObserve) return error;
  throw new Error(`expected CannotObserve, got ${String(error)}`);
}

test.each([
  ['longer than a line', Buffer.alloc(65 << 20, 'x')],
  ['longer than a line once it is escaped', Buffer.alloc(12 << 20, 1)],
  ['longer than a line in base64', Buffer.alloc(50 << 20, 0xff)],
])('an answer that is %s is not kept in part: the call is malformed', async (_, body) => {
  const { wire, caller, kept } = world();
  const error = await refusal(
    wire.call(caller, 'ec2:DescribeVolumes', {}, async () => {
      answer(wire, 'small');
      wire.tap.saw({ host: 'ec2.example.com', status: 200, headers: {}, body, requestId: undefined, origin: 'live' });
      return 'both';
    }),
  );
  expect(error).toMatchObject({ reason: 'malformed', code: 'TooLarge', call: 'ec2:DescribeVolumes', replies: ['leaf-1'] });
  expect(kept.map((reply) => reply.body)).toEqual(['small']);
});

test('a large answer that fits is kept', async () => {
  const { wire, caller, kept } = world();
  await wire.call(caller, 'ec2:DescribeVolumes', {}, async () => answer(wire, 'x"'.repeat(10 << 20)));
  expect(kept.map((reply) => reply.body.length)).toEqual([20 << 20]);
});

test('an answer is kept with its call, input, date, request id and origin, and cited', async () => {
  const { wire, caller, kept } = world();
  const { value, replies } = await wire.call(caller, 'ec2:DescribeVolumes', { MaxResults: 5 }, async () => answer(wire, 'hello'));
  expect(value).toBe('hello');
  expect(replies).toEqual(['leaf-1']);
  expect(kept[0]).toMatchObject({
    call: 'ec2:DescribeVolumes',
    input: { MaxResults: 5 },
    host: 'ec2.example.com',
    date: 'Mon, 01 Jun 2026 12:00:00 GMT',
    requestId: 'r-1',
    origin: 'live',
    attempt: 1,
    body: 'hello',
  });
});

test('bytes that are not text are kept as base64', async () => {
  const { wire, caller, kept } = world();
  await wire.call(caller, 'c', {}, async () =>
    wire.tap.saw({ host: 'h', status: 200, headers: {}, body: Uint8Array.from([0xff, 0xfe]), requestId: undefined, origin: 'live' }),
  );
  expect(kept[0]).toMatchObject({ encoding: 'base64', body: '//4=' });
});

test('a throttled call is asked again until it answers, and only the answer is cited', async () => {
  const { wire, caller, kept } = world();
  let times = 0;
  const { replies } = await wire.call(caller, 'c', {}, async () => {
    times += 1;
    answer(wire, `try ${times}`, times < 4 ? 503 : 200);
    if (times < 4) throw throttled();
    return times;
  });
  expect(replies).toHaveLength(1);
  expect(kept).toMatchObject([{ body: 'try 4', attempt: 4 }]);
  expect(caller.numbers).toEqual({ calls: 4, retries: 3 });
});

test('a token that ends while the call is throttled is renewed: one failure is not counted as another', async () => {
  const { wire, caller } = world();
  let times = 0;
  const { value } = await wire.call(caller, 'c', {}, async () => {
    times += 1;
    if (times === 6) throw new Refused({ reason: 'denied', retry: true, code: 'TokenEnded' });
    if (times < 9) throw throttled();
    return times;
  });
  expect(value).toBe(9);
});

test('a call that is throttled to the end is a throttled gap that cites the last refusal', async () => {
  const { wire, caller, kept } = world();
  const error = await refusal(
    wire.call(caller, 'c', {}, async () => {
      answer(wire, 'slow down', 503);
      throw throttled();
    }),
  );
  expect(error).toMatchObject({ reason: 'throttled', code: 'Throttling', call: 'c', replies: ['leaf-1'] });
  expect(kept).toMatchObject([{ status: 503, attempt: 12 }]);
});

test('after one exhaustion the same API is asked once, not twelve times more', async () => {
  const { wire, caller } = world();
  const ask = async () => {
    throw throttled();
  };
  await refusal(wire.call(caller, 'c', {}, ask));
  const before = caller.numbers.calls;
  await refusal(wire.call(caller, 'c', {}, ask));
  expect(caller.numbers.calls - before).toBe(1);
});

test('a denied call is not asked again', async () => {
  const { wire, caller } = world();
  const error = await refusal(
    wire.call(caller, 'c', {}, async () => {
      throw denied();
    }),
  );
  expect(error).toMatchObject({ reason: 'denied', status: 403 });
  expect(caller.numbers.calls).toBe(1);
});

test('the wait that the provider asks for is kept', async () => {
  const { wire, caller, clock } = world();
  let times = 0;
  await wire.call(caller, 'c', {}, async () => {
    times += 1;
    if (times === 1) throw throttled(7000);
    return times;
  });
  expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(7000);
});

test('a call that never answers ends at its time-out, and its signal is aborted', async () => {
  const { wire, caller } = world();
  const signals: (AbortSignal | undefined)[] = [];
  const error = await refusal(
    wire.call(caller, 'c', {}, () => {
      signals.push(wire.tap.signal());
      return new Promise(() => {});
    }),
  );
  expect(error).toMatchObject({ reason: 'unreachable', code: 'TimedOut' });
  expect(signals).toHaveLength(4);
  expect(signals.every((signal) => signal?.aborted === true)).toBe(true);
});

test('what arrives after a call has ended is bound to nothing', async () => {
  const { wire, caller, kept } = world();
  let late = (): void => {};
  await wire.call(caller, 'c', {}, async () => {
    late = () => void answer(wire, 'late');
    setImmediate(late);
    return 'on time';
  });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(kept).toEqual([]);
});

test('a credential provider inside a call leaves no reply', async () => {
  const { wire, caller, kept } = world();
  await wire.call(caller, 'c', {}, async () => {
    await wire.tap.outside(async () => answer(wire, 'SecretAccessKey'));
    return answer(wire, 'data');
  });
  expect(kept.map(({ body }) => body)).toEqual(['data']);
});

test('an interruption ends a call at once, with its own reason', async () => {
  const controller = new AbortController();
  const { wire, caller } = world({ signal: controller.signal });
  const call = wire.call(caller, 'c', {}, () => new Promise(() => {}));
  controller.abort(new Error('interrupted'));
  await expect(call).rejects.toThrow();
  expect(caller.numbers.calls).toBe(1);
});

test('a practice cloud is never live, whatever the HTTP layer says', async () => {
  const { wire, caller, kept } = world({ origin: 'practice' });
  await wire.call(caller, 'c', {}, async () => answer(wire, 'x'));
  expect(kept[0]?.origin).toBe('practice');
});

test('every reply is bound to its own call, under concurrency 50 with cuts and retries', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom('throttle', 'cut'), { maxLength: 3 }), { minLength: 60, maxLength: 60 }),
      async (plans) => {
        const { wire, caller, kept } = world();
        const calls = plans.map(async (faults, id) => {
          let attempt = 0;
          const { replies } = await wire.call(caller, `call-${id}`, { id }, async () => {
            await new Promise((resolve) => setImmediate(resolve));
            const fault = faults[attempt];
            attempt += 1;
            answer(wire, `${id}`);
            if (fault !== undefined) throw fault === 'cut' ? cut() : throttled();
            return id;
          });
          return replies;
        });
        const cited = await Promise.all(calls);
        for (const [id, replies] of cited.entries()) {
          expect(replies).toHaveLength(1);
          const reply = kept[Number(replies[0]?.slice(5)) - 1];
          expect(reply).toMatchObject({ call: `call-${id}`, input: { id }, body: `${id}` });
        }
      },
    ),
    { numRuns: 10 },
  );
});

describe('calls take from', () => {
  /** When calls of these names, by callers of these keys, went out; milliseconds from the first. */
  async function times(allowance: Allowance, ...calls: readonly (readonly [key: string, name: string])[]): Promise<readonly number[]> {
    const { wire, caller, clock } = world();
    const start = clock.now();
    const went: number[] = [];
    for (const [key, name] of calls)
      await wire.call({ ...caller, key, allowance: () => allowance }, name, {}, async () => went.push(clock.now() - start));
    return went;
  }
  const slow = { bucket: 1, rate: 1 };

  test('a bucket of their own for each place, where the allowance says nothing else', async () => {
    expect(await times(slow, ['a/r1', 'x:List'], ['a/r1', 'x:Get'], ['a/r2', 'x:List'])).toEqual([0, 0, 0]);
  });

  test('one bucket, where they are of one pool', async () => {
    expect(await times({ ...slow, pool: 'x.reads' }, ['a/r1', 'x:List'], ['a/r1', 'x:Get'], ['a/r2', 'x:List'])).toEqual([0, 1000, 1000]);
  });

  test('one bucket for all places, where the provider counts for whoever asks', async () => {
    expect(await times({ ...slow, pool: 'x.reads', everywhere: true }, ['a/r1', 'x:List'], ['b/r1', 'x:Get'])).toEqual([0, 1000]);
  });
});
