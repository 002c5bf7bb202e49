/** What a bundle's records mean, read along while its streams are checked: every claim judged again, at judgedAt and today. */
import type { Along } from '../bundle/content.ts';
import { createNameIndex, type NameIndex } from '../bundle/name-index.ts';
import { parseFact, parseName, parseReplyHead } from '../bundle/parse-fact.ts';
import type { LineReader } from '../bundle/read.ts';
import { type Judging, startJudging } from '../judge/evaluate.ts';
import type { ResolvedClaim } from '../judge/resolve.ts';
import type { Instant, Judgement, Manifest, ManifestStream } from '../model.ts';
import { type Agreement, createAgreement, type Derived } from './agreement.ts';
import { whyUnderivable } from './derivable.ts';
import { judgeFact, nameOf } from './judge-streams.ts';
import { gatherRun, type SealedRun, wholeRun } from './read-run.ts';

/** Who hears a bundle through, and what came of it. */
export interface Meaning extends Along {
  /** After the last stream. BundleError inconsistent or verdicts: the bundle does not agree with itself. */
  readonly conclude: () => Concluded;
}

export interface Concluded {
  /** Absent where part of run.jsonl is withheld. */
  readonly sealed?: SealedRun;
  /** At judgedAt, in the manifest's order: all that can be derived, and they are what was sealed. */
  readonly then: readonly Derived[];
  /** The same claims today. */
  readonly now: readonly Derived[];
  /** Planned tasks that have a sweep. */
  readonly swept: number;
}

export function createMeaning(directory: string, manifest: Manifest, today: Instant): Meaning {
  const withheld = new Map<string, number>();
  const gathered = gatherRun();
  let sealed: SealedRun | undefined;
  let agreement: Agreement | undefined;
  let judging: Judging | undefined;
  let later: Later | undefined;
  let names: NameIndex | undefined;

  return { run: gathered.see, lines, ended, conclude };

  /** run.jsonl comes first. */
  function begin(): Agreement {
    if (withheld.get('run') === 0) sealed = wholeRun(gathered.shown);
    if (sealed !== undefined) {
      judging = startJudging(sealed.claims, sealed, manifest.run.judgedAt);
      later = startLater(sealed, today);
    }
    return createAgreement(manifest, sealed, withheld);
  }

  function ended({ name }: ManifestStream, missing: number): void {
    withheld.set(name, missing);
    if (name === 'run') agreement = begin();
  }

  function lines(stream: ManifestStream): LineReader {
    const its = agreement;
    if (its === undefined) return { line: () => {} };
    its.begin(stream.name);
    if (stream.name.endsWith('.replies')) return replyReader(stream, its);
    return stream.name.endsWith('.names') ? nameReader(stream, its) : factReader(stream, its);
  }

  function replyReader({ name }: ManifestStream, its: Agreement): LineReader {
    return {
      line: (line) => {
        parseReplyHead(line.recordBut('body'), line);
        its.reply(name, line.leaf());
      },
    };
  }

  function nameReader(stream: ManifestStream, its: Agreement): LineReader {
    const areNeeded = judging?.needsNames === true || later?.judging.needsNames === true;
    const index = areNeeded ? createNameIndex(directory, stream) : undefined;
    names = index;
    return {
      line: (line) => {
        const name = parseName(line.record(), line);
        its.name(name);
        index?.add(name, line);
      },
    };
  }

  function factReader(stream: ManifestStream, its: Agreement): LineReader {
    const judgings = [judging, later?.judging].filter((one) => one !== undefined);
    return {
      line: (line) => {
        const fact = parseFact(line.record(), line);
        its.fact(stream.name, fact);
        judgeFact(judgings, fact, nameOf(fact, names), stream);
      },
    };
  }

  function conclude(): Concluded {
    const judgements = judging?.finish() ?? [];
    const why = manifest.claims.map((_, index) => whyUnderivable(index, sealed, manifest.streams, withheld));
    const then = why.map((reason, index) => derived(reason, judgements[index]));
    agreement?.settle(then);
    const nowJudged = later?.finish(judgements) ?? [];
    return {
      ...(sealed && { sealed }),
      then,
      now: why.map((reason, index) => derived(reason, nowJudged[index])),
      swept: agreement?.swept() ?? 0,
    };
  }
}

function derived(why: string | undefined, judgement: Judgement | undefined): Derived {
  if (why !== undefined) return { why };
  return judgement ?? { why: 'it is missing in run.jsonl' };
}

/** Judges again, today, the claims that time may turn; the others stay as they are. */
interface Later {
  readonly judging: Judging;
  readonly finish: (then: readonly Judgement[]) => readonly Judgement[];
}

function startLater(sealed: SealedRun, today: Instant): Later {
  const turning = sealed.claims.flatMap((resolved, index) => (mayTurn(resolved) ? [{ resolved, index }] : []));
  const judging = startJudging(
    turning.map(({ resolved }) => resolved),
    sealed,
    today,
  );
  return {
    judging,
    finish: (then) => {
      const now = [...then];
      for (const [at, judgement] of judging.finish().entries()) now[turning[at]?.index ?? -1] = judgement;
      return now;
    },
  };
}

/** What a time decides: whether a document or an exception holds, and whether evidence has outlived its maxAge. */
function mayTurn({ claim, proofs }: ResolvedClaim): boolean {
  return claim.maxAge !== undefined || claim.exceptions.length > 0 || proofs.some(({ is }) => is !== 'question');
}
