import { readFile } from 'node:fs/promises';
import { Storage } from '@google-cloud/storage';
import { type AuthClient, IdentityPoolClient } from 'google-auth-library';
import type { GcpScenario } from '../../../fixtures/practice/gcp/scenario.ts';
import { type GcpPracticeOptions, startGcpPractice } from '../../../fixtures/practice/start-gcp.ts';

export type Fault = NonNullable<GcpScenario['faults']>[number];
export const PROD = 'example-prod';
export const NOW = '2026-06-01T00:00:00Z';

/** One project with these buckets, and what else a test plants. */
export function oneProject(buckets: GcpScenario['projects'][string]['buckets'], more: Omit<GcpScenario, 'projects'> = {}): GcpScenario {
  return { now: NOW, projects: { [PROD]: { number: '111122223333', buckets } }, ...more };
}

/** A practice cloud with Google's own libraries on it; ends with the block (`await using`). They ask once: retries would hide what was answered. */
export async function practise(scenario: GcpScenario, options?: GcpPracticeOptions) {
  const practice = await startGcpPractice(scenario, options);
  const auth = async (principal?: string): Promise<AuthClient> => {
    const file = practice.env(principal).GOOGLE_APPLICATION_CREDENTIALS ?? '';
    const client = new IdentityPoolClient(JSON.parse(await readFile(file, 'utf8')));
    client.scopes = ['https://www.googleapis.com/auth/cloud-platform'];
    return client;
  };
  return {
    practice,
    auth,
    storage: async (principal?: string, projectId = PROD) =>
      new Storage({
        projectId,
        apiEndpoint: practice.endpoint,
        authClient: await auth(principal),
        useAuthWithCustomEndpoint: true,
        retryOptions: { autoRetry: false },
      }),
    /** A GET of any API through google-auth-library, whatever the status. */
    get: async (path: string, principal?: string) => get(await auth(principal), `${practice.endpoint}${path}`),
    [Symbol.asyncDispose]: () => practice.close(),
  };
}

export async function get(client: AuthClient, url: string) {
  const { status, data, headers } = await client.request<Record<string, unknown>>({ url, validateStatus: () => true, retry: false });
  return { status, data, headers };
}

/** Names of all buckets, page by page through the real client; at most `pages` of them. */
export async function walk(storage: Storage, maxResults: number, pages = 10_000): Promise<string[]> {
  const names: string[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const query = { autoPaginate: false, maxResults, ...(pageToken === undefined ? {} : { pageToken }) };
    const [buckets, next] = await storage.getBuckets(query);
    names.push(...buckets.map(({ name }) => name));
    if (!hasToken(next)) break;
    pageToken = next.pageToken;
  }
  return names;
}

/** What a refused call says. */
export async function refusal(call: Promise<unknown>): Promise<{ code: unknown; reason: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? error.code : undefined;
    const errors: unknown = 'errors' in error ? error.errors : undefined;
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    const reason = typeof first === 'object' && first !== null && 'reason' in first ? first.reason : undefined;
    return { code, reason, message: error.message };
  }
  throw new Error('the call was answered');
}

/** The reason of a google.rpc.Status's ErrorInfo. */
export function reasonOf(data: unknown): string | undefined {
  return /"reason":"([A-Z_]+)"/.exec(JSON.stringify(data))?.[1];
}

function hasToken(query: unknown): query is { readonly pageToken: string } {
  return typeof query === 'object' && query !== null && 'pageToken' in query && typeof query.pageToken === 'string';
}
