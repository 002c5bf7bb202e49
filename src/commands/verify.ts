import { resolve as absolute } from 'node:path';
import { verifyIntegrity } from '../bundle/verify.ts';
import { instant } from '../collect/clock.ts';
import { BundleError, UserError } from '../errors.ts';
import type { Judgement, Manifest, VerifyAnswer } from '../model.ts';
import { answersText, collectors, signers, sources } from '../plugins.ts';
import { createAgreement } from './agreement.ts';
import { gate } from './gate.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { judgeStreams } from './judge-streams.ts';
import { bundleDirectory } from './open-bundle.ts';
import { readRun, type SealedRun } from './read-run.ts';
import { type Reread, reread } from './reread.ts';

export interface VerifyOptions {
  readonly key?: readonly string[];
  readonly asOf?: string;
  readonly gate?: boolean;
  readonly reread?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** `claimcheck verify`: separate answers; 0 where the bundle is what it says, whatever its verdicts. */
export async function verify(path: string, options: VerifyOptions, io: Io): Promise<Exit> {
  if (options.key === undefined)
    throw new UserError(
      'usage',
      'verify needs a key that you trust: --key PUB (the one inside a bundle proves nothing about who sealed it)',
    );
  const today = options.asOf === undefined ? instant(io.clock.now()) : asOfTime(options.asOf);
  const keys = await Promise.all(options.key.map((file) => signers.readPublicKey(absolute(io.cwd, file))));
  const directory = await bundleDirectory(path, io);
  const { manifest, answers, failures } = await verifyIntegrity(directory, keys);
  const meaning =
    manifest === undefined || failures.length > 0 ? notAsked() : await askMeaning(directory, manifest, today, options.reread === true, io);
  const all = [...answers, ...meaning.answers];
  const broken = failures.length > 0 || meaning.failure !== undefined;
  if (options.json === true)
    io.out(`${JSON.stringify({ bundle: directory, holds: !broken, answers: all, verdicts: meaning.verdicts }, null, 2)}\n`);
  else
    io.out(
      `${answersText(all, { columns: io.page.isTty ? io.page.columns : 1000, color: io.page.color })}${broken ? 'The bundle does not verify.' : 'The bundle is what it says.'}\n`,
    );
  if (broken) return EXIT.broken;
  return (options.gate === true ? gate(meaning.judgements, options.strict === true) : undefined) ?? EXIT.fine;
}

interface Meaning {
  readonly answers: readonly VerifyAnswer[];
  readonly judgements: readonly Judgement[];
  readonly verdicts: readonly { readonly claim: string; readonly sealed: string; readonly today: string }[];
  readonly failure?: BundleError;
}

function notAsked(): Meaning {
  const questions = ['completeness', 'verdicts', 'today', 'origin'] as const;
  return {
    answers: questions.map((question) => ({ question, answer: 'not-checked', says: 'the bundle is broken' })),
    judgements: [],
    verdicts: [],
  };
}

/** Judges every claim again at judgedAt and today, and asks whether the bundle agrees with itself. */
async function askMeaning(directory: string, manifest: Manifest, today: string, again: boolean, io: Io): Promise<Meaning> {
  try {
    const sealed = await readRun(directory, manifest.streams);
    const agreement = createAgreement(directory, manifest, sealed);
    const then = await judgeStreams(directory, manifest.streams, sealed.claims, sealed, manifest.run.judgedAt, agreement.watch);
    await agreement.settle(then);
    const now = await judgeStreams(directory, manifest.streams, sealed.claims, sealed, today);
    const replayed = again ? [rereadAnswer(await reread(directory, manifest, sealed, { sources, collectors }, io))] : [];
    const answers = [
      completeness(manifest, sealed, then),
      verdicts(then, manifest),
      todayAnswer(then, now, today),
      origin(manifest),
      ...replayed,
    ];
    return {
      answers,
      judgements: now,
      verdicts: manifest.claims.map(({ id, verdict }, index) => ({ claim: id, sealed: verdict, today: now[index]?.verdict ?? verdict })),
    };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { answers: [{ question: 'verdicts', answer: 'no', says: error.message }], judgements: [], verdicts: [], failure: error };
  }
}

function completeness({ run }: Manifest, { tasks, run: { subset } }: SealedRun, judgements: readonly Judgement[]): VerifyAnswer {
  if (run.complete)
    return { question: 'completeness', answer: 'yes', says: `all ${tasks.length} planned looks were taken, and nothing was left unseen` };
  const unproven = judgements.filter(({ counts }) => counts.gaps > 0 || counts.unseen > 0 || counts.swept < counts.tasks).length;
  const chosen = subset ? 'only chosen claims or targets were looked at; ' : '';
  return {
    question: 'completeness',
    answer: 'note',
    says: `${chosen}${unproven} of ${judgements.length} claims rest on something that could not be seen`,
  };
}

function verdicts(judgements: readonly Judgement[], { run }: Manifest): VerifyAnswer {
  return {
    question: 'verdicts',
    answer: 'yes',
    says: `${judgements.length} of ${judgements.length} derived again from the records, as of ${run.judgedAt}`,
  };
}

function todayAnswer(then: readonly Judgement[], now: readonly Judgement[], today: string): VerifyAnswer {
  const turned = now.filter(({ verdict }, index) => verdict !== then[index]?.verdict);
  if (turned.length === 0) return { question: 'today', answer: 'yes', says: `the same verdicts as of ${today}` };
  return {
    question: 'today',
    answer: 'note',
    says: `as of ${today}: ${turned.map(({ claim, verdict }) => `${claim} is ${verdict}`).join(', ')}`,
  };
}

function origin({ origins }: Manifest): VerifyAnswer {
  const told = Object.entries(origins).map(([name, count]) => `${count} ${name}`);
  const live = told.length > 0 && Object.keys(origins).every((name) => name === 'live');
  return {
    question: 'origin',
    answer: live ? 'yes' : 'note',
    says: live
      ? 'every look was live'
      : `not all of it was seen on the provider's own hosts: ${told.join(', ') || 'nothing was looked at'}`,
  };
}

/** A reply that reads differently today may be the collector's change: it is said, and breaks nothing that was sealed. */
function rereadAnswer({ all, again, differently, absent }: Reread): VerifyAnswer {
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

function asOfTime(text: string): string {
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time))
    throw new UserError('usage', `--as-of ${text}: expected a time like 2026-06-01T12:00:00Z`);
  return instant(time);
}
