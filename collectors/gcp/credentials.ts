import { CannotObserve, type Environment, type Tap } from 'claimcheck/plugin';
import type { AuthClient } from 'google-auth-library';
import type { Credential } from './credential.ts';
import { meaning } from './errors.ts';
import { tokenFetch } from './fetch.ts';
import type { Sender } from './send.ts';

/** A token that does not come within this is not waited for; milliseconds. */
const PATIENCE = 20_000;
/** What Google recommends: IAM alone decides what the token may do. */
const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/** Makes a client of the library; each one asks for tokens of its own. */
export type Make = () => Promise<AuthClient>;

/** One principal's tokens, for all projects. Clients renew them in time by themselves; a new client is made where a token was refused. */
export function remembered(make: Make, tap: Tap): Credential {
  let client: Promise<AuthClient> | undefined;
  let current: string | undefined;
  const taken = new Set<string>();
  return {
    headers: () =>
      had(async () => {
        const headers = Object.fromEntries(await (await made()).getRequestHeaders());
        current = headers['authorization'];
        if (current === undefined) throw new TypeError('the credentials gave no token');
        return headers;
      }),
    answered: (shown, status) => {
      const token = shown['authorization'] ?? '';
      if (status !== 401) {
        taken.add(token);
        return 'taken';
      }
      if (token === current) client = undefined;
      return taken.has(token) ? 'ended' : 'refused';
    },
    identity: () => had(async () => principalOf(await made())),
  };

  /** A failure is not remembered. */
  function made(): Promise<AuthClient> {
    if (client !== undefined) return client;
    const making = make();
    client = making;
    making.catch(() => {
      if (client === making) client = undefined;
    });
    return making;
  }

  async function had<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await tap.outside(() => inTime(work()));
    } catch (cause) {
      const { reason, code, status } = meaning(cause);
      // A file that is missing or no credentials file, a key that is no key: whatever it is, nobody is let in with it.
      const why = reason === 'unreachable' || reason === 'throttled' ? reason : 'denied';
      throw new CannotObserve(why, 'no Google credentials could be had', {
        cause,
        code: code ?? 'CredentialsError',
        ...(status === undefined ? {} : { status }),
      });
    }
  }
}

/**
 * The library's chain, as far as it is meant for machines: what GOOGLE_APPLICATION_CREDENTIALS names (a service account's key, a workload
 * identity federation, …), else the metadata server, where GCE_METADATA_HOST or the config says that there is one. Undefined: neither.
 * What a person has left behind with gcloud is not looked for, nothing is probed, and no program is run.
 */
export function ambient(env: Environment, wanted: 'metadata' | undefined, sender: Sender, tokenAt: string): Make | undefined {
  const clientOptions = { transporterOptions: { fetchImplementation: tokenFetch(sender, tokenAt, PATIENCE) } };
  if (wanted === undefined && env['GOOGLE_APPLICATION_CREDENTIALS']) {
    return async () => {
      const { GoogleAuth } = await import('google-auth-library');
      // Without a project's id the library looks for one: in gcloud, which it runs, and at the metadata server.
      return new GoogleAuth({ projectId: 'none', scopes: SCOPES, clientOptions }).getClient();
    };
  }
  if (wanted !== 'metadata' && !env['GCE_METADATA_HOST'] && !env['GCE_METADATA_IP']) return undefined;
  return async () => {
    const { Compute } = await import('google-auth-library');
    return new Compute(clientOptions);
  };
}

async function principalOf(client: AuthClient): Promise<string | undefined> {
  const { BaseExternalAccountClient, Compute, gcpMetadata, Impersonated, JWT } = await import('google-auth-library');
  if (client instanceof JWT) return client.email;
  if (client instanceof Impersonated) return client.getTargetPrincipal();
  if (client instanceof BaseExternalAccountClient) return client.getServiceAccountEmail() ?? undefined;
  if (!(client instanceof Compute)) return undefined;
  const email: unknown = await gcpMetadata.instance('service-accounts/default/email');
  return typeof email === 'string' ? email : undefined;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException(`no token within ${PATIENCE} ms`, 'TimeoutError')), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
