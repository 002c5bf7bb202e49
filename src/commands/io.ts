import type { Clock } from '../collect/clock.ts';
import type { Environment } from '../plugin.ts';

/** The process as commands know it; given by argument. Data goes to `out`, messages and progress to `err`. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard input, in buffers; it ends where the signal aborts. */
  readonly input: () => AsyncIterable<unknown>;
  readonly env: Environment;
  readonly cwd: string;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Cryptographic random bytes: salts, ids. */
  readonly randomBytes: (bytes: number) => Buffer;
  /** What `err` is: a screen of that many columns, or a file. */
  readonly screen: { readonly columns: number; readonly isTty: boolean; readonly color: boolean };
  /** The same of `out`. */
  readonly page: { readonly columns: number; readonly isTty: boolean; readonly color: boolean };
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** DESIGN §6. Where several hold, the first of 130, 1, 2, 5, 3, 4 wins. */
export const EXIT = { fine: 0, bug: 1, usage: 2, contradicted: 3, incomplete: 4, broken: 5, interrupted: 130 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];
