import type { StorageManagementClient } from '@azure/arm-storage';
import type { Tap } from 'claimcheck/plugin';
import type { Arm } from './arm.ts';
import type { Cloud } from './clouds.ts';
import type { Credential } from './credentials.ts';

/** What the collectors of one subscription are given. A client's package is loaded when it is first asked for. */
export interface AzureSession {
  /** The subscription's id, lower case. */
  readonly subscription: string;
  /** Whether a nextLink leads to the resource manager that is asked, and nowhere else. */
  readonly isHome: (link: string) => boolean;
  readonly arm: () => Promise<Arm>;
  readonly storage: () => Promise<StorageManagementClient>;
}

/** The connections of one principal to one cloud, shared by its subscriptions. */
export interface Reach {
  readonly isHome: (link: string) => boolean;
  readonly arm: () => Promise<Arm>;
  readonly session: (subscription: string) => AzureSession;
  readonly close: () => void;
}

/** Every client asks once and follows nothing: the Wire retries, and the collector turns the pages. */
const PLAIN = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } };

/** `verifies`: whether the process checks certificates. */
export function reachOf(cloud: Cloud, credential: Credential, tap: Tap, verifies: boolean): Reach {
  const home = cloud.resourceManager;
  const homes = new Set([home]);
  const isHome = (link: string) => homes.has(URL.parse(link, home)?.origin ?? '');
  const closing: (() => void)[] = [];
  const http = once(async () => {
    const { WireClient } = await import('./http-client.ts');
    const client = new WireClient({ homes, credential, tap, verifies });
    closing.push(() => client.close());
    return client;
  });
  const arm = once(async () => {
    const { createPipelineFromOptions } = await import('@azure/core-rest-pipeline');
    const { armOf } = await import('./arm.ts');
    return armOf(home, await http(), createPipelineFromOptions(PLAIN));
  });
  return {
    arm,
    isHome,
    session: (subscription) => ({
      subscription,
      isHome,
      arm,
      storage: once(async () => {
        const { StorageManagementClient: Client } = await import('@azure/arm-storage');
        const client = new Client(UNUSED, subscription, { ...PLAIN, endpoint: home, httpClient: await http() });
        client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
        return client;
      }),
    }),
    close: () => {
      for (const end of closing.splice(0)) end();
    },
  };
}

/** The SDK's own policy keeps a token until it thinks that it ends, whatever the server says; the HTTP layer shows the token instead. */
const UNUSED = { getToken: () => Promise.resolve(null) };

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
