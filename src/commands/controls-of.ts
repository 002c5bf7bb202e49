import type { ResolvedClaim } from '../judge/resolve.ts';
import type { ControlRef, ManifestClaim, Target, Task } from '../model.ts';
import { checks, conditionalControlsOf } from '../plugins.ts';
import { questionsOf } from './needs.ts';

/** The controls that a claim answers: the config's, its checks' own, and those that hold for what was planned to be looked at. */
export function controlsOf(
  resolved: ResolvedClaim,
  { targets, tasks }: { readonly targets: readonly Target[]; readonly tasks: readonly Task[] },
): readonly ControlRef[] {
  const { claim } = resolved;
  const labels = questionsOf(resolved).map(({ label }) => label);
  const own = checks.filter(({ id, version }) => labels.includes(`${id}@${version}`)).flatMap(({ controls }) => controls);
  const scoped = targets.filter(({ config }) => claim.scope.targets?.includes(config) ?? true);
  const names = new Set(scoped.map(({ target }) => target));
  const looked = {
    clouds: new Set(scoped.map(({ source }) => source)),
    services: new Set(tasks.filter(({ target }) => names.has(target)).flatMap(({ services }) => services)),
  };
  const added = claim.controls.map((id): ControlRef => ({ id, confidence: 'general', source: 'config' }));
  const unique = new Map([...added, ...own, ...conditionalControlsOf(claim, looked)].map((control) => [control.id, control]));
  return [...unique.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The controls that were sealed, with what today's crosswalk knows of each: the crosswalk may change, what was said may not. */
export function sealedControls({ controls }: ManifestClaim, today: readonly ControlRef[]): readonly ControlRef[] {
  return controls.map((id) => today.find((control) => control.id === id) ?? { id, confidence: 'general', source: 'sealed' });
}
