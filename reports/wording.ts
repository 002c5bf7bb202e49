import type { Cause, Counts, DocumentProof, ExclusionReason, Instant, ProofJudgement, Target, Verdict } from '../src/model.ts';

/** Verdicts as a reader should meet them: what needs work first. */
export const verdictOrder = [
  'contradicted',
  'unproven',
  'lapsed',
  'verified',
  'attested',
  'vacuous',
  'unjudged',
] as const satisfies readonly Verdict[];

/** What each verdict means, in one line. */
export const verdictMeans: Readonly<Record<Verdict, string>> = {
  contradicted: 'something was seen that shows it untrue',
  unproven: 'not everything could be seen',
  lapsed: 'what it rests on is too old',
  verified: 'all was seen, and all holds',
  attested: 'a valid document says so',
  vacuous: 'nothing to judge was found',
  unjudged: 'nothing could show it',
};

const causes: Readonly<Record<Cause['reason'], string>> = {
  denied: 'access was denied',
  throttled: 'still throttled after every retry',
  unreachable: 'no usable answer came',
  unsupported: 'the server does not know this call',
  malformed: 'the answer could not be read',
  bug: 'the collector failed',
  'not-swept': 'a planned look did not come to its end',
  'not-planned': 'no look was planned',
  'counts-differ': 'the counts of a look do not match its records',
  unseen: 'the provider did not say',
  'not-evaluable': 'the expression could not be evaluated there',
  'no-document': 'the document is not there',
};

const exclusions: Readonly<Record<ExclusionReason, string>> = {
  'region-disabled': 'the region is disabled',
  'not-offered': 'the provider does not offer it there',
  'api-off': 'the API is switched off',
  'account-suspended': 'the account is suspended',
  'by-config': 'left out by the configuration',
};

const nouns: Readonly<Record<string, readonly [string, string]>> = {
  aws: ['account', 'accounts'],
  azure: ['subscription', 'subscriptions'],
  gcp: ['project', 'projects'],
};

/** "verified", or "verified except 2 of 36" where exceptions were needed. */
export function verdictWords(verdict: Verdict, counts: Counts): string {
  const admits = verdict === 'verified' || verdict === 'attested';
  return admits && counts.excepted > 0 ? `${verdict} except ${number(counts.excepted)} of ${number(applicable(counts))}` : verdict;
}

/** Observations that a proof answers for: those it does not apply to left out. */
export function applicable(counts: Counts): number {
  return counts.holds + counts.contradicts + counts.excepted + counts.unseen;
}

/** All that a verdict's sentence is made of. `proof` is the one that decides. */
export interface Grounds {
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly proof: ProofJudgement | undefined;
  readonly targets: readonly Target[];
  readonly judgedAt: Instant;
  readonly because: string | undefined;
}

/** One sentence: why this verdict. */
export function why({ verdict, counts, proof, targets, judgedAt, because }: Grounds): string {
  switch (verdict) {
    case 'verified':
      return whyVerified(counts);
    case 'contradicted':
      return whyContradicted(counts, proof);
    case 'unproven':
      return whyUnproven(proof, targets);
    case 'vacuous':
      return whyVacuous(counts);
    case 'attested':
      return proof?.document === undefined
        ? 'It rests on a valid document, not on what a machine saw.'
        : `It rests on a document that is valid until ${proof.document.validUntil}, not on what a machine saw.`;
    case 'lapsed':
      return proof?.document === undefined
        ? 'What was seen is older than the claim allows.'
        : `Its document ${validity(proof.document, judgedAt)}.`;
    case 'unjudged':
      return because === undefined || because === '' ? 'Nothing could show it.' : `Nothing could show it: ${because}`;
  }
}

/** "is valid until 2027-06-30", as of the day of the judgement. */
export function validity({ validFrom, validUntil }: DocumentProof, judgedAt: Instant): string {
  const day = judgedAt.slice(0, 10);
  if (validFrom !== undefined && validFrom > day) return `is valid only from ${validFrom}`;
  return validUntil < day ? `was valid until ${validUntil}` : `is valid until ${validUntil}`;
}

function whyVerified(counts: Counts): string {
  const all = applicable(counts);
  if (counts.excepted > 0)
    return `${number(counts.holds)} of ${number(all)} hold; the rest is excepted, each with a reason, an owner and a last day.`;
  if (counts.contradicts > 0) return `${number(counts.holds)} of ${number(all)} satisfy it, and that is enough.`;
  const rest = counts.notApplicable > 0 ? ` It does not apply to ${number(counts.notApplicable)} more.` : '';
  return `${all === 1 ? 'It holds' : `All ${number(all)} hold`}, and every planned place was looked at.${rest}`;
}

function whyContradicted(counts: Counts, proof: ProofJudgement | undefined): string {
  const blind = counts.gaps > 0 || counts.swept < counts.tasks ? ' Besides, not everything could be seen.' : '';
  if (counts.contradicts === 0)
    return `${proof?.contradictions[0] === undefined ? 'Nothing was found that satisfies it.' : sentence(proof.contradictions[0].why)}${blind}`;
  const one = counts.contradicts === 1;
  return `${number(counts.contradicts)} of ${number(applicable(counts))} contradict${one ? 's' : ''} it.${blind}`;
}

function whyUnproven(proof: ProofJudgement | undefined, targets: readonly Target[]): string {
  const [first, ...more] = proof?.causes ?? [];
  if (first === undefined) {
    const left = proof?.notLookedAt ?? [];
    return left.length === 0 ? 'Not everything could be seen.' : `Not looked at: ${left.join(', ')}.`;
  }
  const others = more.length === 0 ? '' : `, and ${plural(more.length, 'other cause', 'other causes')}`;
  return `Not everything could be seen: ${causeHeadline(first, targets)}${others}.`;
}

function whyVacuous(counts: Counts): string {
  if (counts.excepted > 0) return `Nothing to judge: all ${number(counts.excepted)} that it applies to are excepted.`;
  if (counts.notApplicable > 0)
    return `Nothing to judge: ${plural(counts.notApplicable, 'thing was', 'things were')} found, and it applies to none of them.`;
  if (counts.outOfScope > 0)
    return `Nothing to judge: ${plural(counts.outOfScope, 'thing was', 'things were')} found, all outside of the claim’s scope.`;
  return 'Nothing to judge: no such resources were found.';
}

/** "kms:ListKeys is missing in 2 accounts". */
export function causeHeadline(cause: Cause, targets: readonly Target[]): string {
  return `${causeWhat(cause)}${causeReach(cause, targets)}`;
}

/** "kms:ListKeys is missing". */
export function causeWhat(cause: Cause): string {
  const { permissions = [], fields = [] } = cause;
  if (cause.reason === 'denied' && permissions.length > 0) return `${list(permissions)} ${permissions.length === 1 ? 'is' : 'are'} missing`;
  if (cause.reason === 'unseen' && fields.length > 0) return `the provider did not say ${list(fields)}`;
  return causes[cause.reason];
}

/** The reason in plain words. */
export function causeReason(cause: Cause): string {
  return causes[cause.reason];
}

/** " in 2 accounts". */
export function causeReach(cause: Cause, targets: readonly Target[]): string {
  const ids = new Set(cause.where.map((place) => place.split('/')[0] ?? place));
  if (ids.size === 0) return '';
  const [one, many] = targetNouns([...new Set(targets.filter(({ target }) => ids.has(target)).map(({ source }) => source))]);
  // `where` holds 50 places at most.
  if (ids.has('*')) return '';
  return ` in ${cause.where.length >= 50 ? 'at least ' : ''}${plural(ids.size, one, many)}`;
}

/** What the targets of these sources are called, one and many. */
export function targetNouns(sources: readonly string[]): readonly [string, string] {
  const [source, ...others] = sources;
  if (source === undefined || others.length > 0) return ['target', 'targets'];
  return nouns[source] ?? ['target', 'targets'];
}

/** The reason of an exclusion in plain words. */
export function exclusionReason(reason: ExclusionReason): string {
  return exclusions[reason];
}

/** "1,204", of a whole number. Asking for a locale would load all that Node knows of locales: ten milliseconds. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 gap", "2 gaps". */
export function plural(value: number, one: string, many: string): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** "a, b and c". */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** "2026-03-04 10:20 UTC". */
export function instant(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** With a capital first letter. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function sentence(text: string): string {
  const first = capital(text);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
