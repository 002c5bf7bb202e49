import type { Origin } from '../model.ts';
import type { SigningOptions } from './signing.ts';

/** What `scan` was asked on the command line. */
export interface ScanOptions extends SigningOptions {
  readonly config: string;
  readonly out?: string;
  readonly claims?: readonly string[];
  readonly targets?: readonly string[];
  readonly shard?: string;
  readonly plan?: string;
  readonly planKey?: string;
  /** A bundle whose run is done again. */
  readonly planOf?: string;
  readonly resume?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly callTimeout: string;
  readonly concurrency: string;
  readonly share: string;
  /** What replies are, where the caller knows better than the HTTP layer: `practice`. */
  readonly origin?: Origin;
}
