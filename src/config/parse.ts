import { UserError } from '../errors.ts';
import { claimProblems } from './claim-problems.ts';
import type { Config, Known } from './config.ts';
import { grammar, looseSlots } from './grammar.ts';
import { besideConfig, normalForm } from './normal-form.ts';
import { settingProblems } from './not-available.ts';
import { type PageText, pageText } from './page-text.ts';
import { type ConfigFault, type Problem, wrong } from './problem.ts';
import { asList, asMap, asText } from './raw.ts';
import { shapeProblems } from './shape.ts';
import { sourcesOfTargets, targetProblems } from './target-problems.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

/** The text of a file beside the config; undefined where it cannot be read. */
export type ReadText = (path: string) => string | undefined;

const loose = grammar(looseSlots);

/**
 * Reads claimcheck.yaml. `file` is its path, for faults and for what lies beside it; `today` is YYYY-MM-DD.
 * Throws UserError('config-wrong') with every fault at once.
 */
export function parseConfig(text: string, file: string, known: Known, read: ReadText, today: string): Config {
  const outcome = checkConfig(text, file, known, read, today);
  if ('config' in outcome) return outcome.config;
  const { faults } = outcome;
  throw new UserError('config-wrong', `${file} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}`, { faults });
}

/** The same, with the faults as data: sorted by position, each with its code. */
export function checkConfig(
  text: string,
  file: string,
  known: Known,
  read: ReadText,
  today: string,
): { readonly config: Config } | { readonly faults: readonly ConfigFault[] } {
  const yaml = readYaml(text);
  const parsed = loose.safeParse(yaml.value);
  const { page, problems: pageProblems } = openPage(yaml.value, file, read);
  const problems = [...shapeProblems(loose, yaml.value), ...pageProblems, ...crossProblems(yaml, known, page, today)];
  const faults = faultsOf(yaml, problems, file);
  if (faults.length > 0) return { faults };
  if (!parsed.success) throw parsed.error;
  return { config: normalForm(parsed.data, file, known, page) };
}

function crossProblems(yaml: YamlText, known: Known, page: PageText | undefined, today: string): readonly Problem[] {
  const config = asMap(yaml.value);
  const targets = asMap(config.targets);
  return [
    ...settingProblems(config),
    ...targetProblems(targets, known.sources),
    ...claimProblems(asList(config.claims), {
      known,
      today,
      page,
      targets: Object.keys(targets),
      sources: sourcesOfTargets(targets, known.sources),
      lineOf: (path) => yaml.position({ path, at: 'value' }).line,
    }),
  ];
}

function openPage(value: unknown, config: string, read: ReadText): { page: PageText | undefined; problems: readonly Problem[] } {
  const file = asText(asMap(asMap(value).page).file);
  if (file === undefined || file.trim() === '') return { page: undefined, problems: [] };
  const path = besideConfig(config, file);
  const text = read(path);
  if (text !== undefined) return { page: pageText(text), problems: [] };
  const problem = wrong(['page', 'file'], 'not-found', `cannot be read: expected the page's text, of at most 8 MiB, at ${path}`);
  return { page: undefined, problems: [problem] };
}

/** In a broken text only what ends before the break, and does not ask for what may stand after it, is worth telling. */
function faultsOf(yaml: YamlText, problems: readonly Problem[], file: string): readonly ConfigFault[] {
  const sound = yaml.isBroken
    ? problems.filter((problem) => problem.code !== 'missing' && problem.code !== 'unknown-name' && yaml.isWhole(problem))
    : problems;
  const told: ConfigFault[] = [
    ...yaml.problems.map((problem) => ({ file, ...problem })),
    ...sound.map((problem) => ({ file, ...yaml.position(problem), code: problem.code, message: problem.message })),
  ];
  const seen = new Set<string>();
  return told.sort(byPosition).filter(({ line, column, message }) => {
    const key = `${line}:${column}:${message}`;
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}

function byPosition(a: ConfigFault, b: ConfigFault): number {
  return a.line - b.line || a.column - b.column;
}
