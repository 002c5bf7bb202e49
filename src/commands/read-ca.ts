import { readFile } from 'node:fs/promises';
import { resolve as absolute } from 'node:path';
import { UserError } from '../errors.ts';
import { type EndpointScan, tlsScan } from '../tls-plugins.ts';

/** The roots of --ca: of a PEM file, or this system's own. */
export async function readCa(given: string, cwd: string): Promise<EndpointScan['roots']> {
  if (given === 'system') return tlsScan.systemRoots();
  const path = absolute(cwd, given);
  try {
    return tlsScan.givenRoots(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new UserError('not-found', `--ca ${path}: expected a readable PEM file of CA certificates, or "system"`, { cause });
  }
}
