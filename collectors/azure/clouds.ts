import { CannotObserve, type Environment } from 'claimcheck/plugin';

/** Where one Azure cloud answers. Addresses without a path or a slash at the end. */
export interface Cloud {
  readonly resourceManager: string;
  readonly authority: string;
  /** Whether `authority` is one that the identity library can look up at its own instance discovery. */
  readonly discoverable: boolean;
  /** What tokens for the resource manager are asked for. */
  readonly scope: string;
}

/** As `@azure/arm-storage` (AzureClouds) and `@azure/identity` (AzureAuthorityHosts) have them. */
const CLOUDS = {
  public: { resourceManager: 'https://management.azure.com', authority: 'https://login.microsoftonline.com' },
  'us-government': { resourceManager: 'https://management.usgovcloudapi.net', authority: 'https://login.microsoftonline.us' },
  china: { resourceManager: 'https://management.chinacloudapi.cn', authority: 'https://login.chinacloudapi.cn' },
} as const;

export type CloudName = keyof typeof CLOUDS;
export const cloudNames = ['public', 'us-government', 'china'] as const satisfies readonly CloudName[];

/**
 * The addresses of a cloud. `AZURE_RESOURCE_MANAGER_URL` and `AZURE_AUTHORITY_HOST` stand in for its own; tokens are asked for the
 * cloud's own resource manager all the same. Throws CannotObserve where one of them is not an https address.
 */
export function cloudOf(name: CloudName, env: Environment): Cloud {
  const own = CLOUDS[name];
  const authority = originFrom('AZURE_AUTHORITY_HOST', env) ?? own.authority;
  return {
    resourceManager: originFrom('AZURE_RESOURCE_MANAGER_URL', env) ?? own.resourceManager,
    authority,
    discoverable: Object.values(CLOUDS).some((cloud) => cloud.authority === authority),
    scope: `${own.resourceManager}/.default`,
  };
}

/** A token sent without TLS is a token given away, so that no other scheme is taken. */
function originFrom(variable: string, env: Environment): string | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.pathname === '/' && url.search === '') return url.origin;
  throw new CannotObserve('malformed', `${variable}: expected an https address without a path, like https://management.azure.com`, {
    code: 'WrongAddress',
  });
}
