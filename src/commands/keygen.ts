import { resolve as absolute } from 'node:path';
import { rotate } from '../bundle/rotation.ts';
import { instant } from '../collect/clock.ts';
import { UserError } from '../errors.ts';
import { signers } from '../plugins.ts';
import { EXIT, type Exit, type Io } from './io.ts';

export interface KeygenOptions {
  readonly out: string;
  /** The key that the new one follows. */
  readonly rotate?: string;
  /** Of a key that a program keeps. */
  readonly publicKey?: string;
  readonly passphraseFile?: string;
  /** Of the key that is rotated, where it has another one. */
  readonly oldPassphraseFile?: string;
  readonly json?: boolean;
}

/** `claimcheck keygen`: a P-256 key pair, encrypted where there is a passphrase; no file is ever overwritten. */
export async function keygen(options: KeygenOptions, io: Io): Promise<Exit> {
  const privateFile = absolute(io.cwd, options.out);
  const publicFile = publicKeyFile(privateFile);
  const fresh = signers.generateKey();
  const passphrase = await signers.passphraseOf({ base: io.cwd, env: io.env, passphraseFile: options.passphraseFile });
  if (passphrase.secret === undefined && options.passphraseFile !== undefined)
    throw new UserError('key-wrong', `${passphrase.from} has no passphrase in its first line`);
  const pair = passphrase.secret === undefined ? fresh : signers.locked(fresh, passphrase.secret);
  const statement = options.rotate === undefined ? undefined : await signedByOld(options.rotate, options, pair.publicPem, io);
  const rotationFile = `${publicFile.slice(0, -'.pub'.length)}.rotation.json`;
  await signers.writeKeyFiles([
    { file: privateFile, text: pair.privatePem, secret: true },
    { file: publicFile, text: pair.publicPem, secret: false },
    ...(statement === undefined ? [] : [{ file: rotationFile, text: statement.toString('utf8'), secret: false }]),
  ]);
  const files = { privateFile, publicFile, ...(statement === undefined ? {} : { rotationFile }) };
  if (options.json === true) io.out(`${JSON.stringify({ ...files, keyid: pair.keyid })}\n`);
  else {
    const lock = passphrase.secret === undefined ? '' : `It is encrypted with the passphrase of ${passphrase.from}. `;
    io.err(`The private key signs: keep it secret. ${lock}The public key verifies: publish it where bundles are not.\n`);
    if (statement !== undefined) io.err('The rotation statement is signed by the old key: a trust file names it beside the old key.\n');
    io.out(`${Object.values(files).join('\n')}\n`);
  }
  return EXIT.fine;
}

async function signedByOld(reference: string, options: KeygenOptions, publicPem: string, io: Io): Promise<Buffer> {
  const old = await signers.openSigner(reference, {
    base: io.cwd,
    env: io.env,
    signal: io.signal,
    passphraseFile: options.oldPassphraseFile ?? options.passphraseFile,
    publicKeyFile: options.publicKey,
  });
  return rotate(old, publicPem, instant(io.clock.now()));
}

/** Where keygen puts the public half. */
export function publicKeyFile(privateFile: string): string {
  return privateFile.endsWith('.key') ? `${privateFile.slice(0, -4)}.pub` : `${privateFile}.pub`;
}
