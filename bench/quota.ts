/**
 * The politeness cap beside what it allows: calls within a share of AWS's published quotas, at a practice cloud that keeps to those quotas. Limiter and
 * server run on one clock, k times fast.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsSession } from '../collectors/aws/session.ts';
import { aws } from '../collectors/aws/source.ts';
import { startPractice } from '../fixtures/practice/start-practice.ts';
import { type Clock, systemClock } from '../src/collect/clock.ts';
import { createWire } from '../src/collect/wire.ts';

const SHARE = Number(process.env['SHARE'] ?? 0.5);
const REGION = 'eu-west-1';
const ACCOUNT = '111122223333';

interface Case {
  readonly call: string;
  readonly calls: number;
  /** How many times fast the clock is; bounded by what the SDK can do in a second. */
  readonly k: number;
  readonly ask: (session: AwsSession) => Promise<() => Promise<unknown>>;
}

const CASES: readonly Case[] = [
  {
    call: 'kms:GetKeyRotationStatus',
    calls: 5000,
    k: Number(process.env['K_KMS'] ?? 1),
    ask: async (session) => {
      const kms = await session.client('kms');
      const { Keys: [key] = [] } = await kms.listKeys({});
      return () => kms.getKeyRotationStatus({ KeyId: key?.KeyId ?? '' });
    },
  },
  {
    call: 'ec2:DescribeVolumes',
    calls: 500,
    k: Number(process.env['K_EC2'] ?? 20),
    ask: async (session) => {
      const ec2 = await session.client('ec2');
      return () => ec2.describeVolumes({ MaxResults: 5 });
    },
  },
];

for (const one of CASES) await run(one);

async function run({ call, calls, k, ask }: Case): Promise<void> {
  const clock = fast(k);
  const arrivals: number[] = [];
  const practice = await startPractice(
    {
      quotas: 'documented',
      accounts: { prod: { id: ACCOUNT, regions: { [REGION]: { ec2: { volumes: [{ count: 5 }] }, kms: { keys: { 'alias/own': {} } } } } } },
    },
    {
      clock: clock.now,
      watch: ({ service, action, at }) => {
        if (`${service}:${action}` === call) arrivals.push(at);
      },
    },
  );
  Object.assign(process.env, practice.env('prod'));
  const wire = createWire({ clock, random: Math.random, share: SHARE, concurrency: 50, timeout: 60_000 * k });
  const caller = {
    key: `${ACCOUNT}/${REGION}`,
    meaning: aws.meaning,
    allowance: aws.allowance,
    keep: () => '',
    numbers: { calls: 0, retries: 0 },
  };
  const [account] = await aws.resolve(
    { regions: { only: [REGION], because: 'one is enough' } },
    {
      tap: wire.tap,
      env: process.env,
      base: '/',
      call: async (_name, input, work, shape) => ({ data: shape.parse(await work(input)), replies: [] }),
    },
  );
  const session = account?.open(REGION);
  if (account === undefined || account.gap !== undefined || !aws.owns(session))
    throw new Error('the account could not be opened', { cause: account?.gap });
  const work = await ask(session);

  const { bucket, rate } = aws.allowance(call);
  const bound = (calls - SHARE * bucket) / (SHARE * rate);
  const started = clock.now();
  await Promise.all(Array.from({ length: calls }, () => wire.call(caller, call, {}, work)));
  const wall = (clock.now() - started) / 1000;
  account.close();
  await practice.close();

  const figures = `${wall.toFixed(1)} s beside ${bound.toFixed(1)} s, on a clock ${k} times fast`;
  tell(`${call}: wall / (calls - share × bucket) / (share × rate)`, wall / bound, 1.1, figures);
  const most = mostBeyond(arrivals, SHARE * rate);
  tell(
    `${call}: most calls in a window, less share × rate × t, / share × bucket`,
    most / (SHARE * bucket),
    1,
    `${most.toFixed(1)} beside ${SHARE * bucket}, at the server`,
  );
  tell(`${call}: calls that the server refused`, practice.stats().faults.quota ?? 0, 0, `of ${arrivals.length}`);
}

/** Over all windows from one arrival to another: the most arrivals beyond what the rate alone brings in that time. `at` in milliseconds. */
function mostBeyond(arrivals: readonly number[], rate: number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const [index, at] of arrivals.entries()) {
    const line = index - (at / 1000) * rate;
    least = Math.min(least, line);
    most = Math.max(most, line + 1 - least);
  }
  return most;
}

function fast(k: number): Clock {
  const start = Date.now();
  const zero = performance.now();
  return {
    now: () => start + (performance.now() - zero) * k,
    sleep: async (milliseconds, signal) => {
      await delay(milliseconds / k, undefined, signal === undefined ? {} : { signal });
    },
    after: (milliseconds, work) => systemClock.after(milliseconds / k, work),
  };
}

function tell(what: string, ratio: number, bound: number, figures: string): void {
  process.stdout.write(`${ratio <= bound ? 'ok  ' : 'OVER'} ${what}: ${ratio.toFixed(3)} (at most ${bound}; ${figures})\n`);
}
