import { type Path, type Problem, wrong } from './problem.ts';
import { asMap, asText, textsOf } from './raw.ts';

/** Sources that the grammar knows and that nothing in this version reads, unless a plugin brings them. */
export const laterSources: readonly string[] = ['azure', 'gcp'];

/** Where keys are kept that are not files. */
const signers: readonly string[] = ['exec', 'awskms', 'azurekms', 'gcpkms'];
const laterLockers: readonly string[] = ['s3', 'gs', 'azblob'];

/** The settings outside of targets and claims that this version does not have, and schemes that none will. */
export function settingProblems(config: Readonly<Record<string, unknown>>): readonly Problem[] {
  const sign = asMap(config.sign);
  return [
    ...signerProblems(sign),
    ...schemeProblems(['locker'], asText(config.locker), laterLockers, 'a directory'),
    ...textsOf(config.plugins).map(([index]) => notAvailable(['plugins', index], 'plugins are', 'no plugins')),
  ];
}

export function notAvailable(path: Path, what: string, instead: string): Problem {
  return wrong(path, 'not-available', `${what} not available yet: expected ${instead}`);
}

function signerProblems(sign: Readonly<Record<string, unknown>>): readonly Problem[] {
  const named = asText(sign.with);
  const scheme = schemeOf(named);
  if (scheme === 'exec' && sign.publicKey === undefined) {
    return [wrong(['sign', 'with'], 'missing', '"publicKey" is missing: exec: cannot tell its public key, expected the file of it')];
  }
  if (scheme === undefined || signers.includes(scheme)) return [];
  return schemeProblems(['sign', 'with'], named, [], `the file of a private key, or ${signers.map((one) => `${one}:`).join(', ')}`);
}

/** One letter before the colon is a drive, not a scheme. */
function schemeOf(value: string | undefined): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(value ?? '')?.[1]?.toLowerCase();
}

function schemeProblems(path: Path, value: string | undefined, later: readonly string[], instead: string): readonly Problem[] {
  const scheme = schemeOf(value);
  if (scheme === undefined) return [];
  if (later.includes(scheme)) return [notAvailable(path, `${scheme}: is`, instead)];
  return [wrong(path, 'unknown-name', `unknown scheme "${scheme}:": expected ${instead}`)];
}
