import { spawn } from 'node:child_process';
import { StorageManagementClient } from '@azure/arm-storage';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
import type { AzureScenario } from '../../../fixtures/practice/azure/scenario.ts';
import { type AzurePracticeOptions, startAzurePractice } from '../../../fixtures/practice/start-azure.ts';

export const PROD = '11112222-3333-4444-8555-666677778888';
export const STAGING = '44445555-6666-4777-8888-999900001111';
export const now = '2026-06-01T00:00:00Z';

/** One subscription, "prod", and what else a test plants. */
export function oneSubscription(
  sections: Readonly<Record<string, unknown>>,
  more: Omit<AzureScenario, 'subscriptions'> = {},
): AzureScenario {
  return { now, subscriptions: { prod: { id: PROD, ...sections } }, ...more };
}

/** `count` storage accounts in one subscription, in pages of `size`. */
export function accounts(count: number, size: number, more: Omit<AzureScenario, 'subscriptions'> = {}): AzureScenario {
  return oneSubscription({ storage: { accounts: [{ count }] } }, { pageSizes: { StorageAccounts_List: size }, ...more });
}

/** What a plain request came back with. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A practice cloud with real clients on it; ends with the block (`await using`). Clients ask once: retries would hide what was answered. */
export async function practise(scenario: AzureScenario, options?: AzurePracticeOptions) {
  const practice = await startAzurePractice(scenario, options);
  const tlsOptions = { ca: practice.ca };
  const httpClient = createDefaultHttpClient();

  const credential = (
    principal?: string,
    over: { readonly secret?: string; readonly clientId?: string; readonly tenant?: string } = {},
  ) => {
    const env = practice.env(principal);
    const options = { authorityHost: practice.authority, disableInstanceDiscovery: true, tlsOptions, retryOptions: { maxRetries: 0 } };
    return new ClientSecretCredential(
      over.tenant ?? practice.tenant,
      over.clientId ?? env['AZURE_CLIENT_ID'] ?? '',
      over.secret ?? env['AZURE_CLIENT_SECRET'] ?? '',
      options,
    );
  };

  return {
    practice,
    credential,
    storage: (subscription = PROD, principal?: string) =>
      new StorageManagementClient(credential(principal), subscription, {
        endpoint: practice.resourceManager,
        tlsOptions,
        retryOptions: { maxRetries: 0 },
      }),
    /** The real pipeline with bearer tokens: for what has no client of its own. */
    get: (
      url: string,
      { principal, scope = 'https://management.azure.com/.default' }: { readonly principal?: string; readonly scope?: string } = {},
    ) => {
      const pipeline = createPipelineFromOptions({ tlsOptions, retryOptions: { maxRetries: 0 } });
      pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: credential(principal), scopes: scope }));
      return pipeline.sendRequest(httpClient, createPipelineRequest({ url })).then(toAnswered);
    },
    /** A request with exactly these headers: no token of ours, no retry. */
    raw: (url: string, headers: Readonly<Record<string, string>> = {}, body?: string) => {
      const pipeline = createPipelineFromOptions({ tlsOptions, retryOptions: { maxRetries: 0 } });
      const how = body === undefined ? {} : { method: 'POST' as const, body };
      const request = createPipelineRequest({ url, allowInsecureConnection: true, ...how });
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      return pipeline.sendRequest(httpClient, request).then(toAnswered);
    },
    [Symbol.asyncDispose]: practice.close,
  };
}

function toAnswered(response: {
  readonly status: number;
  readonly headers: { toJSON(): Record<string, string> };
  readonly bodyAsText?: string | null;
}): Answered {
  return { status: response.status, headers: response.headers.toJSON(), text: response.bodyAsText ?? '' };
}

/** What a refused call says: code and status, and its words. */
export async function refusal(call: Promise<unknown>): Promise<{ code: unknown; status: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      code: 'code' in error ? error.code : error.name,
      status: 'statusCode' in error ? error.statusCode : undefined,
      message: error.message,
    };
  }
  throw new Error('the call was answered');
}

/** The names in a listing through the real pager; ends after `limit`. */
export async function namesOf(client: StorageManagementClient, limit = 1_000_000): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for await (const { name } of client.storageAccounts.list()) {
    names.push(name);
    if (names.length === limit) break;
  }
  return names;
}

/** Runs a script in a process of its own, with that environment and no other. Gives its stdout; throws with its stderr. */
export async function run(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: process.cwd(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(err);
  return out;
}

/** All that an SDK's pager gives. */
export async function collected<Item>(pager: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pager) items.push(item);
  return items;
}
