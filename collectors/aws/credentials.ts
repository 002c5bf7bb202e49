import type { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Tap } from 'claimcheck/plugin';
import { isOver } from './errors.ts';

type Chain = ReturnType<typeof fromNodeProviderChain>;
type Identity = Awaited<ReturnType<Chain>>;

/** How an SDK client asks for credentials. */
export type Provider = Chain & {
  /** Keeps the SDK from remembering them a second time. */
  readonly memoized?: boolean;
  /** The provider of an API said that this key's session is over: it is dropped. False where no other can be had. */
  readonly over?: (accessKeyId: string) => boolean;
};

/** Credentials are renewed this long before they end; milliseconds. */
const EARLY = 5 * 60_000;

/**
 * One account's credentials, asked for once for all regions and services, and again before they end by our clock or when the server says that they are
 * over. A failure is not remembered. `make`: a fresh chain, for the SDK's own remembers too, and gives the old ones out while it asks for new.
 */
export function remembered(make: () => Chain, tap: Tap): Provider {
  let current: Promise<Identity> | undefined;
  let held: Identity | undefined;
  let ends = Number.POSITIVE_INFINITY;
  const provide = () => {
    if (current !== undefined && Date.now() < ends) return current;
    ends = Number.POSITIVE_INFINITY;
    const asked = tap.outside(() => make()());
    current = asked;
    asked.then(
      (identity) => {
        if (current !== asked) return;
        held = identity;
        ends = renewal(identity);
      },
      () => {
        if (current === asked) current = undefined;
      },
    );
    return asked;
  };
  const over = (accessKeyId: string) => {
    if (held?.accessKeyId !== accessKeyId) return true; // another call of the same session was refused before
    if (held.expiration === undefined) return false;
    current = undefined;
    held = undefined;
    return true;
  };
  return Object.assign(provide, { memoized: true, over });
}

/** Credentials that seem to be over as they come are kept until the server refuses them: one of the two clocks is wrong, or their life is short. */
function renewal({ expiration }: Identity): number {
  const early = (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - EARLY;
  return early > Date.now() ? early : Number.POSITIVE_INFINITY;
}

/** The SDK's own chain: environment, files, SSO, web identity, container, instance. `region`: where it asks STS; left out, a profile's own. */
export async function ambient(tap: Tap, region: string | undefined): Promise<Provider> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const requestHandler = await ownHandler();
  return remembered(() => fromNodeProviderChain({ clientConfig: { requestHandler, ...(region === undefined ? {} : { region }) } }), tap);
}

/** Credentials have an HTTP layer of their own: left alone, a provider takes the calling client's, which tells the Wire every answer. */
async function ownHandler() {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  return new NodeHttpHandler({ connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true });
}

export interface Role {
  readonly role: string;
  readonly externalId?: string | undefined;
}

/** A role's credentials, and what ends their connections. */
export async function assumed({ role, externalId }: Role, region: string, master: Provider, tap: Tap) {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const requestHandler = await ownHandler();
  const make = () =>
    fromTemporaryCredentials({
      masterCredentials: master,
      params: { RoleArn: role, RoleSessionName: 'claimcheck', ...(externalId === undefined ? {} : { ExternalId: externalId }) },
      clientConfig: { region, requestHandler },
    });
  /** The session that assumes the role may be over as well. */
  const again = async () => {
    const { accessKeyId } = await master();
    try {
      return await make()();
    } catch (error) {
      if (!isOver(error) || master.over?.(accessKeyId) !== true) throw error;
      return make()();
    }
  };
  return { credentials: remembered(() => again, tap), close: () => requestHandler.destroy() };
}
