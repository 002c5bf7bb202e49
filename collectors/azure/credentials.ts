import type { TokenCredential } from '@azure/identity';
import { CannotObserve, type Environment, type Tap } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Cloud } from './clouds.ts';

/** A token is renewed this long before it ends; milliseconds. */
const EARLY = 5 * 60_000;
/** An authority that does not answer within this is not waited for; milliseconds. */
const PATIENCE = 20_000;

/** Who looks, and how it shows that. */
export interface Credential {
  /** A token that still holds: the one in hand, or a new one. What it is told is never part of a call. */
  readonly token: () => Promise<string>;
  /** The server did not take this token: the next one is a new one. */
  readonly forget: (token: string) => void;
  /** The principal of the token in hand; undefined before the first one, and where the token does not say. */
  readonly identity: () => string | undefined;
  /** Why the last attempt to get a token failed; undefined where it did not. */
  readonly failure: () => unknown;
}

/**
 * One principal's tokens for one resource, asked for once for all subscriptions. `make` gives a new credential for each new token:
 * the identity library keeps tokens of its own, and would give back the one that was just refused.
 */
export function remembered(make: () => Promise<TokenCredential>, scope: string, tap: Tap): Credential {
  let current: { readonly asked: Promise<string>; text?: string; ends: number } | undefined;
  let failure: unknown;
  return {
    token: () => {
      if (current !== undefined && Date.now() < current.ends) return current.asked;
      const entry = { asked: tap.outside(() => ask()), ends: Number.POSITIVE_INFINITY };
      current = entry;
      return entry.asked;

      async function ask(): Promise<string> {
        try {
          const answer = await (await make()).getToken(scope, { abortSignal: AbortSignal.timeout(PATIENCE) });
          if (answer === null) throw new TypeError('the credential gave no token');
          failure = undefined;
          current = { asked: Promise.resolve(answer.token), text: answer.token, ends: renewal(answer.expiresOnTimestamp) };
          return answer.token;
        } catch (error) {
          failure = error;
          current = undefined;
          throw error;
        }
      }
    },
    forget: (token) => {
      if (current?.text === token) current = undefined;
    },
    identity: () => (current?.text === undefined ? undefined : principalOf(current.text)),
    failure: () => failure,
  };
}

/** A token that seems to be over as it comes is kept until the server refuses it: one of the two clocks is wrong, or its life is short. */
function renewal(ends: number): number {
  return ends - EARLY > Date.now() ? ends - EARLY : Number.POSITIVE_INFINITY;
}

/**
 * What the environment configures, and nothing else: a client secret or certificate, a workload identity, else the managed identity of
 * the machine. One that fails is not replaced by the next, which might be somebody else. Nobody is asked to log in, and no tool is run.
 */
export function ambient(env: Environment, { authority, discoverable }: Cloud): () => Promise<TokenCredential> {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret, AZURE_CLIENT_CERTIFICATE_PATH: certificate } = env;
  const options = { authorityHost: authority, disableInstanceDiscovery: !discoverable, retryOptions: { maxRetries: 0 } };
  let made = 0;
  return async () => {
    const identity = await import('@azure/identity');
    if (tenant && client && secret) return new identity.ClientSecretCredential(tenant, client, secret, options);
    if (tenant && client && certificate) {
      const certificatePassword = env['AZURE_CLIENT_CERTIFICATE_PASSWORD'];
      const how = { certificatePath: certificate, ...(certificatePassword === undefined ? {} : { certificatePassword }) };
      return new identity.ClientCertificateCredential(tenant, client, how, options);
    }
    const file = env['AZURE_FEDERATED_TOKEN_FILE'];
    if (tenant && client && file)
      return new identity.WorkloadIdentityCredential({ ...options, tenantId: tenant, clientId: client, tokenFilePath: file });
    // The library's own chain probes like this too: without it, a machine that is not in the cloud waits for minutes.
    const probing = { sendProbeRequest: true, retryOptions: { maxRetries: 2 }, ...(client ? { clientId: client } : {}) };
    made += 1;
    return ofTheMachine(new identity.ManagedIdentityCredential(probing), made);
  };
}

/**
 * A machine that gives no token, for whatever reason, leaves nothing to look with: it was asked because nothing else is configured.
 * The library keeps the machine's tokens for the whole process, each under the name of what it is for, also one that was refused. So the `nth` credential
 * asks under the other of the two names that every resource has, with and without a slash at its end.
 */
function ofTheMachine(managed: TokenCredential, nth: number): TokenCredential {
  const named = (scope: string) => (nth % 2 === 0 ? scope.replace(/\/?\/\.default$/, '//.default') : scope);
  return {
    getToken: (scopes, options) =>
      managed.getToken(typeof scopes === 'string' ? named(scopes) : scopes.map(named), options).catch((cause: unknown) => {
        throw new CannotObserve('denied', 'no Azure credentials are configured, and this machine has no managed identity', {
          code: 'NoCredentials',
          cause,
        });
      }),
  };
}

/** Microsoft identity platform, "Access token claims reference": none of these is a secret. */
const Claims = z.object({
  tid: z.string().optional(),
  oid: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
});

/** The principal that a token names; undefined where the token is not one that we can read. */
function principalOf(token: string): string | undefined {
  const [, payload = ''] = token.split('.');
  const claims = Claims.safeParse(jsonOrNothing(Buffer.from(payload, 'base64url').toString('utf8'))).data;
  const application = claims?.appid ?? claims?.azp;
  const parts = [
    claims?.tid === undefined ? undefined : `tenant ${claims.tid}`,
    claims?.oid === undefined ? undefined : `object ${claims.oid}`,
    application === undefined ? undefined : `application ${application}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Access tokens are opaque by contract: one without readable claims is no worse than others. */
function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
