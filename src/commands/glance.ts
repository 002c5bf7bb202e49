import { readFile, stat } from 'node:fs/promises';
import { resolve as absolute } from 'node:path';
import { asMap } from '../config/raw.ts';
import { readYaml } from '../config/yaml-text.ts';
import { GIVEN_LIMITS } from '../read-given.ts';
import type { Io } from './io.ts';
import type { ScanOptions } from './scan-options.ts';

/**
 * The sources that a scan will look at, by their keys in the config, before it is read in earnest: none where it cannot be read, which is told then. Only a
 * file can be read twice.
 */
export async function glance(
  { config, targets }: Pick<ScanOptions, 'config' | 'targets'>,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<readonly string[]> {
  const path = absolute(cwd, config);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > GIVEN_LIMITS.config) return [];
  const text = await readFile(path, 'utf8').catch(() => '');
  return sourceKeys(text, targets);
}

/** Of the chosen targets; left out: of all. */
export function sourceKeys(config: string, chosen?: readonly string[]): readonly string[] {
  const targets = Object.entries(asMap(asMap(readYaml(config).value).targets));
  return [...new Set(targets.flatMap(([name, entry]) => (chosen?.includes(name) === false ? [] : Object.keys(asMap(entry)))))];
}
