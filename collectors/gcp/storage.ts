import type { Storage } from '@google-cloud/storage';
import { CannotObserve } from 'claimcheck/plugin';
import { z } from 'zod';

/** Asks a Google API once, with the credentials, and gives the JSON that it answered with. Throws the library's errors. */
export type Request = (asked: { readonly url: string; readonly headers?: Readonly<Record<string, string>> }) => Promise<object>;

/** What the storage library asks its HTTP layer for; only reading is built. */
const Asked = z.object({
  uri: z.string(),
  method: z.literal('GET').optional(),
  qs: z.record(z.string(), z.unknown()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

/** Options of the library itself, which it sends along as if they were the API's. */
const OWN_OPTIONS = new Set(['autoPaginate', 'maxApiCalls']);

type Callback = (error: Error | null, body?: unknown, response?: unknown) => void;

/** The storage library on our own HTTP layer, which it has no option for. It asks once: the Wire retries. */
export async function wiredStorage(request: Request, apiEndpoint: string): Promise<Storage> {
  const { Storage } = await import('@google-cloud/storage');
  const storage = new Storage({ apiEndpoint, projectId: 'none', retryOptions: { autoRetry: false, maxRetries: 0 } });
  return Object.assign(storage, { makeAuthenticatedRequest });

  function makeAuthenticatedRequest(options: unknown, callback: Callback): void {
    ask(options).then(
      (body) => hand(body, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  function ask(options: unknown): Promise<object> {
    const { uri, qs = {}, headers } = Asked.parse(options);
    const url = new URL(uri);
    for (const [name, value] of Object.entries(qs)) {
      if (value !== undefined && !OWN_OPTIONS.has(name)) url.searchParams.set(name, String(value));
    }
    return request({ url: url.href, ...(headers === undefined ? {} : { headers }) });
  }
}

/** What the library throws at an answer would be nobody's: it goes back as the answer's own fault. */
function hand(body: object, callback: Callback): void {
  try {
    callback(null, withNamedItems(body), body);
  } catch (cause) {
    callback(new CannotObserve('malformed', 'the storage library cannot read the answer', { code: 'UnknownShape', cause }));
  }
}

const Item = z.object({ id: z.string().min(1) });

/** The library gives up a whole page for one bucket without an id: such items are put aside, as `unnamed`. */
function withNamedItems(body: object): object {
  if (!('items' in body) || !Array.isArray(body.items)) return body;
  const items: readonly unknown[] = body.items;
  const unnamed = items.filter((item) => !Item.safeParse(item).success);
  return unnamed.length === 0 ? body : { ...body, items: items.filter((item) => !unnamed.includes(item)), unnamed };
}
