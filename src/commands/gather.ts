import type { Withheld } from '../bundle/content.ts';
import { gapCause } from '../judge/question-proof.ts';
import { createTally } from '../judge/tally.ts';
import type {
  BundleView,
  ControlRef,
  Exclusion,
  Fact,
  Finding,
  Judgement,
  Manifest,
  ManifestClaim,
  ProofJudgement,
  SubjectName,
  Sweep,
} from '../model.ts';
import { checks } from '../plugins.ts';
import { controlsOf, sealedControls } from './controls-of.ts';
import { eachName, factStreams } from './judge-streams.ts';
import type { SealedRun, ShownRun } from './read-run.ts';

/** Gathers, while the facts go by, what reports show beside the judgements. */
export interface Gathering {
  readonly watch: (fact: Fact) => void;
  /** `withheld`: numbers of lines by stream; none where it is not given. */
  readonly view: (
    directory: string,
    manifest: Manifest,
    run: SealedRun | ShownRun,
    judgements: readonly Judgement[],
    withheld?: Withheld,
  ) => Promise<BundleView>;
}

export function startGathering(): Gathering {
  const exclusions: Exclusion[] = [];
  const sweeps: Sweep[] = [];
  const gaps = createTally();
  return { watch, view };

  function watch(fact: Fact): void {
    if (fact.record === 'exclusion') exclusions.push(fact);
    else if (fact.record === 'sweep') sweeps.push(fact);
    else if (fact.record === 'gap') gaps.cause(gapCause(fact), fact);
  }

  async function view(
    directory: string,
    manifest: Manifest,
    run: SealedRun | ShownRun,
    judgements: readonly Judgement[],
    withheld: Withheld = new Map(),
  ): Promise<BundleView> {
    const { targets, tasks } = run;
    const sealed = 'run' in run ? run : undefined;
    return {
      manifest,
      ...(sealed && { run: sealed.run }),
      withheld: Object.fromEntries([...withheld].filter(([, lines]) => lines > 0)),
      claims: 'run' in run ? run.claims.map(({ claim }) => claim) : run.claims,
      judgements,
      targets,
      tasks,
      exclusions,
      sweeps,
      causes: gaps.causes(),
      names: await namesOf(directory, manifest, judgements),
      controls: Object.fromEntries(
        sealed?.claims.map((resolved, index) => [resolved.claim.id, controlsIn(manifest.claims[index], controlsOf(resolved, sealed))]) ??
          [],
      ),
      checks: usedChecks(manifest),
    };
  }
}

function controlsIn(sealed: ManifestClaim | undefined, today: readonly ControlRef[]): readonly ControlRef[] {
  return sealed === undefined ? today : sealedControls(sealed, today);
}

function usedChecks({ claims }: Manifest): BundleView['checks'] {
  const labels = new Set(claims.flatMap((claim) => claim.checks));
  const used = checks.map((check) => ({ ...check, label: `${check.id}@${check.version}` })).filter(({ label }) => labels.has(label));
  return Object.fromEntries(used.map(({ label, says, fix }) => [label, { says, fix }]));
}

/** Names of the subjects that stand in findings, and no others: a report of a million subjects stays small. */
async function namesOf(
  directory: string,
  manifest: Manifest,
  judgements: readonly Judgement[],
): Promise<Readonly<Record<string, SubjectName>>> {
  const found = judgements.flatMap(({ proofs }) => proofs.flatMap(findings));
  const wanted = new Set(found.flatMap(({ target, subject }) => (subject === undefined ? [] : [`${target}/${subject}`])));
  const names = new Map<string, SubjectName>();
  if (wanted.size === 0) return {};
  for (const { name: stream } of factStreams(manifest.streams)) {
    await eachName(directory, manifest.streams, stream, (name) => {
      const key = `${name.target}/${name.subject}`;
      if (wanted.has(key)) names.set(key, name);
    });
  }
  return Object.fromEntries(names);
}

function findings({ contradictions, excepted, branches = [] }: ProofJudgement): readonly Finding[] {
  return [...contradictions, ...excepted, ...branches.flatMap(findings)];
}
