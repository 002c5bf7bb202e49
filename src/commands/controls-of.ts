import type { ResolvedClaim } from '../judge/resolve.ts';
import type { ControlRef } from '../model.ts';
import { checks } from '../plugins.ts';
import { questionsOf } from './needs.ts';

/** The controls that a claim answers: its checks' own, and those that the config adds. */
export function controlsOf(resolved: ResolvedClaim): readonly ControlRef[] {
  const labels = questionsOf(resolved).map(({ label }) => label);
  const own = checks.filter(({ id, version }) => labels.includes(`${id}@${version}`)).flatMap(({ controls }) => controls);
  const added = resolved.claim.controls.map((id): ControlRef => ({ id, confidence: 'general', source: 'config' }));
  const unique = new Map([...added, ...own].map((control) => [control.id, control]));
  return [...unique.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
