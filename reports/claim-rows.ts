import type { BundleView, Claim, ControlRef, Counts, Judgement, ManifestClaim, ProofJudgement, Verdict } from '../src/model.ts';
import type { ReportOptions } from './report.ts';
import { verdictOrder, verdictWords, why } from './wording.ts';

export interface ControlRow {
  /** "soc2:CC6.1". */
  readonly id: string;
  readonly framework: string;
  readonly control: string;
  /** `claim`: the claim names it; no check's mapping does. */
  readonly confidence: ControlRef['confidence'] | 'claim';
}

/** One claim as every report shows it. */
export interface ClaimRow {
  readonly id: string;
  /** Absent: private and not to be shown. */
  readonly quote?: string;
  readonly quoteDigest?: string;
  readonly verdict: Verdict;
  /** "verified except 2 of 36". */
  readonly words: string;
  readonly why: string;
  readonly counts: Counts;
  readonly controls: readonly ControlRow[];
  readonly checks: readonly string[];
  /** Empty where the run's own records are withheld. */
  readonly proofs: readonly ProofJudgement[];
  /** Absent where withheld, or private and not to be shown. */
  readonly claim?: Claim;
  /** Names of config targets in scope; absent: all, or withheld. */
  readonly targets?: readonly string[];
}

/** Claims in the order of the manifest. What a private claim says stays out, unless the reader may see it. */
export function claimRows(view: BundleView, options: ReportOptions): readonly ClaimRow[] {
  return view.manifest.claims.map((sealed, index) => {
    const claim = view.claims.find(({ id }) => id === sealed.id) ?? aligned(view.claims, view, index);
    const judgement = view.judgements.find((one) => one.claim === sealed.id || one.claim === claim?.id);
    return row(view, sealed, claim, judgement, options.showPrivate === true);
  });
}

/** A private claim has another id in the manifest than in the run: there they meet by position. */
function aligned(claims: readonly Claim[], view: BundleView, index: number): Claim | undefined {
  const claim = claims.length === view.manifest.claims.length ? claims[index] : undefined;
  return claim?.private === true ? claim : undefined;
}

function row(
  view: BundleView,
  sealed: ManifestClaim,
  claim: Claim | undefined,
  judgement: Judgement | undefined,
  showPrivate: boolean,
): ClaimRow {
  const hidden = !showPrivate && (claim?.private === true || sealed.quoteDigest !== undefined);
  const verdict = judgement?.verdict ?? sealed.verdict;
  const counts = judgement?.counts ?? sealed.counts;
  const proofs = (judgement?.proofs ?? []).map((proof) => (hidden ? withoutDocument(proof) : proof));
  const quote = hidden ? undefined : (claim?.quote ?? sealed.quote);
  return {
    id: hidden || claim === undefined ? sealed.id : claim.id,
    verdict,
    words: verdictWords(verdict, counts),
    why: why({
      verdict,
      counts,
      proof: deciding(proofs, verdict),
      targets: view.targets,
      judgedAt: view.manifest.run.judgedAt,
      because: hidden ? undefined : claim?.because,
    }),
    counts,
    controls: controlRows(sealed.controls, view.controls[claim?.id ?? sealed.id] ?? view.controls[sealed.id] ?? []),
    checks: sealed.checks,
    proofs,
    ...(quote === undefined ? {} : { quote }),
    ...(sealed.quoteDigest === undefined ? {} : { quoteDigest: sealed.quoteDigest }),
    ...(claim === undefined || hidden ? {} : { claim }),
    ...(claim?.scope.targets === undefined ? {} : { targets: claim.scope.targets }),
  };
}

/** The first proof, or branch, that has the claim's verdict. */
export function deciding(proofs: readonly ProofJudgement[], verdict: Verdict): ProofJudgement | undefined {
  const proof = proofs.find((one) => one.verdict === verdict);
  return proof?.branches === undefined ? proof : (deciding(proof.branches, verdict) ?? proof);
}

/** Proofs that stand on their own: an anyOf gives way to its branches. */
export function leaves(proofs: readonly ProofJudgement[]): readonly ProofJudgement[] {
  return proofs.flatMap((proof) => (proof.branches === undefined ? [proof] : leaves(proof.branches)));
}

/** How many claims have each verdict that occurs, and how many of them admit exceptions. */
export function totals(
  rows: readonly ClaimRow[],
): readonly { readonly verdict: Verdict; readonly claims: number; readonly excepted: number }[] {
  return verdictOrder
    .map((verdict) => {
      const those = rows.filter((row) => row.verdict === verdict);
      return { verdict, claims: those.length, excepted: those.filter(({ words }) => words !== verdict).length };
    })
    .filter(({ claims }) => claims > 0);
}

/** Framework by framework, control by control, the claims that speak to it. */
export function byControl(rows: readonly ClaimRow[]) {
  const frameworks = new Map<string, Map<string, { confidence: ControlRow['confidence']; claim: ClaimRow }[]>>();
  for (const claim of rows) {
    for (const { framework, control, confidence } of claim.controls) {
      const controls = frameworks.get(framework) ?? new Map<string, { confidence: ControlRow['confidence']; claim: ClaimRow }[]>();
      frameworks.set(framework, controls.set(control, [...(controls.get(control) ?? []), { confidence, claim }]));
    }
  }
  return [...frameworks]
    .sort(([a], [b]) => natural(a, b))
    .map(([framework, controls]) => ({
      framework,
      controls: [...controls].sort(([a], [b]) => natural(a, b)).map(([control, claims]) => ({ control, claims })),
    }));
}

function controlRows(ids: readonly string[], known: readonly ControlRef[]): readonly ControlRow[] {
  const all = new Set([...ids, ...known.map(({ id }) => id)]);
  return [...all].sort(natural).map((id) => {
    const colon = id.indexOf(':');
    return {
      id,
      framework: colon < 0 ? 'other' : id.slice(0, colon),
      control: id.slice(colon + 1),
      confidence: known.find((one) => one.id === id)?.confidence ?? 'claim',
    };
  });
}

function withoutDocument(proof: ProofJudgement): ProofJudgement {
  const { document: _, branches, ...rest } = proof;
  return branches === undefined ? rest : { ...rest, branches: branches.map(withoutDocument) };
}

/** "CC6.2" before "CC6.10". */
function natural(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : Number(a > b));
}
