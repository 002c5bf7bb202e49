import { resolve as absolute } from 'node:path';
import { UserError } from '../errors.ts';
import { GIVEN_LIMITS, readGiven } from '../read-given.ts';
import { type EndpointScan, tlsScan } from '../tls-plugins.ts';

/** The roots of --ca: of a PEM file, or this system's own. */
export async function readCa(given: string, cwd: string): Promise<EndpointScan['roots']> {
  if (given === 'system') return tlsScan.systemRoots();
  const path = absolute(cwd, given);
  const refusal = (why: string, cause: unknown) =>
    new UserError('not-found', `--ca ${path}: ${why}; expected a PEM file of CA certificates, or "system"`, { cause });
  const bytes = await readGiven(path, GIVEN_LIMITS.key, refusal);
  try {
    return tlsScan.givenRoots(bytes.toString('utf8'));
  } catch (cause) {
    throw refusal('it is no such file', cause);
  }
}
