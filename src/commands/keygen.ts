import { resolve as absolute } from 'node:path';
import { signers } from '../plugins.ts';
import { EXIT, type Exit, type Io } from './io.ts';

/** `claimcheck keygen`: a P-256 key pair; neither file is ever overwritten. */
export async function keygen({ out, json }: { readonly out: string; readonly json?: boolean }, io: Io): Promise<Exit> {
  const privateFile = absolute(io.cwd, out);
  const publicFile = publicKeyFile(privateFile);
  const pair = signers.generateKey();
  await signers.writeKeyPair(pair, { privateFile, publicFile });
  if (json === true) io.out(`${JSON.stringify({ privateFile, publicFile, keyid: pair.keyid })}\n`);
  else {
    io.err(`The private key signs: keep it secret. The public key verifies: publish it where bundles are not.\n`);
    io.out(`${privateFile}\n${publicFile}\n`);
  }
  return EXIT.fine;
}

/** Where keygen puts the public half. */
export function publicKeyFile(privateFile: string): string {
  return privateFile.endsWith('.key') ? `${privateFile.slice(0, -4)}.pub` : `${privateFile}.pub`;
}
