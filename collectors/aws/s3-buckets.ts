import type { ListBucketsCommandInput } from '@aws-sdk/client-s3';
import type { Kind, Look, Seen, Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import { itemsOf } from './listing.ts';
import { homeRegion } from './partitions.ts';
import type { AwsSession } from './session.ts';

const Listed = z.object({ Name: z.string().min(1), BucketRegion: z.string().min(1).optional() });
const Location = z.object({ LocationConstraint: z.string().optional() });

/** What every question about buckets begins with; the second where a listing does not say in which region a bucket lies. */
export const BUCKET_CALLS = { 's3:ListBuckets': ['s3:ListAllMyBuckets'], 's3:GetBucketLocation': ['s3:GetBucketLocation'] } as const;

export interface Bucket {
  readonly name: string;
  readonly subject: Subject;
}

/** A bucket as a subject. Its name is one in the whole partition, so that its ARN has neither region nor account. */
export function bucketSubject({ session }: Look<AwsSession>, name: string, account: string | undefined): Subject {
  const subject = { id: `arn:${session.partition}:s3:::${name}`, service: 's3', type: 'bucket', name };
  return account === undefined ? subject : { ...subject, account };
}

/**
 * The account's buckets in the region that is looked at, page by page, from that region's own endpoint: a bucket answers in no other. Pages come only
 * where MaxBuckets is sent. A server that does not tell a bucket's region, or lists those of all, is asked for the location of each that it leaves open.
 */
export async function* bucketsOf(
  look: Look<AwsSession>,
  kinds: readonly Kind[],
): AsyncIterable<{ readonly page: Seen<unknown>; readonly buckets: readonly Bucket[] }> {
  const s3 = await look.session.client('s3');
  const input: ListBucketsCommandInput = { MaxBuckets: 1000, BucketRegion: look.region };
  const subject = (name: string) => bucketSubject(look, name, look.account);
  const pages = itemsOf(look, {
    call: 's3:ListBuckets',
    input,
    ask: (asked) => s3.listBuckets(asked),
    items: 'Buckets',
    token: 'ContinuationToken',
    onward: (ContinuationToken) => ({ ContinuationToken }),
    shape: Listed,
    id: 'Name',
    subject,
    about: { kinds },
  });
  for await (const { page, items } of pages) {
    const regions = new Map(items.map(({ Name, BucketRegion }) => [Name, BucketRegion]));
    const open = items.filter(({ BucketRegion }) => BucketRegion === undefined);
    await look.each(
      open,
      ({ Name }) => ({ kinds, subject: subject(Name) }),
      async ({ Name }, inner) => {
        regions.set(Name, (await locationOf(inner, Name)).data);
      },
    );
    const here = items.filter(({ Name }) => regions.get(Name) === look.region);
    yield { page, buckets: here.map(({ Name: name }) => ({ name, subject: subject(name) })) };
  }
}

/** Where a bucket lies. Asked in the partition's first region, which answers for all (S3 API Reference, GetBucketLocation): none is us-east-1, "EU" eu-west-1. */
export async function locationOf(look: Look<AwsSession>, Bucket: string): Promise<Seen<string>> {
  const home = homeRegion(look.session.partition);
  const s3 = await look.session.client('s3', home);
  const { data, replies } = await look.call('s3:GetBucketLocation', { Bucket }, (input) => s3.getBucketLocation(input), Location);
  const constraint = data.LocationConstraint || home;
  return { data: constraint === 'EU' ? 'eu-west-1' : constraint, replies };
}
