import { generateKeyPairSync } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { describePublicKey } from './public-key.ts';

/** A new P-256 key: PKCS#8 and SPKI in PEM, and the key id. */
export interface KeyPair {
  readonly privatePem: string;
  readonly publicPem: string;
  readonly keyid: string;
}

export function generateKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { publicKeyPem, keyid } = describePublicKey(publicKey);
  return { privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicPem: publicKeyPem, keyid };
}

/** Writes both files, the private one for its owner only. UserError not-writable; then neither is there that was not before. */
export async function writeKeyPair(pair: KeyPair, files: { readonly privateFile: string; readonly publicFile: string }): Promise<void> {
  await writeNew(files.privateFile, pair.privatePem, 0o600);
  try {
    await writeNew(files.publicFile, pair.publicPem, 0o644);
  } catch (error) {
    await rm(files.privateFile, { force: true });
    throw error;
  }
}

async function writeNew(file: string, text: string, mode: number): Promise<void> {
  let created = false;
  try {
    const handle = await open(file, 'wx', mode);
    created = true;
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (created) await rm(file, { force: true });
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    const why = code === 'EEXIST' ? 'it exists already, and a key is never overwritten' : code;
    throw new UserError('not-writable', `cannot write the key file ${file}: ${why}`, { cause });
  }
}
