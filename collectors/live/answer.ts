import { CannotObserve, type Tap } from 'claimcheck/plugin';
import { addressRange } from './connection-policy.ts';

/**
 * One call's answer, which is recorded as JSON. Where answers are replayed it is the stored one, and nothing goes out. `by`: the address that gives it,
 * where that is known before.
 */
export type AnswerOf = <T>(goOut: () => Promise<T>, by: string | ((answer: T) => string | undefined)) => Promise<unknown>;

/** `host`: who is asked, as a reply names it. */
export function answersBy(tap: Tap, host: string): AnswerOf {
  return async (goOut, by) => {
    const stored = tap.stored();
    if (stored === 'none') throw new CannotObserve('unreachable', 'no answer to it is stored', { code: 'NotStored' });
    if (stored !== undefined) return JSON.parse(Buffer.from(stored.body).toString('utf8'));
    const found = await goOut();
    const address = typeof by === 'string' ? by : by(found);
    tap.saw({
      host,
      status: 0,
      headers: {},
      body: Buffer.from(JSON.stringify(found)),
      requestId: undefined,
      // Nobody else can look at this machine's own loopback: it stands in for an endpoint.
      origin: address !== undefined && addressRange(address) === 'loopback' ? 'override' : 'live',
    });
    return found;
  };
}
