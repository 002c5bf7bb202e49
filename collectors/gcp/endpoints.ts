import { CannotObserve, type Environment } from 'claimcheck/plugin';

/** Where Google's APIs are asked. Addresses without a slash at the end. */
export interface Endpoints {
  readonly storage: string;
  readonly resourceManager: string;
  readonly orgPolicy: string;
  /** Where a service account's key or a user's refresh token becomes an access token. */
  readonly token: string;
}

export const GOOGLE: Endpoints = {
  storage: 'https://storage.googleapis.com',
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  orgPolicy: 'https://orgpolicy.googleapis.com',
  token: 'https://oauth2.googleapis.com/token',
};

/**
 * Google's own addresses, or those that the environment puts in their place: STORAGE_EMULATOR_HOST as the storage library knows it,
 * CLOUDSDK_API_ENDPOINT_OVERRIDES_… and CLOUDSDK_AUTH_TOKEN_HOST as gcloud knows them. Throws CannotObserve where one is not https, or
 * http on this machine.
 */
export function endpointsOf(env: Environment): Endpoints {
  const own = (service: string) => addressFrom(`CLOUDSDK_API_ENDPOINT_OVERRIDES_${service}`, env)?.origin;
  return {
    storage: addressFrom('STORAGE_EMULATOR_HOST', env)?.origin ?? own('STORAGE') ?? GOOGLE.storage,
    resourceManager: own('CLOUDRESOURCEMANAGER') ?? GOOGLE.resourceManager,
    orgPolicy: own('ORGPOLICY') ?? GOOGLE.orgPolicy,
    token: addressFrom('CLOUDSDK_AUTH_TOKEN_HOST', env)?.href ?? GOOGLE.token,
  };
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** A token sent over the network without TLS is a token given away. */
function addressFrom(variable: string, env: Environment): URL | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))) return url;
  throw new CannotObserve('malformed', `${variable}: expected an https address, like https://storage.googleapis.com`, {
    code: 'WrongAddress',
  });
}
