/** What the thread that collects and the one that seals say to each other: plain data. */
import type { Following } from '../collect/follow.ts';
import type { Outline } from '../collect/outline.ts';
import type { Progress } from '../collect/run.ts';
import type { Written } from '../collect/spool.ts';
import { type Fault, UserError, type UserErrorCode } from '../errors.ts';
import type { Task } from '../model.ts';
import type { Effort, Wanted } from './prepare.ts';

/** What the thread is started with. */
export interface CollectingTask {
  readonly wanted: Wanted;
  readonly effort: Effort;
  /** The directory for spools. */
  readonly spools: string;
  /** Absent: all that the targets have. */
  readonly following?: Following;
}

/** What the thread will probably look at: the keys of sources, so that it can load their code while it has nothing else to do. */
export interface Expected {
  readonly sources: readonly string[];
}

export type CollectingMessage =
  | { readonly is: 'planned'; readonly plan: Outline }
  | { readonly is: 'progress'; readonly event: Exclude<Progress, { is: 'bug' }> }
  | { readonly is: 'bug'; readonly task: Task; readonly error: PlainError }
  | { readonly is: 'written'; readonly spool: number; readonly written: Written; readonly all: boolean }
  | { readonly is: 'failed'; readonly error: PlainError };

/** An error as it goes from one thread to another. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly user?: { readonly code: UserErrorCode; readonly faults: readonly Fault[] };
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack } = error;
  return { name, message, stack, ...(error instanceof UserError ? { user: { code: error.code, faults: error.faults } } : {}) };
}

export function fromPlainError({ name, message, stack, user }: PlainError): Error {
  if (user !== undefined) return new UserError(user.code, message, { faults: user.faults });
  return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) });
}
