import { resolve as absolute } from 'node:path';
import type { SealingKey } from '../bundle/sigstore.ts';
import { checkTimestamp, repeats, timestampRequest } from '../bundle/timestamp.ts';
import type { Config } from '../config/config.ts';
import { BundleError, UserError } from '../errors.ts';
import { signers } from '../plugins.ts';
import type { Io } from './io.ts';
import { publicKeyFile } from './keygen.ts';

/** What the command line says about signing; it goes before the config. Its paths begin in the current directory, the config's beside the config. */
export interface SigningOptions {
  readonly key?: string;
  readonly publicKey?: string;
  readonly passphraseFile?: string;
  readonly timestamp?: string;
}

/** The key that seals, the file of its public half where one is known, and who stamps where somebody shall: for messages. */
export interface Signing {
  readonly signer: SealingKey;
  readonly publicKey: string | undefined;
  readonly authority: string | undefined;
}

/** UserError key-missing, key-wrong, no-credentials, not-signed, usage. */
export async function openSigning(options: SigningOptions, { sign }: Pick<Config, 'sign'>, base: string, io: Io): Promise<Signing> {
  const named = options.key === undefined ? sign?.with : options.key;
  if (named === undefined)
    throw new UserError('key-missing', 'nothing to sign with: give --key REF or sign.with in the config; `claimcheck keygen` makes a key');
  const from = options.key === undefined ? base : io.cwd;
  const ofConfig = options.key === undefined && sign?.publicKey !== undefined ? absolute(base, sign.publicKey) : undefined;
  const publicKey = options.publicKey === undefined ? ofConfig : absolute(io.cwd, options.publicKey);
  const authority = options.timestamp === undefined ? sign?.timestamp : addressOf(options.timestamp);
  const key = await signers.openSigner(named, {
    base: from,
    env: io.env,
    signal: io.signal,
    passphraseFile: options.passphraseFile === undefined ? undefined : absolute(io.cwd, options.passphraseFile),
    publicKeyFile: publicKey,
  });
  const file = signers.keyFileOf(named, from);
  const signer = authority === undefined ? key : { ...key, timestamp: (signature: Uint8Array) => stamped(authority, signature, io) };
  return { signer, publicKey: publicKey ?? (file === undefined ? undefined : publicKeyFile(file)), authority };
}

function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return text;
  throw new UserError('usage', `--timestamp ${text}: expected an http or https address`);
}

/** A timestamp of this signature, with our nonce, well signed. Whether its authority is to be trusted, its readers say. UserError not-signed. */
async function stamped(authority: string, signature: Uint8Array, io: Io): Promise<Buffer> {
  const nonce = io.randomBytes(16);
  const response = await signers.askAuthority(authority, Buffer.from(timestampRequest(signature, nonce)), io.signal);
  try {
    if (repeats(checkTimestamp(response, signature), nonce)) return response;
  } catch (cause) {
    if (cause instanceof BundleError)
      throw new UserError('not-signed', `what the timestamp authority ${authority} gave is no use: ${cause.message}`, { cause });
    throw cause;
  }
  throw new UserError('not-signed', `what the timestamp authority ${authority} gave is no use: it answers another request (another nonce)`);
}
