import { CannotObserve, type Kind, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import type { GcpSession } from './session.ts';
import { bucketSubject } from './subjects.ts';

/** The call that lists buckets, with the permission that its reference asks for: Cloud Storage, "IAM permissions for JSON methods". */
export const bucketsList = { 'storage:buckets.list': ['storage.buckets.list'] } as const;

/** What every bucket has. The name is its id too: buckets have one namespace for all projects. */
const Named = z.object({ name: z.string().min(1), labels: z.record(z.string(), z.string()).optional() });

/** A listing without "kind" is none: an empty one has it too. `unnamed`: what the library could not read. */
const Page = z.object({
  kind: z.literal('storage#buckets'),
  items: z.array(z.unknown()).optional(),
  unnamed: z.array(z.unknown()).optional(),
  unreachable: z.array(z.string()).optional(),
  nextPageToken: z.string().optional(),
});

interface Query {
  readonly project: string;
  readonly maxResults: number;
  readonly returnPartialSuccess: true;
  readonly pageToken?: string;
}

/** One bucket that could be read, and the page that it stood on. */
export interface Listed<T> {
  readonly subject: Subject;
  readonly bucket: T;
  readonly page: Seen<unknown>;
}

/**
 * The buckets of the project, page by page. One whose shape is unknown is a gap about it alone, and so is one that its location did not
 * answer for: without returnPartialSuccess the whole listing would fail.
 */
export async function* buckets<T>(look: Look<GcpSession>, kind: Kind, shape: z.ZodType<T>): AsyncIterable<readonly Listed<T>[]> {
  const storage = await look.session.storage();
  const input: Query = { project: look.account, maxResults: 1000, returnPartialSuccess: true };
  const listing = look.pages('storage:buckets.list', {
    input,
    ask: async (query) => (await storage.getBuckets({ ...query, autoPaginate: false }))[2],
    page: Page,
    next: ({ nextPageToken }) => (nextPageToken ? { pageToken: nextPageToken } : undefined),
  });
  for await (const page of listing) {
    const { items = [], unnamed = [], unreachable = [] } = page.data;
    const read: Listed<T>[] = [];
    for (const item of [...items, ...unnamed]) {
      const named = Named.safeParse(item).data;
      const subject = named === undefined ? nameOf(item) : bucketSubject(look.account, named.name, named.labels);
      const bucket = shape.safeParse(item);
      if (named !== undefined && subject !== undefined && bucket.success) read.push({ subject, bucket: bucket.data, page });
      else await missed(subject, 'malformed', 'UnknownShape', page);
    }
    for (const name of unreachable) await missed(unreachableBucket(name), 'unreachable', 'Unreachable', page);
    yield read;
  }

  function nameOf(item: unknown): Subject | undefined {
    const found = z.object({ name: z.string().min(1) }).safeParse(item).data;
    return found === undefined ? undefined : bucketSubject(look.account, found.name);
  }

  /** "projects/_/buckets/name"; anything else stands for buckets whose names we do not know. */
  function unreachableBucket(path: string): Subject | undefined {
    const name = /^projects\/[^/]+\/buckets\/([^/]+)$/.exec(path)?.[1];
    return name === undefined ? undefined : bucketSubject(look.account, name);
  }

  async function missed(subject: Subject | undefined, reason: 'malformed' | 'unreachable', code: string, { replies }: Seen<unknown>) {
    const about = { kinds: [kind], services: ['gcs'], ...(subject === undefined ? {} : { subject }) };
    const call = 'storage:buckets.list';
    await look.attempt(about, async () => {
      throw new CannotObserve(reason, `${call}: a bucket could not be read`, { call, code, replies });
    });
  }
}
