import type { KnownCheck } from './config.ts';

/** The check that a config means: "encrypted-at-rest" is its newest version, "encrypted-at-rest@1" that one. */
export function findCheck<Known extends Pick<KnownCheck, 'id' | 'version'>>(name: string, checks: readonly Known[]): Known | undefined {
  const exact = checks.find((check) => `${check.id}@${check.version}` === name);
  return exact ?? checks.filter(({ id }) => id === name).sort((a, b) => b.version - a.version)[0];
}
