import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { type EndpointScan, tlsScan } from '../tls-plugins.ts';

/** The roots of --ca. */
export async function readCa(path: string): Promise<EndpointScan['roots']> {
  try {
    return tlsScan.givenRoots(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new UserError('not-found', `--ca ${path}: expected a readable PEM file of CA certificates`, { cause });
  }
}
