import { saltedDigest } from '../bundle/line.ts';
import type { ResolvedClaim } from '../judge/resolve.ts';
import type { ControlRef, Judgement, ManifestClaim } from '../model.ts';
import { questionsOf } from './needs.ts';

/** What the public manifest says of a claim. A private one shows neither its words nor its id; `salt` is that of its line in run.jsonl. */
export function manifestClaim(
  resolved: ResolvedClaim,
  { verdict, counts }: Pick<Judgement, 'verdict' | 'counts'>,
  controls: readonly Pick<ControlRef, 'id'>[],
  salt: string | undefined,
  index: number,
): ManifestClaim {
  const { id, quote, private: isPrivate } = resolved.claim;
  if (isPrivate && salt === undefined) throw new TypeError(`the private claim ${id} has no salt`);
  return {
    ...(isPrivate && salt !== undefined ? { id: `private-${index + 1}`, quoteDigest: saltedDigest(salt, quote) } : { id, quote }),
    verdict,
    counts,
    controls: [...new Set(controls.map((control) => control.id))].sort(),
    checks: [...new Set(questionsOf(resolved).map(({ label }) => label))].sort(),
  };
}
