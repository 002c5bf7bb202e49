/** Whether what was seen is worth a grade, whatever was not. */
import { allSuitesSeen, offeredSuites, primesSeen } from './facts.ts';
import { letters } from './letters.ts';
import { type Assessed, assess, gradeOf, letterOf } from './rate.ts';
import type { Grade, Letter } from './rating.ts';
import type { Rule } from './rules.ts';
import type { Seen } from './seen.ts';

export interface GradeAsked {
  readonly atLeast: Letter;
  /** Whatever the certificate's trust, dates and name. */
  readonly trustIgnored: boolean;
}

/** What a grade is read from, as the kind `tls-endpoint` calls it. */
export type Input = 'protocols' | 'certificates' | 'groups' | 'dhStatus' | 'dh' | 'features' | 'simulations' | 'hsts';

/** `grade`: the best that it can be. `because`: the rules that keep it from more. */
export type Reached =
  | { readonly answer: 'met'; readonly grade: Grade }
  | { readonly answer: 'not-met'; readonly grade: Grade; readonly because: readonly string[] }
  | { readonly answer: 'unseen'; readonly input: Input; readonly because: readonly string[] };

/** No better grade than the worst that what was not seen could make of it, and no worse than the best. */
export function reaches(seen: Seen, { atLeast, trustIgnored }: GradeAsked): Reached {
  const assessed = assess(seen);
  if (assessed === undefined) return { answer: 'unseen', input: firstMissing(seen), because: ['too little was seen for a grade'] };
  const { applied, open, whole } = assessed;
  const gradeBy = (rules: readonly Rule[]): Grade => (trustIgnored ? letterOf : gradeOf)(assessed.scores, rules);
  const best = gradeBy(applied);
  if (!isAtLeast(best, atLeast)) return { answer: 'not-met', grade: best, because: reasons(assessed, atLeast, gradeBy) };
  if (whole && isAtLeast(gradeBy([...applied, ...open]), atLeast)) return { answer: 'met', grade: best };
  const [decisive, ...others] = open.filter((rule) => !isAtLeast(gradeBy([rule]), atLeast));
  if (decisive === undefined) return { answer: 'unseen', input: firstMissing(seen), because: ['the scores are not whole'] };
  return { answer: 'unseen', input: inputOf(decisive), because: [decisive, ...others].map(({ says }) => says) };
}

export function isAtLeast(grade: Grade, atLeast: Letter): boolean {
  return grade !== 'T' && grade !== 'M' && letters.indexOf(grade) <= letters.indexOf(atLeast);
}

function reasons({ applied, scores }: Assessed, atLeast: Letter, gradeBy: (rules: readonly Rule[]) => Grade): readonly string[] {
  const ruled = applied.filter((rule) => !isAtLeast(gradeBy([rule]), atLeast));
  return isAtLeast(letterOf(scores, []), atLeast) ? ruled.map(({ says }) => says) : [`the scores make ${scores.total} of 100`];
}

const INPUTS: readonly (readonly [Input, RegExp])[] = [
  ['certificates', /^(name-mismatch|untrusted|out-of-date|revoked|chain-incomplete|key-\d+|\w+-certificate)$/],
  ['dhStatus', /^dh-/],
  ['features', /^(crime|no-secure-renegotiation)$/],
  ['simulations', /^(small-blocks|no-forward-secrecy)$/],
  ['hsts', /^hsts-/],
];

export function inputOf({ id }: Pick<Rule, 'id'>): Input {
  return INPUTS.find(([, rules]) => rules.test(id))?.[0] ?? 'protocols';
}

/** Of what the scores are made of. */
function firstMissing({ tls }: Seen): Input {
  const suites = offeredSuites(tls);
  if (!allSuitesSeen(tls) || suites.length === 0 || suites.some(({ bits }) => bits === undefined)) return 'protocols';
  if (tls.groups === undefined || (tls.groupsUnclear ?? []).length > 0) return 'groups';
  if (!primesSeen(tls)) return tls.dhStatus === 'offered' ? 'dh' : 'dhStatus';
  return 'certificates';
}
