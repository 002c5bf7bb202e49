import { createPublicKey } from 'node:crypto';
import type { Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { derOfRaw } from './raw-signature.ts';
import { notSigned, type OpenKey, oneLine, type Setting } from './signer.ts';

const API_VERSION = '7.4';

/** Whose tokens a vault takes, by the end of its host name: the clouds of learn.microsoft.com, "About keys, secrets, and certificates". */
const AUDIENCES = [
  'vault.azure.net',
  'managedhsm.azure.net',
  'vault.usgovcloudapi.net',
  'managedhsm.usgovcloudapi.net',
  'vault.azure.cn',
] as const;

const Key = z.object({
  key: z.object({ kid: z.string(), kty: z.string(), crv: z.string().optional(), x: z.base64url().optional(), y: z.base64url().optional() }),
});
const Signed = z.object({ value: z.base64url() });
const Refused = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) });

/**
 * `azurekms://VAULT-HOST/KEY[/VERSION]`: a key of Azure Key Vault or Managed HSM, type EC or EC-HSM on P-256 (REST API "Get Key" and "Sign", 7.4).
 * Credentials: the identity library's own chain. AZURE_KEY_VAULT_URL stands in for the vault's address. Permissions: keys/get (read) and keys/sign.
 */
export const openAzureKey: OpenKey = async (rest, { env, signal }) => {
  const [, host, name, version] = /^\/\/([a-z0-9.-]+)\/([A-Za-z0-9-]+)(?:\/([0-9a-f]{32}))?\/?$/i.exec(rest) ?? [];
  const audience = AUDIENCES.find((end) => host?.toLowerCase().endsWith(`.${end}`));
  if (host === undefined || name === undefined)
    throw new UserError('usage', `azurekms:${rest}: expected azurekms://VAULT-HOST/KEY[/VERSION]`);
  if (audience === undefined)
    throw new UserError('usage', `azurekms:${rest}: ${host} is no host of a vault; expected one that ends in ${AUDIENCES.join(', ')}`);
  const place = `azurekms:${rest}`;
  const origin = originFrom(env['AZURE_KEY_VAULT_URL']) ?? `https://${host}`;
  const pipeline = await pipelineFor(`https://${audience}/.default`, env);
  const ask = (method: 'GET' | 'POST', path: string, permission: string, body?: object) =>
    answer(place, permission, signal, () =>
      send(pipeline, { method, url: `${origin}${path}?api-version=${API_VERSION}`, signal, ...(body && { body }) }),
    );

  const { key } = parsed(place, Key, await ask('GET', `/keys/${name}/${version ?? ''}`, 'keys/get'));
  const current = version ?? key.kid.split('/').at(-1) ?? '';
  if (!/^[0-9a-f]{32}$/i.test(current)) throw notSigned(place, 'the vault did not say which version of the key it has');
  if (!/^EC(-HSM)?$/.test(key.kty) || key.crv !== 'P-256' || key.x === undefined || key.y === undefined) {
    throw new UserError(
      'key-wrong',
      `the key ${place} does not do: it is of type ${oneLine(key.kty)} ${oneLine(key.crv ?? '')}; a P-256 key is needed`,
    );
  }
  return {
    publicKey: createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: key.x, y: key.y }, format: 'jwk' }),
    // This version: the key may be rotated by now.
    signDigest: async (digest) => {
      const body = { alg: 'ES256', value: digest.toString('base64url') };
      const { value } = parsed(place, Signed, await ask('POST', `/keys/${name}/${current}/sign`, 'keys/sign', body));
      const der = derOfRaw(Buffer.from(value, 'base64url'));
      if (der === undefined) throw notSigned(place, 'the vault answered with something that is not an ES256 signature');
      return der;
    },
  };
};

async function pipelineFor(scope: string, env: Setting['env']): Promise<Pipeline> {
  const [{ DefaultAzureCredential }, { bearerTokenAuthenticationPolicy, createPipelineFromOptions }] = await Promise.all([
    import('@azure/identity'),
    import('@azure/core-rest-pipeline'),
  ]);
  // Where an authority of one's own is named, it is not looked up at Microsoft's.
  const credential = new DefaultAzureCredential({ disableInstanceDiscovery: env['AZURE_AUTHORITY_HOST'] !== undefined });
  const pipeline = createPipelineFromOptions({ redirectOptions: { maxRetries: 0 }, retryOptions: { maxRetries: 2 } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }));
  return pipeline;
}

interface Sending {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly signal: AbortSignal;
  readonly body?: object;
}

async function send(pipeline: Pipeline, { method, url, signal, body }: Sending): Promise<PipelineResponse> {
  const { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } = await import('@azure/core-rest-pipeline');
  const headers = createHttpHeaders({ accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) });
  const request = createPipelineRequest({ method, url, headers, abortSignal: signal, timeout: 20_000 });
  if (body !== undefined) request.body = JSON.stringify(body);
  return pipeline.sendRequest(createDefaultHttpClient(), request);
}

async function answer(place: string, permission: string, signal: AbortSignal, call: () => Promise<PipelineResponse>): Promise<string> {
  let response: PipelineResponse;
  try {
    response = await call();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const told = error instanceof Error ? oneLine(`${error.name}: ${error.message}`) : 'the Azure SDK failed';
    if (
      error instanceof Error &&
      /^(CredentialUnavailable|Authentication|AggregateAuthentication|AuthenticationRequired)Error$/.test(error.name)
    ) {
      throw new UserError('no-credentials', `${place}: there are no Azure credentials: ${told}`, { cause: error });
    }
    throw notSigned(place, told, error);
  }
  const { status, bodyAsText: text } = response;
  if (status === 200) return text ?? '';
  const refused = Refused.safeParse(jsonOf(text ?? '')).data?.error;
  const told = oneLine(`${status} ${refused?.code ?? ''} ${refused?.message ?? ''}`);
  if (status === 404) throw new UserError('key-missing', `${place}: there is no such key: ${told}`);
  if (status === 403) throw notSigned(place, `${permission} on this key is missing: ${told}`);
  throw notSigned(place, `the vault answered ${told}`);
}

function parsed<T>(place: string, shape: z.ZodType<T>, text: string): T {
  const { data } = shape.safeParse(jsonOf(text));
  if (data === undefined) throw notSigned(place, 'the vault answered in a shape that its API does not have');
  return data;
}

/** What is no JSON is of no shape. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A token sent without TLS is a token given away. */
function originFrom(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.pathname === '/' && url.search === '') return url.origin;
  throw new UserError('usage', 'AZURE_KEY_VAULT_URL: expected an https address without a path');
}
