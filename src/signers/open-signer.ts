import { resolve as absolute } from 'node:path';
import { UserError } from '../errors.ts';
import { passphraseOf, readFileSigner, readPublicKey } from './file.ts';
import { type OpenKey, type Setting, type Signer, signerAt } from './signer.ts';

/** By scheme; each loads its SDK only when it is asked. */
const keepers: Readonly<Record<string, () => Promise<OpenKey>>> = {
  exec: async () => (await import('./exec.ts')).openCommand,
  awskms: async () => (await import('./aws-kms.ts')).openAwsKey,
  azurekms: async () => (await import('./azure-key-vault.ts')).openAzureKey,
  gcpkms: async () => (await import('./google-kms.ts')).openGoogleKey,
};

export const signerSchemes: readonly string[] = Object.keys(keepers);

/** The key that a reference names: a file, or `scheme:…`. UserError key-missing, key-wrong, no-credentials, not-signed, usage. */
export async function openSigner(reference: string, setting: Setting): Promise<Signer> {
  const known = setting.publicKeyFile === undefined ? undefined : await readPublicKey(absolute(setting.base, setting.publicKeyFile));
  const signer = await opened(reference, setting, known?.pem);
  if (known === undefined || known.keyid === signer.keyid) return signer;
  throw new UserError('key-wrong', `the key ${placeOf(reference)} is not the one whose public key is in ${setting.publicKeyFile}`);
}

async function opened(reference: string, setting: Setting, known: string | undefined): Promise<Signer> {
  const [scheme, rest] = schemeOf(reference);
  if (scheme === undefined) return readFileSigner(absolute(setting.base, rest), await passphraseOf(setting));
  const keeper = keepers[scheme];
  if (keeper === undefined || !Object.hasOwn(keepers, scheme)) {
    throw new UserError('usage', `${scheme}: is no way to sign; expected a file, or ${signerSchemes.map((name) => `${name}:`).join(', ')}`);
  }
  return signerAt(placeOf(reference), await (await keeper())(rest, setting, known));
}

/** Where the public half of a key file lies, if `keygen` wrote it; undefined for a key that is kept elsewhere. */
export function keyFileOf(reference: string, base: string): string | undefined {
  const [scheme, rest] = schemeOf(reference);
  return scheme === undefined ? absolute(base, rest) : undefined;
}

/** One letter before the colon is a drive, not a scheme. */
function schemeOf(reference: string): [scheme: string | undefined, rest: string] {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(reference) ?? [];
  return scheme === undefined ? [undefined, reference] : [scheme.toLowerCase(), rest];
}

/** A reference as messages show it: of a command only the program, because a PIN may stand among its words. */
function placeOf(reference: string): string {
  const [scheme, rest] = schemeOf(reference);
  return scheme === 'exec' ? `exec:${rest.trim().split(/\s/)[0] ?? ''}` : reference;
}
