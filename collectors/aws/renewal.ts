import type { Provider } from './credentials.ts';
import { isOver } from './errors.ts';

/** Where the middleware stands: inside the signing, so that it sees whose signature was refused. */
export const INSIDE_SIGNING = { step: 'finalizeRequest', priority: 'low', name: 'claimcheckRenewal' } as const;

/**
 * Drops credentials that a server says are over, whatever our own clock says of them, and marks the error as one that a second try can mend.
 * The Wire makes that try, so that each answer stays an answer of its own.
 */
export function renewing(credentials: Provider) {
  return <Args extends object, Output>(next: (args: Args) => Promise<Output>) =>
    async (args: Args): Promise<Output> => {
      try {
        return await next(args);
      } catch (error) {
        const key = isOver(error) ? signerOf(args) : undefined;
        if (key !== undefined && error instanceof Error && credentials.over?.(key) === true) Object.assign(error, { $retryable: {} });
        throw error;
      }
    };
}

/** The access key in a signed request's Authorization header. */
function signerOf(args: object): string | undefined {
  const request = 'request' in args ? args.request : undefined;
  if (typeof request !== 'object' || request === null || !('headers' in request)) return undefined;
  const authorization = new Headers(Object.entries(request.headers ?? {}).map(([name, value]) => [name, String(value)])).get(
    'authorization',
  );
  return /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
}
