import type { Withheld } from '../bundle/content.ts';
import { isInstant } from '../bundle/instant.ts';
import type { Trusted } from '../bundle/trust.ts';
import { verifyIntegrity } from '../bundle/verify.ts';
import { instant } from '../collect/clock.ts';
import { BundleError, UserError } from '../errors.ts';
import type { Manifest, Verdict, VerifyAnswer } from '../model.ts';
import { answersText, collectors, sources } from '../plugins.ts';
import { chainAnswer } from './chain-answer.ts';
import { gate } from './gate.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { type Concluded, createMeaning, type Meaning } from './meaning.ts';
import { openBundle } from './open-bundle.ts';
import { reread } from './reread.ts';
import { readTrust, type TrustOptions } from './trust.ts';
import { meaningAnswers, notAsked, rereadAnswer } from './verify-answers.ts';

export interface VerifyOptions extends TrustOptions {
  readonly asOf?: string;
  readonly gate?: boolean;
  readonly reread?: boolean;
  /** The bundle of the run before. */
  readonly previous?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** `claimcheck verify`: separate answers; 0 where the bundle is what it says, whatever its verdicts. */
export async function verify(path: string, options: VerifyOptions, io: Io): Promise<Exit> {
  const today = options.asOf === undefined ? instant(io.clock.now()) : asOfTime(options.asOf);
  const trusted = await readTrust(options, io);
  await using bundle = await openBundle(path, io);
  const { directory } = bundle;
  const told = await verifyBundle(directory, trusted, { today, reread: options.reread === true, previous: options.previous }, io);
  if (options.json === true) io.out(`${JSON.stringify(asJson(bundle.path, told), null, 2)}\n`);
  else io.out(`${answersText(told.answers, { columns: io.page.isTty ? io.page.columns : 1000, color: io.page.color })}${told.says}\n`);
  if (!told.holds) return EXIT.broken;
  return (options.gate === true ? gate(told.gated, options.strict === true) : undefined) ?? EXIT.fine;
}

interface Verified {
  readonly answers: readonly VerifyAnswer[];
  readonly holds: boolean;
  /** The last line. */
  readonly says: string;
  readonly claims: readonly {
    readonly claim: string;
    readonly sealed: Verdict;
    readonly derived: boolean;
    readonly today: Verdict | null;
  }[];
  readonly withheld: Withheld;
  /** What a gate goes by: a verdict that cannot be derived is worth no more than an unproven one. */
  readonly gated: readonly { readonly verdict: Verdict }[];
}

interface Asked {
  readonly today: string;
  readonly reread: boolean;
  readonly previous: string | undefined;
}

/** Every answer, from one pass over the bundle; `--reread` takes another. */
async function verifyBundle(directory: string, trusted: readonly Trusted[], asked: Asked, io: Io): Promise<Verified> {
  let meaning: Meaning | undefined;
  const integrity = await verifyIntegrity(directory, trusted, (manifest) => {
    meaning = createMeaning(directory, manifest, asked.today);
    return meaning;
  });
  const { manifest, withheld, failures, heard } = integrity;
  const broken = { withheld, holds: false, says: 'The bundle does not verify.', claims: [], gated: [] };
  if (manifest === undefined || meaning === undefined || failures.length > 0)
    return { ...broken, answers: [...integrity.answers, ...notAsked()] };
  try {
    if (heard !== undefined) throw heard;
    const concluded = meaning.conclude();
    const chain = await askChain(manifest, asked.previous, io);
    const answers = [
      ...integrity.answers,
      ...meaningAnswers(manifest, concluded, withheld, asked.today),
      chain,
      ...(asked.reread ? [await askReread(directory, manifest, concluded, withheld, io)] : []),
    ];
    if (chain.answer === 'no') return { ...broken, answers };
    return { answers, withheld, holds: true, says: lastLine(withheld), ...claimsOf(manifest, concluded) };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const others = notAsked().filter(({ question }) => question !== 'verdicts');
    return { ...broken, answers: [...integrity.answers, { question: 'verdicts', answer: 'no', says: error.message }, ...others] };
  }
}

async function askChain(manifest: Manifest, before: string | undefined, io: Io): Promise<VerifyAnswer> {
  try {
    await using previous = before === undefined ? undefined : await openBundle(before, io);
    return await chainAnswer(manifest, previous?.directory);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { question: 'chain', answer: 'no', says: error.message };
  }
}

async function askReread(directory: string, manifest: Manifest, { sealed }: Concluded, withheld: Withheld, io: Io): Promise<VerifyAnswer> {
  if (sealed === undefined || [...withheld.values()].some((lines) => lines > 0))
    return { question: 'reread', answer: 'not-checked', says: 'it takes facts, names and replies, and lines are withheld' };
  return rereadAnswer(await reread(directory, manifest, sealed, { sources, collectors }, io));
}

function lastLine(withheld: Withheld): string {
  const hidden = [...withheld.values()].some((lines) => lines > 0);
  return hidden ? 'What is shown of the bundle is what it says; what is withheld could not be looked at.' : 'The bundle is what it says.';
}

function claimsOf({ claims }: Manifest, { now }: Concluded): Pick<Verified, 'claims' | 'gated'> {
  const told = claims.map(({ id, verdict }, index) => {
    const today = now[index];
    return today !== undefined && 'verdict' in today
      ? { claim: id, sealed: verdict, derived: true, today: today.verdict }
      : { claim: id, sealed: verdict, derived: false, today: null };
  });
  const gated = told.map(({ sealed, today }) => ({ verdict: today ?? (sealed === 'contradicted' ? sealed : ('unproven' as const)) }));
  return { claims: told, gated };
}

/** Each question has a field of its own, with the worst of its answers; `answers` has all of them. */
function asJson(bundle: string, { answers, holds, claims, withheld }: Verified): object {
  const worst = ['no', 'not-checked', 'note', 'yes'];
  const fields = new Map<string, string>();
  for (const { question, answer } of answers) {
    const before = fields.get(question);
    if (before === undefined || worst.indexOf(answer) < worst.indexOf(before)) fields.set(question, answer);
  }
  return { bundle, holds, ...Object.fromEntries(fields), answers, claims, withheld: Object.fromEntries(withheld) };
}

function asOfTime(text: string): string {
  const time = Date.parse(text);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time) || !isInstant(`${text.slice(0, 10)}T00:00:00Z`))
    throw new UserError('usage', `--as-of ${text}: expected a time like 2026-06-01T12:00:00Z`);
  return instant(time);
}
