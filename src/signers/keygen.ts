import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
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

/** The pair with its private half encrypted: PKCS#8, PBES2, AES-256. */
export function locked(pair: KeyPair, passphrase: string): KeyPair {
  const key = createPrivateKey(pair.privatePem);
  return { ...pair, privatePem: key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString() };
}

/** A file of `writeKeyFiles`. */
export interface KeyFile {
  readonly file: string;
  readonly text: string;
  /** For its owner only. */
  readonly secret: boolean;
}

/** Writes new files, all or none. UserError not-writable; then none is there that was not before. */
export async function writeKeyFiles(files: readonly KeyFile[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const { file, text, secret } of files) {
      await writeNew(file, text, secret ? 0o600 : 0o644);
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    throw error;
  }
}

/** Writes both files, the private one for its owner only. UserError not-writable; then neither is there that was not before. */
export async function writeKeyPair(pair: KeyPair, files: { readonly privateFile: string; readonly publicFile: string }): Promise<void> {
  await writeKeyFiles([
    { file: files.privateFile, text: pair.privatePem, secret: true },
    { file: files.publicFile, text: pair.publicPem, secret: false },
  ]);
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
