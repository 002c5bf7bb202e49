import { type Collector, defineCollector, encryptionAtRest, type Kind, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import { keysOf } from './keys.ts';
import { type Encryptable, observeEncrypted } from './observe-encrypted.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';

type Calls = Readonly<Record<string, readonly string[]>>;

/** One thing as it was listed; `from`: what else was read of it, beside the page that names it. */
export interface Thing<T> {
  readonly subject: Subject;
  readonly data: T;
  readonly from?: Seen<unknown>;
}

/** Things that one page brought. */
export interface Batch<T> {
  readonly page: Seen<unknown>;
  readonly things: readonly Thing<T>[];
  /** How many of its items cannot be read; each is a gap already. */
  readonly lost?: number;
  /** Those that are there, and cannot be described; each is a gap already. */
  readonly hidden?: readonly Subject[];
}

/** A sort of thing that an account holds, and what it takes to see all of them: the beginning of every question about them. */
export interface Sort<T> {
  readonly services: readonly string[];
  readonly calls: Calls;
  /** `kinds`: of which the things that cannot be seen are gaps. */
  readonly list: (look: Look<AwsSession>, kinds: readonly Kind[]) => AsyncIterable<Batch<T>>;
}

/** How things of one sort are encrypted where they lie: `tell` reads it out of what was listed. */
export function atRest<T>(asked: {
  readonly id: string;
  readonly sort: Sort<T>;
  readonly tell: (data: NoInfer<T>) => Omit<Encryptable, 'subject' | 'from'>;
}): Collector {
  const { id, sort, tell } = asked;
  const kinds = [encryptionAtRest];
  return defineCollector({
    id,
    version: 1,
    source: aws,
    per: 'region',
    kinds,
    services: sort.services,
    calls: { ...sort.calls, 'kms:DescribeKey': ['kms:DescribeKey'] },

    collect: async (look) => {
      const keys = keysOf(look);
      for await (const { page, things } of sort.list(look, kinds)) {
        const encryptable = things.map(({ subject, data, from }) => ({ subject, ...tell(data), ...(from === undefined ? {} : { from }) }));
        await observeEncrypted(look, page, encryptable, keys);
      }
    },
  });
}

/** What one thing shows, and the further replies that it was read from. */
export interface Told<Data> {
  readonly data: Data;
  readonly from?: readonly (Seen<unknown> | undefined)[];
  readonly basis?: 'provider' | undefined;
}

/** One thing's answer to a question; undefined: the question is not about it. */
export type Tell<T, Data> = (thing: Thing<T>, look: Look<AwsSession>) => Promise<Told<Data> | undefined> | Told<Data> | undefined;

/** A question of one kind about each thing of a sort. `open` begins a look: what several things need is asked there once. */
export function eachOf<T, Data>(asked: {
  readonly id: string;
  readonly kind: Kind<Data>;
  readonly sort: Sort<T>;
  /** Beside those of the listing. */
  readonly calls?: Calls;
  readonly answers?: Collector['answers'];
  readonly open: (look: Look<AwsSession>) => Tell<NoInfer<T>, NoInfer<Data>> | Promise<Tell<NoInfer<T>, NoInfer<Data>>>;
}): Collector {
  const { id, kind, sort, calls, answers, open } = asked;
  const kinds = [kind];
  return defineCollector({
    id,
    version: 1,
    source: aws,
    per: 'region',
    kinds,
    ...(answers === undefined ? {} : { answers }),
    services: sort.services,
    calls: { ...sort.calls, ...calls },

    collect: async (look) => {
      const tell = await open(look);
      for await (const { page, things } of sort.list(look, kinds)) {
        await look.each(
          things,
          ({ subject }) => ({ kinds, services: [subject.service], subject }),
          async (thing, inner) => {
            const told = await tell(thing, inner);
            if (told !== undefined) inner.observe(kind, thing.subject, told.data, [page, thing.from, ...(told.from ?? [])], told.basis);
          },
        );
      }
    },
  });
}
