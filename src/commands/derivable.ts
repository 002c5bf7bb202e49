/** Which verdicts can be derived again from what a bundle shows. */
import type { Withheld } from '../bundle/content.ts';
import type { ResolvedClaim } from '../judge/resolve.ts';
import type { ManifestStream } from '../model.ts';
import { factStreams } from './judge-streams.ts';
import { questionsOf } from './needs.ts';
import type { SealedRun } from './read-run.ts';

/** Why the verdict of the claim at that position cannot be derived again; undefined where it can. `sealed`: absent where part of run.jsonl is withheld. */
export function whyUnderivable(
  index: number,
  sealed: Pick<SealedRun, 'claims' | 'targets' | 'unknown'> | undefined,
  streams: readonly ManifestStream[],
  withheld: Withheld,
): string | undefined {
  if (sealed === undefined) return 'run.jsonl, which says what was claimed and planned, is withheld';
  const resolved = sealed.claims[index];
  if (resolved === undefined) return 'it is missing in run.jsonl';
  const unknown = sealed.unknown?.get(index);
  if (unknown !== undefined || questionsOf(resolved).length === 0) return unknown;
  const concerned = streamsOf(resolved, sealed, factStreams(streams));
  if (concerned.some((name) => isWithheld(name))) return 'facts are withheld';
  if (needsNames(resolved) && concerned.some((name) => isWithheld(`${name}.names`)))
    return 'names, which its scope or exceptions need, are withheld';
  return undefined;

  function isWithheld(name: string): boolean {
    return (withheld.get(name) ?? 0) > 0;
  }
}

function needsNames({ claim, where }: ResolvedClaim): boolean {
  return where !== undefined || claim.exceptions.length > 0;
}

/** The streams that may hold facts of the claim's targets: where targets share streams, all of them. */
function streamsOf(
  { claim }: ResolvedClaim,
  { targets }: Pick<SealedRun, 'targets'>,
  streams: readonly ManifestStream[],
): readonly string[] {
  const names = streams.map(({ name }) => name);
  const chosen = claim.scope.targets;
  if (chosen === undefined || targets.some(({ target }) => !names.includes(target))) return names;
  const own = new Set(targets.filter(({ config }) => chosen.includes(config)).map(({ target }) => target));
  return names.filter((name) => own.has(name));
}
