/** Claims that turned, and what of their sentence, scope, proof, exceptions, controls and counts is not the same. */
import { isDeepStrictEqual } from 'node:util';
import type { Change, Claim, ClaimDiff, Manifest, ManifestClaim, Verdict } from '../model.ts';
import type { ShownRun } from './read-run.ts';

/** One bundle's claims. `run`: absent where part of run.jsonl is withheld; then only the manifest is compared. */
export interface ClaimsSide {
  readonly manifest: Manifest;
  readonly run: Pick<ShownRun, 'claims'> | undefined;
}

/** From the best to the worst. */
const ORDER: readonly Verdict[] = ['verified', 'attested', 'vacuous', 'unjudged', 'lapsed', 'unproven', 'contradicted'];

/** Those that are not the same, and how many are. */
export function diffClaims(old: ClaimsSide, now: ClaimsSide): { readonly claims: readonly ClaimDiff[]; readonly same: number } {
  const whole = old.run !== undefined && now.run !== undefined;
  const before = claimsById(old, whole);
  const after = claimsById(now, whole);
  const kept = [...after].map(([id, claim]) => {
    const was = before.get(id);
    return was === undefined ? ({ id, is: 'in', new: claim.sealed.verdict, changes: [] } satisfies ClaimDiff) : diffClaim(id, was, claim);
  });
  const gone = [...before].flatMap(([id, { sealed }]): ClaimDiff[] =>
    after.has(id) ? [] : [{ id, is: 'out', old: sealed.verdict, changes: [] }],
  );
  const different = kept.filter(({ is, changes, ...rest }) => is !== 'changed' || changes.length > 0 || 'turned' in rest);
  return { claims: [...different, ...gone], same: kept.length - different.length };
}

interface Known {
  readonly sealed: ManifestClaim;
  readonly claim: Claim | undefined;
}

/** By the claim's own id where the run is shown, so that a private claim is found again. */
function claimsById({ manifest, run }: ClaimsSide, whole: boolean): ReadonlyMap<string, Known> {
  return new Map(
    manifest.claims.map((sealed, index) => {
      const claim = whole ? run?.claims[index] : undefined;
      return [claim?.id ?? sealed.id, { sealed, claim }];
    }),
  );
}

function diffClaim(id: string, { sealed: old, claim: was }: Known, { sealed: now, claim: is }: Known): ClaimDiff {
  const turned = ORDER.indexOf(now.verdict) - ORDER.indexOf(old.verdict);
  const changes =
    was !== undefined && is !== undefined
      ? [...fieldChanges(was, is), ...exceptionChanges(was, is)]
      : different('quote', old.quote ?? old.quoteDigest, now.quote ?? now.quoteDigest);
  return {
    id,
    is: 'changed',
    old: old.verdict,
    new: now.verdict,
    ...(turned === 0 ? {} : { turned: turned > 0 ? 'worse' : 'better' }),
    changes: [
      ...changes,
      ...different('checks', old.checks, now.checks),
      ...different('controls', old.controls, now.controls),
      ...countChanges(old, now),
    ],
  };
}

/** `stands` may move while the sentence stays, and is left out. */
function fieldChanges(was: Claim, is: Claim): readonly Change[] {
  return (['quote', 'private', 'scope', 'proof', 'because', 'maxAge'] as const).flatMap((field) => different(field, was[field], is[field]));
}

function exceptionChanges({ exceptions: was }: Claim, { exceptions: is }: Claim): readonly Change[] {
  const gone = was.filter((one) => !is.some((other) => isDeepStrictEqual(one, other)));
  const come = is.filter((one) => !was.some((other) => isDeepStrictEqual(one, other)));
  return [
    ...gone.map((one) => ({ what: 'exception', old: JSON.stringify(one) })),
    ...come.map((one) => ({ what: 'exception', new: JSON.stringify(one) })),
  ];
}

function countChanges({ counts: was }: ManifestClaim, { counts: is }: ManifestClaim): readonly Change[] {
  const names = [
    'observations',
    'holds',
    'contradicts',
    'excepted',
    'notApplicable',
    'unseen',
    'outOfScope',
    'gaps',
    'exclusions',
    'tasks',
    'swept',
  ] as const;
  return names.flatMap((name) => different(name, was[name], is[name]));
}

function different(what: string, old: unknown, now: unknown): readonly Change[] {
  if (isDeepStrictEqual(old, now)) return [];
  return [
    {
      what,
      ...(old === undefined ? {} : { old: JSON.stringify(old) }),
      ...(now === undefined ? {} : { new: JSON.stringify(now) }),
    },
  ];
}
