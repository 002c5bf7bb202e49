import type { ResolvedClaim } from '../judge/resolve.ts';
import type { ControlRef, Judgement, ManifestClaim } from '../model.ts';
import { questionsOf } from './needs.ts';

/** What the public manifest says of a claim. A private one (`quoteDigest` given) shows neither its words nor its id. */
export function manifestClaim(
  resolved: ResolvedClaim,
  { verdict, counts }: Judgement,
  controls: readonly Pick<ControlRef, 'id'>[],
  quoteDigest: string | undefined,
  index: number,
): ManifestClaim {
  const { id, quote } = resolved.claim;
  return {
    ...(quoteDigest === undefined ? { id, quote } : { id: `private-${index + 1}`, quoteDigest }),
    verdict,
    counts,
    controls: [...new Set(controls.map((control) => control.id))].sort(),
    checks: [...new Set(questionsOf(resolved).map(({ label }) => label))].sort(),
  };
}
