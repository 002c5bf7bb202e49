/** One account with some buckets, as one collector sees it. */
import { expect } from 'vitest';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import type { Collector } from '../../../src/plugin.ts';
import { REGION } from './looking.ts';
import { type Seen, seenBy } from './practice-account.ts';

type Bucket = Readonly<Record<string, unknown>>;

const kms = { keys: { 'alias/ours': {}, 'alias/brought': { origin: 'EXTERNAL' }, 'alias/aws/s3': {} } };
export const arn = (name: string) => `arn:aws:s3:::${name}`;

export function buckets(
  collector: Collector,
  all: readonly Bucket[],
  more: { accountBlock?: object; faults?: Scenario['faults'] } = {},
): Promise<Seen> {
  const { accountBlock, faults = [] } = more;
  const s3 = { buckets: all, ...(accountBlock === undefined ? {} : { accountBlock }) };
  return seenBy(collector, { regions: { [REGION]: { s3, kms }, 'us-east-1': {} }, faults });
}

/** The data of the only bucket. */
export async function told(collector: Collector, bucket: Bucket, more: Parameters<typeof buckets>[2] = {}) {
  const { observed, gaps } = await buckets(collector, [{ name: 'data', ...bucket }], more);
  expect(observed.map(({ subject }) => subject)).toMatchObject([{ id: arn('data'), service: 's3', type: 'bucket', name: 'data' }]);
  return { data: observed[0]?.data, gaps };
}
