import type { Verdict } from '../model.ts';

/** From worst to best; `vacuous` and `unjudged` stand apart. */
const order: readonly Verdict[] = ['contradicted', 'unproven', 'lapsed', 'attested', 'verified'];
/** From best to worst, among alternatives: what paper says beats what could not be seen. */
const preference: readonly Verdict[] = ['verified', 'attested', 'unproven', 'lapsed', 'contradicted'];

/** The worst of several: a vacuous one counts only where all are. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'vacuous';
}

/** The best of several alternatives: a vacuous one counts only where all are. */
export function best(verdicts: readonly Verdict[]): Verdict {
  return preference.find((verdict) => verdicts.includes(verdict)) ?? 'vacuous';
}
