import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { GetKeyRotationStatusCommand, ListKeyRotationsCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { openQuotas } from '../../fixtures/practice/aws/cloud/quotas.ts';
import { keyArn } from '../../fixtures/practice/aws/kms/key-id.ts';
import fc from '../property.ts';
import { oneRegion, PROD, practise, refusal } from './clients.ts';
import { ask, targeted } from './signed.ts';

const scenario = oneRegion({ ec2: { volumes: [{ count: 5 }] }, kms: { keys: { 'alias/own': {} } }, logs: {} }, { quotas: 'documented' });
const KeyId = keyArn('alias/own', { seed: 1, now: new Date(), account: PROD, region: 'eu-west-1' });

/** A practice cloud whose time stands still until it is moved. */
async function standing(wish: typeof scenario = scenario) {
  let now = Date.parse('2026-06-01T00:00:00Z');
  const cloud = await practise(wish, { clock: () => now });
  return { cloud, pass: (milliseconds: number) => (now += milliseconds), [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
}

/** How many of so many calls are answered. */
async function passed(count: number, call: () => Promise<unknown>): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, call));
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

describe('documented quotas', () => {
  test('let through the bucket at once, and then what it is refilled with', async () => {
    await using here = await standing();
    const ec2 = here.cloud.ec2();
    const describe = () => ec2.send(new DescribeVolumesCommand({ MaxResults: 5 }));
    const first = await passed(110, describe);
    here.pass(1000);
    expect([first, await passed(30, describe)]).toEqual([100, 20]);
  });

  test('count each operation on its own', async () => {
    await using here = await standing();
    const kms = here.cloud.kms();
    await passed(110, () => kms.send(new ListKeyRotationsCommand({ KeyId })));
    expect(await passed(10, () => kms.send(new GetKeyRotationStatusCommand({ KeyId })))).toBe(10);
  });

  test('are smaller for a listing of everything at once', async () => {
    await using here = await standing();
    const ec2 = here.cloud.ec2();
    expect(await passed(60, () => ec2.send(new DescribeVolumesCommand({})))).toBe(50);
  });

  test('refuse in the words of a throttled service, and are counted', async () => {
    await using here = await standing();
    const ec2 = here.cloud.ec2();
    await passed(100, () => ec2.send(new DescribeVolumesCommand({ MaxResults: 5 })));
    expect(await refusal(ec2.send(new DescribeVolumesCommand({ MaxResults: 5 })))).toMatchObject({
      code: 'RequestLimitExceeded',
      status: 503,
    });
    expect(here.cloud.practice.stats().faults).toEqual({ quota: 1 });
  });

  test('are ten a second where nothing is published', async () => {
    await using here = await standing();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => ask(here.cloud.practice, targeted('logs', 'Logs_20140328.DescribeLogGroups'))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  });

  test('are kept by nobody who does not ask for them', async () => {
    await using here = await standing(oneRegion({ ec2: { volumes: [{ count: 5 }] } }));
    const ec2 = here.cloud.ec2();
    expect(await passed(110, () => ec2.send(new DescribeVolumesCommand({ MaxResults: 5 })))).toBe(110);
  });
});

test('in any window no more calls pass than bucket and rate allow, and after a wait the bucket is full again', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(pauses, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 50 }), (waits, bucket, rate) => {
      let now = 0;
      const quotas = openQuotas(() => now);
      const times: number[] = [];
      for (const wait of waits) {
        now += wait;
        if (quotas.take('key', { bucket, rate })) times.push(now);
      }
      for (const [from, start] of times.entries())
        for (const [to, end] of times.entries())
          if (to >= from) expect(to - from + 1).toBeLessThanOrEqual(bucket + (rate * (end - start)) / 1000 + 1e-6);
      now += (bucket / rate) * 1000 + 1;
      const burst = Array.from({ length: bucket + 1 }, () => quotas.take('key', { bucket, rate }));
      expect(burst.filter(Boolean)).toHaveLength(bucket);
    }),
    { numRuns: 60 },
  );
});
