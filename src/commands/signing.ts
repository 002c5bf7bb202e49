import { resolve as absolute } from 'node:path';
import type { Config } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { signers } from '../plugins.ts';
import type { Io } from './io.ts';
import { publicKeyFile } from './keygen.ts';

/** What the command line says about signing; it goes before the config. Its paths begin in the current directory, the config's beside the config. */
export interface SigningOptions {
  readonly key?: string;
  readonly publicKey?: string;
  readonly passphraseFile?: string;
}

/** The key that seals, and the file of its public half where one is known: for messages. */
export interface Signing {
  readonly signer: Awaited<ReturnType<typeof signers.openSigner>>;
  readonly publicKey: string | undefined;
}

/** UserError key-missing, key-wrong, no-credentials, not-signed, usage. */
export async function openSigning(options: SigningOptions, { sign }: Pick<Config, 'sign'>, base: string, io: Io): Promise<Signing> {
  const named = options.key === undefined ? sign?.with : options.key;
  if (named === undefined)
    throw new UserError('key-missing', 'nothing to sign with: give --key REF or sign.with in the config; `claimcheck keygen` makes a key');
  const from = options.key === undefined ? base : io.cwd;
  const ofConfig = options.key === undefined && sign?.publicKey !== undefined ? absolute(base, sign.publicKey) : undefined;
  const publicKey = options.publicKey === undefined ? ofConfig : absolute(io.cwd, options.publicKey);
  const signer = await signers.openSigner(named, {
    base: from,
    env: io.env,
    signal: io.signal,
    passphraseFile: options.passphraseFile === undefined ? undefined : absolute(io.cwd, options.passphraseFile),
    publicKeyFile: publicKey,
  });
  const file = signers.keyFileOf(named, from);
  return { signer, publicKey: publicKey ?? (file === undefined ? undefined : publicKeyFile(file)) };
}
