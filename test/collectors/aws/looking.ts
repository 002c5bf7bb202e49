/** Runs one AWS collector, or the source's resolving, against a loopback server: real SDK clients, real Wire, real look. */
import { vi } from 'vitest';
import { aws } from '../../../collectors/aws/source.ts';
import type { Clock } from '../../../src/collect/clock.ts';
import { createLook, type Numbers } from '../../../src/collect/look.ts';
import { type KeptReply, toReply } from '../../../src/collect/reply.ts';
import type { Spooled } from '../../../src/collect/spool.ts';
import { toGap } from '../../../src/collect/to-gap.ts';
import { createWire, type Wire } from '../../../src/collect/wire.ts';
import type { Exclusion, Gap, Reply } from '../../../src/model.ts';
import type { Collector } from '../../../src/plugin.ts';
import { type Asked, type Script, startLoopback, stsXml, xml } from './loopback.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

export type Observed = Exclude<Spooled, Exclusion | Omit<Gap, 'subject'> | { readonly record: 'sweep' }>;
export type Missed = Extract<Spooled, { readonly record: 'gap' }>;

export interface Looked {
  readonly observed: readonly Observed[];
  readonly gaps: readonly Missed[];
  readonly replies: readonly Reply[];
  readonly asked: readonly Asked[];
  /** Every call's name, in order. */
  readonly calls: readonly string[];
}

let slept = 0;

/** Whoever waits, for a retry or for his turn, waits for nothing: the clock is put forward. */
const clock: Clock = {
  now: () => Date.now() + slept,
  sleep: async (milliseconds) => {
    slept += milliseconds;
  },
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Static credentials and no others: nothing of the machine's own configuration is read. */
export function useCredentials(url: string, more: Readonly<Record<string, string | undefined>> = {}): void {
  const nowhere = '/nonexistent';
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-environment',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: url,
    ...more,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

export function openWire(timeout = 20_000): Wire {
  return createWire({ clock, random: () => 0, share: 1, concurrency: 20, timeout });
}

/** Answers that every account needs before its collectors can run. */
export const IDENTITY: Script = {
  'sts:GetCallerIdentity': () =>
    stsXml('GetCallerIdentity', { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/evidence`, UserId: 'AIDAEXAMPLE' }),
  'ec2:DescribeRegions': () => xml('DescribeRegions', { regionInfo: [{ regionName: REGION, optInStatus: 'opt-in-not-required' }] }),
};

/** What resolving a target's body brought, and the replies that were kept. */
export async function resolve(script: Script, body: unknown, env: Readonly<Record<string, string | undefined>> = {}) {
  const server = await startLoopback(script);
  useCredentials(server.url, env);
  const wire = openWire();
  const replies: Reply[] = [];
  const numbers = { calls: 0, retries: 0 };
  const caller = {
    target: 'target',
    key: 'target',
    meaning: aws.meaning,
    allowance: aws.allowance,
    numbers,
    keep: (reply: KeptReply) => `hash-${replies.push(toReply(reply))}`,
  };
  try {
    const resolved = await aws.resolve(body, {
      tap: wire.tap,
      base: '/',
      env,
      call: async (name, input, ask, shape) => {
        const { value, replies: hashes } = await wire.call(caller, name, input, ask);
        return { data: shape.parse(value), replies: hashes };
      },
    });
    for (const one of resolved) one.close();
    return { resolved, replies, asked: server.asked };
  } finally {
    await server.close();
    vi.unstubAllEnvs();
  }
}

/** How a look differs from the usual one. */
export interface Wish {
  readonly timeout?: number;
  readonly region?: string;
}

/** What one collector saw in one region of a scripted account. */
export async function look(collector: Collector, script: Script, wish: Wish = {}): Promise<Looked> {
  const server = await startLoopback({ ...IDENTITY, ...script });
  useCredentials(server.url);
  try {
    const seen = await collect(collector, wish);
    const asked = server.asked.filter(({ call }) => !(call in IDENTITY));
    return { ...seen, asked, calls: asked.map(({ call }) => call) };
  } finally {
    await server.close();
    vi.unstubAllEnvs();
  }
}

/** What one collector sees in one region of the account that the environment stands for. */
export async function collect(collector: Collector, wish: Wish = {}): Promise<Omit<Looked, 'asked' | 'calls'>> {
  const standing = await openStanding();
  try {
    return await standing.collect(collector, wish);
  } finally {
    standing.close();
  }
}

/** The account that the environment stands for, resolved once for several looks: each has a Wire of its own, all have the same clients. One at a time. */
export async function openStanding() {
  let wire = openWire();
  const keep = () => '';
  const about = { target: 't0001', key: 't0001', meaning: aws.meaning, allowance: aws.allowance };
  const [account] = await aws.resolve(
    {},
    {
      tap: {
        saw: (reply) => wire.tap.saw(reply),
        signal: () => wire.tap.signal(),
        turn: () => wire.tap.turn?.() ?? Promise.resolve(),
        stored: () => wire.tap.stored(),
        outside: (work) => wire.tap.outside(work),
      },
      base: '/',
      env: process.env,
      call: async (name, input, ask, shape) => {
        const { value } = await wire.call({ ...about, numbers: { calls: 0, retries: 0 }, keep }, name, input, ask);
        return { data: shape.parse(value), replies: [] };
      },
    },
  );
  if (account === undefined || account.gap !== undefined) throw new Error('the account could not be resolved', { cause: account?.gap });
  const { name, open, close } = account;
  return {
    close,
    collect: (collector: Collector, { timeout, region = REGION }: Wish = {}) => {
      wire = openWire(timeout);
      return collectIn({ name, session: open(region) }, collector, wire, region);
    },
  };
}

async function collectIn(account: { readonly name: string; readonly session: object }, collector: Collector, wire: Wire, region: string) {
  const records: Spooled[] = [];
  const replies: Reply[] = [];
  const numbers: Numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
  const keep = (reply: KeptReply) => `hash-${replies.push(toReply(reply))}`;
  const ground = {
    wire,
    clock,
    caller: { target: 't0001', key: 't0001', meaning: aws.meaning, allowance: aws.allowance, numbers, keep },
    collector,
    place: { target: 't0001', collector: collector.id, region },
    cloud: 'aws',
    account: account.name,
    session: account.session,
    numbers,
    drained: () => Promise.resolve(),
    permissions: { ...aws.calls, ...collector.calls },
  };
  try {
    await collector.collect(createLook(ground, (record) => records.push(record)));
  } catch (error) {
    records.push(toGap(error, ground, {}));
  }
  return {
    observed: records.filter((record): record is Observed => record.record === 'observation'),
    gaps: records.filter((record): record is Missed => record.record === 'gap'),
    replies,
  };
}
