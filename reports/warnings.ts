import type { BundleView, Origin } from '../src/model.ts';
import { number, plural } from './wording.ts';

const unreal: Readonly<Record<Exclude<Origin, 'live'>, { readonly all: string; readonly some: string }>> = {
  practice: {
    all: 'Practice cloud: nothing here was seen on a real provider.',
    some: 'Practice cloud: part of this was not seen on a real provider.',
  },
  replay: {
    all: 'Replay: nothing here was asked of a provider, old answers were read again.',
    some: 'Replay: part of this was read from old answers.',
  },
  override: {
    all: 'Overridden endpoint: another server than the provider’s own answered.',
    some: 'Overridden endpoint: part of this was answered by another server than the provider’s own.',
  },
};

/** Said before anything else, unless every answer is live. */
export function originWarnings(origins: Readonly<Partial<Record<Origin, number>>>): readonly string[] {
  const present = (['practice', 'replay', 'override', 'live'] as const).filter((origin) => (origins[origin] ?? 0) > 0);
  if (present.length === 0) return ['No machine’s answer is in this bundle: it rests on documents alone, or nothing could be reached.'];
  return present.filter((origin) => origin !== 'live').map((origin) => unreal[origin][present.length === 1 ? 'all' : 'some']);
}

/** Said of a copy that leaves lines out: how many, and whose word then stands for the verdicts. */
export function withheldWarnings({ manifest, withheld, judgements }: BundleView): readonly string[] {
  const hidden = Object.values(withheld).reduce((sum, lines) => sum + lines, 0);
  if (hidden === 0) return [];
  const all = manifest.streams.reduce((sum, { size }) => sum + size, 0);
  const lines = `A redacted copy: ${number(hidden)} of ${plural(all, 'line is', 'lines are')} withheld.`;
  const taken = manifest.claims.length - judgements.length;
  if (taken <= 0) return [`${lines} Every verdict follows from what is shown.`];
  const whose = taken === manifest.claims.length ? 'The verdicts are' : `${plural(taken, 'verdict is', 'verdicts are')}`;
  return [`${lines} ${whose} those of the signed manifest and cannot be derived again from what is shown.`];
}

/** What a reader has to know before anything else. */
export function warnings(view: BundleView): readonly string[] {
  const { origins, run } = view.manifest;
  return [
    ...originWarnings(origins),
    ...withheldWarnings(view),
    ...completenessWarnings({ subset: view.run?.subset === true, complete: run.complete }),
  ];
}

/** What keeps a run from being the whole answer. */
export function completenessWarnings(run: { readonly subset: boolean; readonly complete: boolean }): readonly string[] {
  if (run.subset) return ['A chosen subset: claims or targets were left out of this run.'];
  return run.complete ? [] : ['Incomplete: not everything that was planned could be seen.'];
}
