import { BundleError, UserError } from '../errors.ts';
import { createScope } from '../judge/scope.ts';
import type { Manifest, Observation, SubjectName } from '../model.ts';
import { questionsOf } from './needs.ts';
import { readRun, readShownRun } from './read-run.ts';

/** Which observations may be drawn. */
export interface SamplingFilter {
  readonly covers: (observation: Observation, name: SubjectName | undefined) => boolean;
  readonly needsNames: boolean;
}

/** `claim`: what its proofs read and its scope covers. `target`: a name of the config's, or "t0001". UserError usage: there is no such thing. */
export async function samplingFilter(
  directory: string,
  manifest: Manifest,
  { claim, kind, target }: { readonly claim?: string; readonly kind?: string; readonly target?: string },
): Promise<SamplingFilter> {
  const targets = target === undefined ? undefined : await targetsNamed(directory, manifest, target);
  const concerns = claim === undefined ? { covers: () => true, needsNames: false } : await concerning(directory, manifest, claim);
  return {
    needsNames: concerns.needsNames,
    covers: (observation, name) =>
      (kind === undefined || observation.kind === kind) &&
      (targets === undefined || targets.has(observation.target)) &&
      concerns.covers(observation, name),
  };
}

async function targetsNamed(directory: string, { streams }: Manifest, wanted: string): Promise<ReadonlySet<string>> {
  if (/^t\d+$/.test(wanted)) return new Set([wanted]);
  const { shown, withheld } = await readShownRun(directory, streams);
  const found = shown.targets.filter(({ config, name }) => config === wanted || name === wanted);
  if (found.length > 0) return new Set(found.map(({ target }) => target));
  if (withheld > 0) throw new BundleError('missing-file', 'the names of targets are withheld: name one by its pseudonym, like t0001');
  const names = [...new Set(shown.targets.map(({ config }) => config))];
  throw new UserError('usage', `no target is named "${wanted}"; there are: ${names.join(', ')}`);
}

async function concerning(directory: string, manifest: Manifest, id: string): Promise<SamplingFilter> {
  const { claims, targets } = await readRun(directory, manifest.streams);
  const index = claims.findIndex(({ claim }, at) => claim.id === id || manifest.claims[at]?.id === id);
  const resolved = claims[index];
  if (resolved === undefined)
    throw new UserError('usage', `no claim is named "${id}"; there are: ${manifest.claims.map((one) => one.id).join(', ')}`);
  const { claim, where } = resolved;
  const scope = createScope(claim, where, manifest.run.judgedAt);
  const questions = questionsOf(resolved);
  const inScope = new Set(targets.flatMap(({ target, config }) => (claim.scope.targets?.includes(config) === false ? [] : [target])));
  return {
    needsNames: where !== undefined,
    covers: (observation, name) =>
      inScope.has(observation.target) &&
      questions.some(({ kind, services }) => kind === observation.kind && services?.includes(observation.service) !== false) &&
      scope.covers(observation, name),
  };
}
