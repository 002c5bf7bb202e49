import { createPublicKey } from 'node:crypto';
import type { AuthClient } from 'google-auth-library';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { crc32c } from './crc32c.ts';
import { notSigned, type OpenKey, oneLine, type Setting } from './signer.ts';

const NAME = /^\/\/(projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+\/cryptoKeyVersions\/[0-9]+)$/;
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** 64-bit numbers are text in Google's JSON. */
const Checksum = z.string().regex(/^\d{1,10}$/);
const PublicKey = z.object({ name: z.string(), pem: z.string(), pemCrc32c: Checksum, algorithm: z.string() });
const Signed = z.object({ name: z.string(), signature: z.base64(), signatureCrc32c: Checksum, verifiedDigestCrc32c: z.literal(true) });
const Failure = z.object({ response: z.object({ status: z.number(), data: z.unknown() }).optional(), message: z.string() });
const Refused = z.object({ error: z.object({ status: z.string(), message: z.string() }) });

/**
 * `gcpkms://projects/…/cryptoKeyVersions/N`: a version of a key of Google Cloud KMS, algorithm EC_SIGN_P256_SHA256 (REST v1, getPublicKey and
 * asymmetricSign). Credentials: the library's own chain. CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS stands in for the address.
 * Permissions: cloudkms.cryptoKeyVersions.viewPublicKey, cloudkms.cryptoKeyVersions.useToSign.
 */
export const openGoogleKey: OpenKey = async (rest, { env, signal }) => {
  const name = NAME.exec(rest)?.[1];
  if (name === undefined)
    throw new UserError('usage', `gcpkms:${rest}: expected gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N`);
  const place = `gcpkms://${name}`;
  const origin = originFrom(env) ?? 'https://cloudkms.googleapis.com';
  const { GoogleAuth } = await import('google-auth-library');
  // Without a project's id the library looks for one: in gcloud, which it runs, and at the metadata server.
  const auth = new GoogleAuth({ projectId: 'none', scopes: ['https://www.googleapis.com/auth/cloudkms'] });
  const client = await had(place, signal, () => auth.getClient());
  await had(place, signal, () => client.getRequestHeaders());

  const found = parsed(
    place,
    PublicKey,
    await asked(place, client, signal, 'viewPublicKey', { url: `${origin}/v1/${name}/publicKey`, method: 'GET' }),
  );
  guarded(place, found.name === name && Number(found.pemCrc32c) === crc32c(Buffer.from(found.pem)));
  if (found.algorithm !== 'EC_SIGN_P256_SHA256') {
    throw new UserError(
      'key-wrong',
      `the key ${place} does not do: its algorithm is ${oneLine(found.algorithm)}; EC_SIGN_P256_SHA256 is needed`,
    );
  }
  return {
    publicKey: createPublicKey(found.pem),
    signDigest: async (digest) => {
      const data = { digest: { sha256: digest.toString('base64') }, digestCrc32c: String(crc32c(digest)) };
      const request = { url: `${origin}/v1/${name}:asymmetricSign`, method: 'POST', data } as const;
      const signed = parsed(place, Signed, await asked(place, client, signal, 'useToSign', request));
      const signature = Buffer.from(signed.signature, 'base64');
      guarded(place, signed.name === name && Number(signed.signatureCrc32c) === crc32c(signature));
      return signature;
    },
  };
};

interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly data?: object;
}

async function asked(place: string, client: AuthClient, signal: AbortSignal, permission: string, request: Request): Promise<unknown> {
  try {
    return (await client.request<unknown>({ ...request, signal, timeout: 20_000, retry: true, maxRedirects: 0 })).data;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { data: failure } = Failure.safeParse(error);
    const status = failure?.response?.status;
    const refused = Refused.safeParse(failure?.response?.data).data?.error;
    const told = oneLine(refused === undefined ? (failure?.message ?? 'the request failed') : `${refused.status}: ${refused.message}`);
    if (status === 404) throw new UserError('key-missing', `${place}: there is no such key: ${told}`, { cause: error });
    if (status === 403) throw notSigned(place, `cloudkms.cryptoKeyVersions.${permission} is missing: ${told}`, error);
    throw notSigned(place, told, error);
  }
}

async function had<T>(place: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const told = cause instanceof Error ? oneLine(cause.message) : 'the library failed';
    throw new UserError('no-credentials', `${place}: there are no Google credentials: ${told}`, { cause });
  }
}

/** What arrived damaged, or answers another question, is not used. */
function guarded(place: string, whole: boolean): void {
  if (!whole) throw notSigned(place, 'an answer of Google KMS was damaged on its way (its checksum or its name does not fit); try again');
}

function parsed<T>(place: string, shape: z.ZodType<T>, data: unknown): T {
  const result = shape.safeParse(data);
  if (!result.success)
    throw notSigned(place, 'Google KMS answered in a shape that its API does not have, or did not check the digest it got');
  return result.data;
}

/** A token sent over the network without TLS is a token given away. */
function originFrom(env: Setting['env']): string | undefined {
  const text = env['CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS'];
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))) return url.origin;
  throw new UserError('usage', 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: expected an https address');
}
