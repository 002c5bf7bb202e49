import { UserError } from '../errors.ts';

/** One of so many shares of a plan; the first is 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** "2/5". UserError usage. */
export function parseShard(text: string): Shard {
  const [, number = 0, of = 0] = (/^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? []).map(Number);
  if (number >= 1 && number <= of) return { number, of };
  throw new UserError('usage', `--shard ${text}: expected i/n with i from 1 to n, like 2/5`);
}

/** The shard's tasks, counted from 0: a run of them in plan order, so that few shards meet at one account and its rate limits. */
export function tasksOfShard(tasks: number, { number, of }: Shard): readonly number[] {
  const [first, end] = [number - 1, number].map((share) => Math.floor((share * tasks) / of));
  return Array.from({ length: (end ?? 0) - (first ?? 0) }, (_, index) => (first ?? 0) + index);
}
