/** Every AWS collector, and every call that it declares, against the practice account: what cannot be seen is a gap, and nothing else changes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aws } from '../../../collectors/aws/index.ts';
import { aws as source } from '../../../collectors/aws/source.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import type { GapReason } from '../../../src/model.ts';
import { NOTHING, openAccount, type Seen, seenBy, unexplained } from './practice-account.ts';

type Fault = NonNullable<Scenario['faults']>[number];

const FAULTS: readonly { readonly name: string; readonly fault: Fault; readonly reason: GapReason }[] = [
  { name: 'denied', fault: { fault: 'deny' }, reason: 'denied' },
  { name: 'throttled to exhaustion', fault: { fault: 'throttle' }, reason: 'throttled' },
  { name: 'not supported', fault: { fault: 'error', status: 501, code: 'NotImplemented' }, reason: 'unsupported' },
  { name: 'failing', fault: { fault: 'error', status: 500, code: 'InternalError' }, reason: 'unreachable' },
  { name: 'answered by a page', fault: { fault: 'html', status: 200 }, reason: 'malformed' },
];

/** Fields that a collector asks for only where what makes them needless could not be seen. */
const FALLBACKS: Readonly<Record<string, readonly string[]>> = { 'aws.s3-public-access': ['public', 'aclsDisabled'] };

/** They list what lies in one thing: of what is hidden there nobody knows a name. */
const WITHIN: readonly string[] = ['elasticloadbalancing:DescribeListeners', 'backup:ListRecoveryPointsByBackupVault'];

let account: Awaited<ReturnType<typeof openAccount>>;
let empty: typeof account;
beforeAll(async () => {
  account = await openAccount();
  empty = await openAccount({ regions: NOTHING });
});
afterAll(async () => {
  await account[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
});

describe.each(aws.collectors.map((collector) => ({ id: collector.id, collector })))('$id', ({ collector }) => {
  const calls = Object.keys(collector.calls);
  const needed = [...new Set(Object.values({ ...source.calls, ...collector.calls }).flat())].filter((one) => one !== 'sts:AssumeRole');
  let known: Promise<Seen> | undefined;
  const whole = () => {
    known ??= account.seenBy(collector);
    return known;
  };

  test('sees the account without a gap, and makes every call that it declares', async () => {
    const { observed, gaps, calls: made } = await whole();
    expect(gaps).toEqual([]);
    expect(observed).not.toEqual([]);
    expect(new Set(observed.map(({ kind }) => kind))).toEqual(new Set(collector.kinds.map(({ id }) => id)));
    expect(Object.keys(made)).toEqual(expect.arrayContaining(calls));
  });

  test('leaves no gap in an account that has nothing', async () => {
    expect((await empty.seenBy(collector)).gaps).toEqual([]);
  });

  test('sees the same with its least permissions', async () => {
    const seen = await seenBy(collector, { allow: needed });
    expect([seen.gaps, unexplained(await whole(), seen)]).toEqual([[], []]);
  });

  test.each(calls.flatMap((call) => FAULTS.map((planted) => ({ call, ...planted }))))(
    '$call $name: gaps that name the call and its permission, and nothing else changes',
    async ({ call, fault, reason }) => {
      const seen = await account.seenBy(collector, [{ ...fault, on: on(call) }]);
      expect(seen.gaps).not.toEqual([]);
      for (const gap of seen.gaps) expect(gap).toMatchObject({ reason, call, permissions: collector.calls[call] });
      expect(unexplained(await whole(), seen, FALLBACKS[collector.id])).toEqual([]);
    },
  );

  test.each(calls)('%s in pages: all of them are read, and one that leads back is malformed', async (call) => {
    const paged = await account.seenBy(collector, [{ fault: 'truncate', as: 'empty-page', on: { ...on(call), page: 1 } }]);
    expect([paged.gaps, unexplained(await whole(), paged)]).toEqual([[], []]);
    const back = await account.seenBy(collector, [{ fault: 'truncate', as: 'same-marker', on: on(call) }]);
    for (const gap of back.gaps) expect(gap).toMatchObject({ reason: 'malformed', code: 'RepeatedToken', call });
    const hasPages = (paged.calls[call] ?? 0) > ((await whole()).calls[call] ?? 0);
    // What is asked for by name and has all been answered is whole, wherever the listing leads.
    if (call === calls[0] && hasPages) expect(back.gaps).not.toEqual([]);
  });

  // The first call lists: what it names is a sort of thing, and no thing.
  test.each(calls.slice(1))('%s denied for one thing among many hides that one alone', async (call) => {
    const one = oneOfMany(await whole(), call);
    if (one === undefined || (await whole()).observed.length === 1) return;
    const seen = await account.seenBy(collector, [{ fault: 'deny', on: { ...on(call), subject: one } }]);
    const subject = WITHIN.includes(call) ? {} : { subject: { id: expect.any(String) } };
    for (const gap of seen.gaps) expect(gap).toMatchObject({ reason: 'denied', call, ...subject });
    expect(unexplained(await whole(), seen, FALLBACKS[collector.id])).toEqual([]);
    expect(new Set(seen.gaps.map(({ subject }) => subject?.id)).size).toBeLessThan((await whole()).observed.length);
  });
});

function on(call: string): { readonly service: string; readonly action: string } {
  const [service = '', action = ''] = call.split(':');
  return { service, action };
}

/** A text that one of several requests of a call names, and no other of them. */
function oneOfMany({ replies }: Seen, call: string): string | undefined {
  const inputs = [...new Set(replies.filter((reply) => reply.call === call).map(({ input }) => JSON.stringify(input)))];
  const named = inputs.map((input) => texts(JSON.parse(input)));
  return named.length < 2 ? undefined : named[0]?.find((text) => named.slice(1).every((others) => !others.includes(text)));
}

function texts(input: unknown): readonly string[] {
  if (typeof input === 'string') return [input];
  return typeof input === 'object' && input !== null ? Object.values(input).flatMap(texts) : [];
}
