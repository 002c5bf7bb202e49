import type { Allowance } from '../plugin.ts';
import type { Clock } from './clock.ts';

/**
 * Keeps calls within a share of the provider's published allowance, per key (account, region, API).
 * Generic cell rate algorithm: in any t seconds at most share × (bucket + rate × t) calls pass.
 */
export interface Limiter {
  /** Resolves when a call may go out. */
  readonly take: (key: string, allowance: Allowance, signal?: AbortSignal) => Promise<void>;
  /** The provider said "too many": whatever burst was left is gone, for every caller of the key. */
  readonly drain: (key: string, allowance: Allowance) => void;
}

export function createLimiter(clock: Clock, share: number): Limiter {
  const due = new Map<string, number>(); // theoretical arrival time of the next call, in ms

  return { take, drain };

  async function take(key: string, allowance: Allowance, signal?: AbortSignal): Promise<void> {
    const { interval, burst } = pace(allowance);
    const now = clock.now();
    const arrival = Math.max(due.get(key) ?? 0, now);
    due.set(key, arrival + interval);
    const wait = arrival - burst - now;
    if (wait > 0) await clock.sleep(wait, signal);
  }

  function drain(key: string, allowance: Allowance): void {
    const { burst, interval } = pace(allowance);
    due.set(key, Math.max(due.get(key) ?? 0, clock.now() + burst + interval));
  }

  function pace({ bucket, rate }: Allowance): { interval: number; burst: number } {
    const interval = 1000 / (rate * share);
    return { interval, burst: (Math.max(1, Math.floor(bucket * share)) - 1) * interval };
  }
}
