/** What verify says of the records, in separate answers: none says yes where a part could not be checked. */
import type { Withheld } from '../bundle/content.ts';
import type { Judgement, Manifest, VerifyAnswer } from '../model.ts';
import type { Derived } from './agreement.ts';
import { factStreams } from './judge-streams.ts';
import type { Concluded } from './meaning.ts';
import type { Reread } from './reread.ts';

export function judgementsIn(derived: readonly Derived[]): readonly Judgement[] {
  return derived.filter((one) => 'verdict' in one);
}

/** About what was planned, concluded and seen. */
export function meaningAnswers(manifest: Manifest, concluded: Concluded, withheld: Withheld, today: string): readonly VerifyAnswer[] {
  return [
    completeness(manifest, concluded, withheld),
    verdicts(manifest, concluded),
    todayAnswer(concluded, today),
    origin(manifest, withheld),
  ];
}

/** Where the bundle is broken, or its records do not agree, there is nothing to ask them. */
export function notAsked(): readonly VerifyAnswer[] {
  const questions = ['completeness', 'verdicts', 'today', 'origin', 'chain'] as const;
  return questions.map((question) => ({ question, answer: 'not-checked', says: 'the bundle is broken' }));
}

function completeness(manifest: Manifest, { sealed, then, swept }: Concluded, withheld: Withheld): VerifyAnswer {
  const question = 'completeness';
  const { complete } = manifest.run;
  const word = complete ? 'the signer says that nothing was left unseen' : 'the signer says that something was left unseen';
  if (sealed === undefined) return { question, answer: 'not-checked', says: `what was planned is withheld; ${word}` };
  if (areFactsWithheld(manifest, withheld)) return { question, answer: 'not-checked', says: `facts are withheld; ${word}` };
  const judgements = judgementsIn(then);
  const planned = sealed.tasks.length;
  if (judgements.length < then.length)
    return { question, answer: 'note', says: `${swept} of ${planned} planned looks were taken to the end; ${word}` };
  if (complete) return { question, answer: 'yes', says: `all ${planned} planned looks were taken, and nothing was left unseen` };
  const unproven = judgements.filter(({ counts }) => counts.gaps > 0 || counts.unseen > 0 || counts.swept < counts.tasks).length;
  const chosen = sealed.run.subset ? 'only chosen claims or targets were looked at; ' : '';
  return { question, answer: 'note', says: `${chosen}${unproven} of ${judgements.length} claims rest on something that could not be seen` };
}

function verdicts({ run, claims }: Manifest, { then }: Concluded): VerifyAnswer {
  const again = judgementsIn(then).length;
  const says = `${again} of ${then.length} derived again from the records, as of ${run.judgedAt}`;
  if (again === then.length) return { question: 'verdicts', answer: 'yes', says };
  const why = Map.groupBy(then.entries(), ([, one]) => ('why' in one ? one.why : ''));
  why.delete('');
  const told = [...why].map(([reason, those]) => {
    const ids = those.slice(0, 5).map(([index]) => claims[index]?.id ?? '');
    return `${those.length} underivable (${ids.join(', ')}${those.length > ids.length ? ', …' : ''}): ${reason}`;
  });
  return { question: 'verdicts', answer: again === 0 ? 'not-checked' : 'note', says: [says, ...told].join('; ') };
}

function todayAnswer({ then, now }: Concluded, today: string): VerifyAnswer {
  const question = 'today';
  const judged = judgementsIn(now);
  if (judged.length === 0 && now.length > 0) return { question, answer: 'not-checked', says: 'no verdict can be derived again' };
  const before = new Map(judgementsIn(then).map(({ claim, verdict }) => [claim, verdict]));
  const turned = judged.filter(({ claim, verdict }) => verdict !== before.get(claim));
  const rest = judged.length < now.length ? ` (of ${judged.length} that can be derived again)` : '';
  if (turned.length > 0) {
    const told = turned.map(({ claim, verdict }) => `${claim} is ${verdict}`).join(', ');
    return { question, answer: 'note', says: `as of ${today}: ${told}${rest}` };
  }
  return { question, answer: rest === '' ? 'yes' : 'note', says: `the same verdicts as of ${today}${rest}` };
}

function origin(manifest: Manifest, withheld: Withheld): VerifyAnswer {
  const told = Object.entries(manifest.origins).map(([name, count]) => `${count} ${name}`);
  const live = told.length > 0 && Object.keys(manifest.origins).every((name) => name === 'live');
  const says = live
    ? 'every look was live'
    : `not all of it was seen on the provider's own hosts: ${told.join(', ') || 'nothing was looked at'}`;
  if (!areFactsWithheld(manifest, withheld)) return { question: 'origin', answer: live ? 'yes' : 'note', says };
  return { question: 'origin', answer: live ? 'not-checked' : 'note', says: `${says}, says the signer; facts that show it are withheld` };
}

/** A reply that reads differently today may be the collector's change: it is said, and breaks nothing that was sealed. */
export function rereadAnswer({ all, again, differently, absent }: Reread): VerifyAnswer {
  const rest = [
    differently === 0 ? '' : `, ${differently} read differently`,
    absent === 0 ? '' : `, ${absent} by collectors that cannot replay here`,
  ].join('');
  return {
    question: 'reread',
    answer: again === all ? 'yes' : 'note',
    says: `${again} of ${all} observations read again from the stored replies${rest}`,
  };
}

function areFactsWithheld({ streams }: Manifest, withheld: Withheld): boolean {
  return factStreams(streams).some(({ name }) => (withheld.get(name) ?? 0) > 0);
}
