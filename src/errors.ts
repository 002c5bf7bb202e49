import type { GapReason } from './model.ts';

/**
 * Thrown where an answer could not be had or read. The runner turns it into a Gap; it never ends a run.
 * `message` is for the log of the person who runs the scan; only the codes are sealed.
 */
export class CannotObserve extends Error {
  override readonly name = 'CannotObserve';
  readonly reason: GapReason;
  readonly call: string | undefined;
  readonly code: string | undefined;
  readonly status: number | undefined;
  /** Leaf hashes of the replies that show it. */
  readonly replies: readonly string[];

  constructor(
    reason: GapReason,
    message: string,
    about: { call?: string; code?: string; status?: number; replies?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.reason = reason;
    this.call = about.call;
    this.code = about.code;
    this.status = about.status;
    this.replies = about.replies ?? [];
  }
}

/** One thing wrong with what the user gave, and where. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, and what was expected. */
  readonly message: string;
}

/** Usage, config or environment: exit 2. `faults` lists every fault at once. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: UserErrorCode;
  readonly faults: readonly Fault[];

  constructor(code: UserErrorCode, message: string, about: { faults?: readonly Fault[]; cause?: unknown } = {}) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.code = code;
    this.faults = about.faults ?? [];
  }
}

export type UserErrorCode =
  | 'usage'
  | 'config-missing'
  | 'config-wrong'
  | 'key-missing'
  | 'key-wrong'
  | 'not-signed'
  | 'no-credentials'
  | 'not-writable'
  | 'not-found'
  | 'old-node';

/** A bundle, part or plan is not what it says: exit 5. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  readonly code: BundleErrorCode;

  constructor(code: BundleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type BundleErrorCode =
  | 'missing-file'
  | 'not-json'
  | 'wrong-shape'
  | 'unknown-version'
  | 'signature'
  | 'signer'
  | 'digest'
  | 'root'
  | 'records'
  | 'inconsistent'
  | 'verdicts'
  | 'timestamp';
