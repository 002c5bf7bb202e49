import type { Compliance } from '../../../src/guides/compliance.ts';
import { letters } from '../../../src/guides/letters.ts';
import { policies } from '../../../src/guides/mozilla.ts';
import type { Letter } from '../../../src/guides/rating.ts';
import { reaches } from '../../../src/guides/reaches.ts';
import type { Seen } from '../../../src/guides/seen.ts';
import type { PolicyAnswer } from './tls-report.ts';

/** What --policy asks of every address. */
export type Policy =
  | { readonly is: 'guideline'; readonly name: (typeof policies)[number] }
  | { readonly is: 'grade'; readonly name: string; readonly atLeast: Letter };

/** Reads "mozilla-intermediate" and "grade>=A"; throws a TypeError that says what was expected. */
export function parsePolicy(text: string): Policy {
  const guideline = policies.find((name) => name === text);
  if (guideline !== undefined) return { is: 'guideline', name: guideline };
  const atLeast = letters.find((letter) => text === `grade>=${letter}`);
  if (atLeast === undefined) throw new TypeError(`expected one of ${policies.join(', ')}, or a grade: "grade>=A"`);
  return { is: 'grade', name: text, atLeast };
}

/** What a policy is judged by. Undefined: too little was asked or seen. */
export interface Judged {
  readonly seen?: Seen | undefined;
  readonly compliance?: readonly Compliance[] | undefined;
  /** The protocol that TLS would be started from says that there is none. */
  readonly offersNone?: boolean;
}

export function judgePolicy(policy: Policy, judged: Judged): PolicyAnswer {
  if (judged.offersNone === true) return { policy: policy.name, answer: 'not-met', faults: ['no TLS is offered'] };
  return policy.is === 'grade' ? byGrade(policy, judged) : byGuideline(policy.name, judged);
}

function byGrade({ name, atLeast }: Policy & { readonly is: 'grade' }, { seen }: Judged): PolicyAnswer {
  if (seen === undefined) return { policy: name, answer: 'unseen', faults: ['there is no grade: too little was asked, or seen'] };
  const reached = reaches(seen, { atLeast, trustIgnored: false });
  if (reached.answer === 'met') return { policy: name, answer: 'met', faults: [] };
  const faults = reached.answer === 'unseen' ? reached.because.map((says) => `not seen: ${says}`) : [...reached.because];
  return { policy: name, answer: reached.answer, faults };
}

function byGuideline(name: (typeof policies)[number], { compliance = [] }: Judged): PolicyAnswer {
  const found = compliance.find(({ policy }) => policy === name);
  if (found === undefined) return { policy: name, answer: 'unseen', faults: ['too little was asked, or seen'] };
  const open = found.requirements.filter(({ binding, answer }) => binding && answer !== 'met');
  return { policy: name, answer: found.answer, faults: open.flatMap(({ faults }) => faults) };
}
