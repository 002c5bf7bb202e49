import { type Path, type Problem, wrong } from './problem.ts';
import { asMap, asText, textsOf } from './raw.ts';

/** Sources that the grammar knows and that nothing in this version reads, unless a plugin brings them. */
export const laterSources: readonly string[] = ['azure', 'gcp'];

const laterSigners: readonly string[] = ['awskms', 'azurekms', 'gcpkms', 'exec'];
const laterLockers: readonly string[] = ['s3', 'gs', 'azblob'];

/** The settings outside of targets and claims that this version does not have, and schemes that none will. */
export function settingProblems(config: Readonly<Record<string, unknown>>): readonly Problem[] {
  const sign = asMap(config.sign);
  return [
    ...schemeProblems(['sign', 'with'], asText(sign.with), laterSigners, 'the file of a private key'),
    ...(sign.timestamp === undefined ? [] : [notAvailable(['sign', 'timestamp'], 'timestamps are', 'no timestamp')]),
    ...schemeProblems(['locker'], asText(config.locker), laterLockers, 'a directory'),
    ...textsOf(config.plugins).map(([index]) => notAvailable(['plugins', index], 'plugins are', 'no plugins')),
  ];
}

export function notAvailable(path: Path, what: string, instead: string): Problem {
  return wrong(path, 'not-available', `${what} not available yet: expected ${instead}`);
}

/** One letter before the colon is a drive, not a scheme. */
function schemeProblems(path: Path, value: string | undefined, later: readonly string[], instead: string): readonly Problem[] {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(value ?? '')?.[1]?.toLowerCase();
  if (scheme === undefined) return [];
  if (later.includes(scheme)) return [notAvailable(path, `${scheme}: is`, instead)];
  return [wrong(path, 'unknown-name', `unknown scheme "${scheme}:": expected ${instead}`)];
}
