import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Each foreign program that a test here holds claimcheck against, with the names it goes by. */
export const peers = {
  openssl: ['openssl'],
  jq: ['jq'],
  python3: ['python3'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  moto: ['moto_server'],
  ministack: ['ministack'],
  cosign: ['cosign'],
  strictReader: ['strict-reader'],
  softhsm: ['softhsm2-util'],
  pkcs11: ['pkcs11-tool'],
  nginx: ['nginx'],
  sslscan: ['sslscan'],
  testssl: ['testssl', 'testssl.sh'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PeerName = keyof typeof peers;

/** The path of a peer's program. Throws where it is missing: a test that needs it fails, and is never left out. */
export function peer(name: PeerName, path: string = process.env.PATH ?? ''): string {
  const folders = [join(import.meta.dirname, '../../.peers/bin'), ...path.split(delimiter).filter((folder) => folder !== '')];
  const found = folders.flatMap((folder) => peers[name].map((program) => join(folder, program))).find(isProgram);
  if (found === undefined) throw new Error(`the peer ${name} is missing; install it with: bash scripts/peers.sh`);
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
