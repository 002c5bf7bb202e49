import type { KnownCheck } from './config.ts';

/** The check that a config means: "encrypted-at-rest" is its newest version, "encrypted-at-rest@1" that one. */
export function findCheck<Known extends Pick<KnownCheck, 'id' | 'version'>>(name: string, checks: readonly Known[]): Known | undefined {
  const exact = checks.find((check) => `${check.id}@${check.version}` === name);
  return exact ?? checks.filter(({ id }) => id === name).sort((a, b) => b.version - a.version)[0];
}

/** Every name by which the checks can be called. */
export function checkNames(checks: readonly KnownCheck[]): readonly string[] {
  return [...new Set(checks.map(({ id }) => id)), ...checks.map(({ id, version }) => `${id}@${version}`)];
}
