import type { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { Tap } from 'claimcheck/plugin';

/** How an SDK client asks for credentials. */
export type Provider = ReturnType<typeof fromNodeProviderChain>;
type Identity = Awaited<ReturnType<Provider>>;

/** Credentials are renewed this long before they end; milliseconds. */
const EARLY = 5 * 60_000;

/** One account's credentials, asked for once for all regions and services, and again before they end. A failure is not remembered. */
export function remembered(provider: Provider, tap: Tap): Provider {
  let current: Promise<Identity> | undefined;
  let ends = Number.POSITIVE_INFINITY;
  return () => {
    if (current !== undefined && Date.now() < ends - EARLY) return current;
    ends = Number.POSITIVE_INFINITY;
    const asked = tap.outside(() => provider());
    current = asked;
    asked.then(
      (identity) => {
        ends = identity.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      },
      () => {
        if (current === asked) current = undefined;
      },
    );
    return asked;
  };
}

/** The SDK's own chain: environment, files, SSO, web identity, container, instance. `region`: where it asks STS; left out, a profile's own. */
export async function ambient(tap: Tap, region: string | undefined): Promise<Provider> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const requestHandler = await ownHandler();
  return remembered(fromNodeProviderChain({ clientConfig: { requestHandler, ...(region === undefined ? {} : { region }) } }), tap);
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
  const provider = fromTemporaryCredentials({
    masterCredentials: master,
    params: { RoleArn: role, RoleSessionName: 'claimcheck', ...(externalId === undefined ? {} : { ExternalId: externalId }) },
    clientConfig: { region, requestHandler },
  });
  return { credentials: remembered(provider, tap), close: () => requestHandler.destroy() };
}
