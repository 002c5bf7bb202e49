/** A profile's rules, made into one answer for each line. */
import type { PassingLine } from '../bundle/read.ts';
import type { Keep, Profile } from '../bundle/redact.ts';
import { UserError } from '../errors.ts';
import { type Glob, globPattern } from '../judge/glob.ts';
import type { ManifestStream, Target } from '../model.ts';
import type { ProfileFile, Rule, StreamSort } from './profile-file.ts';
import { sortOf, targetsNamed } from './redact-profile.ts';
import { createSubjectSet, type SubjectSet } from './subject-set.ts';

/** A pattern with the bytes that tell most ids from those it fits. */
interface Pattern extends Pick<Glob, 'test'> {
  readonly begins: Buffer;
  readonly ends: Buffer;
}

/** A rule with its targets found, and the subjects that it meant so far: names are read before the facts about them. */
interface Ready {
  readonly rule: Rule;
  readonly targets: ReadonlySet<string> | undefined;
  /** Of ids; undefined where the rule names no subject. */
  readonly patterns: readonly Pattern[] | undefined;
  readonly subjects: SubjectSet;
  /** Those that the rule names by pseudonym, "t0001/s000017". */
  readonly pseudonyms: ReadonlySet<string>;
}

/** UserError config-wrong: a rule names a target that the bundle does not have, or a kind that nobody knows, and would withhold nothing. */
export function fileProfile(
  file: ProfileFile,
  { targets, kinds }: { readonly targets: readonly Target[]; readonly kinds: ReadonlySet<string> },
  streams: readonly ManifestStream[],
): Profile {
  const withhold = file.withhold.map((rule, index) => ready(rule, 'withhold', index));
  const keep = file.keep.map((rule, index) => ready(rule, 'keep', index));
  return { keep: ({ name }) => keepOf(sortOf(name)), ended };

  function ready(rule: Rule, list: 'withhold' | 'keep', index: number): Ready {
    const unknown = rule.kind?.find((kind) => !kinds.has(kind));
    if (unknown !== undefined) throw file.fault(list, index, 'kind', `${unknown} is no kind of observation: docs/kinds.md lists them`);
    try {
      return {
        rule,
        targets: rule.target && targetsNamed(rule.target, targets, streams),
        patterns: rule.subject?.filter((subject) => !isPseudonym(subject)).map(patternOf),
        subjects: createSubjectSet(),
        pseudonyms: new Set(rule.subject?.filter(isPseudonym)),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw file.fault(list, index, 'target', error.message);
    }
  }

  function keepOf(sort: StreamSort): Keep {
    const hiding = withhold.filter((one) => mayMean(one, sort));
    const sparing = keep.filter((one) => mayMean(one, sort));
    const listening = sort === 'names' ? [...withhold, ...keep].filter(({ patterns }) => patterns !== undefined) : [];
    if (listening.length === 0) {
      if (hiding.length === 0) return 'all';
      if (sparing.length === 0 && hiding.some(({ rule }) => isPlain(rule))) return 'none';
    }
    return (line) => {
      for (const one of listening) note(one, line);
      return !isMeant(hiding, line) || isMeant(sparing, line);
    };
  }

  /** An id that is withheld fits no pattern, and the facts about it would be judged by guessing. */
  function ended({ name }: ManifestStream, withheld: number): void {
    const asksForIds = [...withhold, ...keep].some(({ rule }) => rule.subject?.some((subject) => !isPseudonym(subject)));
    if (sortOf(name) === 'names' && withheld > 0 && asksForIds)
      throw new UserError('usage', `${name} withholds names already: name subjects by pseudonym there, like t0001/s000017`);
  }
}

function patternOf(subject: string): Pattern {
  const { test, begins, ends } = globPattern(subject);
  return { test, begins: Buffer.from(begins), ends: Buffer.from(ends) };
}

const isPlain = ({ kind, target, subject }: Rule): boolean => (kind ?? target ?? subject) === undefined;
const isPseudonym = (subject: string): boolean => /^t\d+\/s\d+$/.test(subject);

/** Whether the rule can be about a line of that sort at all. */
function mayMean({ rule }: Ready, sort: StreamSort): boolean {
  if (rule.stream !== undefined && !rule.stream.includes(sort)) return false;
  if (rule.kind !== undefined && sort !== 'facts') return false;
  return rule.subject === undefined || sort === 'facts' || sort === 'names';
}

/** Remembers the subjects whose names fit. */
function note({ patterns = [], subjects }: Ready, line: PassingLine): void {
  for (const { test, begins, ends } of patterns) {
    if (!line.mayFit('id', begins, ends) || !test(line.text('id'))) continue;
    subjects.add(line.text('target'), line.text('subject'));
    return;
  }
}

/** By rules that may mean lines of that sort. No closures: it is asked about millions of lines. */
function isMeant(rules: readonly Ready[], line: PassingLine): boolean {
  for (const rule of rules) if (means(rule, line)) return true;
  return false;
}

function means({ rule, targets, patterns, subjects, pseudonyms }: Ready, line: PassingLine): boolean {
  if (targets !== undefined && !targets.has(line.text('target'))) return false;
  if (rule.kind !== undefined && !kindsOf(line).some((kind) => rule.kind?.includes(kind))) return false;
  if (patterns === undefined) return true;
  const number = line.subject();
  if (Number.isNaN(number)) return false;
  const target = line.text('target');
  return subjects.hasNumber(target, number) || (pseudonyms.size > 0 && pseudonyms.has(`${target}/${line.text('subject')}`));
}

/** A gap counts for each kind that it leaves unseen. */
function kindsOf(line: PassingLine): readonly string[] {
  if (line.text('record') === 'observation') return [line.text('kind')];
  const record = line.record();
  const kinds: unknown = typeof record === 'object' && record !== null && 'kinds' in record ? record.kinds : [];
  return Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : [];
}
