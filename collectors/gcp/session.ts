import type { Storage } from '@google-cloud/storage';
import { CannotObserve, type Tap } from 'claimcheck/plugin';
import type { Credential } from './credential.ts';
import type { Endpoints } from './endpoints.ts';
import { wireFetch } from './fetch.ts';
import type { Sender } from './send.ts';
import { type Request, wiredStorage } from './storage.ts';

/** What the collectors of one project are given. Packages are loaded when they are first asked for. */
export interface GcpSession {
  readonly storage: () => Promise<Storage>;
  /** A path of Organization Policy, "v2/projects/example-prod/policies/…". */
  readonly orgPolicy: (path: string) => Promise<object>;
}

/** The clients of one config target, for all of its projects. */
export interface Clients {
  readonly session: GcpSession;
  /** A path of Resource Manager, "v3/projects/example-prod". */
  readonly resourceManager: (path: string) => Promise<object>;
  readonly close: () => void;
}

export interface ClientsOptions {
  readonly endpoints: Endpoints;
  readonly credential: Credential;
  readonly sender: Sender;
  readonly tap: Tap;
  readonly verifies: boolean;
}

export function clientsOf({ endpoints, ...standing }: ClientsOptions): Clients {
  const { storage, resourceManager, orgPolicy } = endpoints;
  const fetchImplementation = wireFetch({ ...standing, homes: [storage, resourceManager, orgPolicy] });
  const client = once(async () => {
    const { PassThroughClient } = await import('google-auth-library');
    return new PassThroughClient({ transporterOptions: { fetchImplementation, retry: false } });
  });
  const request: Request = async (asked) => {
    const { data, status } = await (await client()).request<unknown>({ ...asked, responseType: 'json' });
    // Text that is no JSON comes through as it is: a page of a proxy must not be taken for an answer without items.
    if (typeof data === 'object' && data !== null) return data;
    throw new CannotObserve('malformed', 'the answer is not JSON', { code: 'NotJson', status });
  };
  return {
    session: {
      storage: once(() => wiredStorage(request, storage)),
      orgPolicy: (path) => request({ url: `${orgPolicy}/${path}` }),
    },
    resourceManager: (path) => request({ url: `${resourceManager}/${path}` }),
    close: standing.sender.close,
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
