import { createHmac, hash } from 'node:crypto';
import { readSmall } from '../bundle/hostile.ts';
import { MANIFEST, MANIFEST_LIMIT } from '../bundle/layout.ts';
import { parseManifest } from '../bundle/manifest.ts';
import { parseFact } from '../bundle/parse-fact.ts';
import { readLines } from '../bundle/read.ts';
import { BundleError } from '../errors.ts';
import type { Manifest, Observation, SubjectName } from '../model.ts';
import { eachName, factStreams, indexNames, nameOf } from './judge-streams.ts';
import { createLowest } from './lowest.ts';
import { samplingFilter } from './sampling-filter.ts';

/** One observation that was chosen. */
export interface Chosen {
  /** Hex: what the order goes by. */
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly leaf: string;
  readonly observation: Observation;
  /** Absent: its name is withheld. */
  readonly name?: SubjectName;
}

/** A sample with all that is needed to draw it again. */
export interface Sample {
  readonly algorithm: string;
  readonly seed: string;
  readonly size: number;
  /** Observations that the filters leave, of which it was drawn. */
  readonly population: number;
  readonly filters: { readonly claim?: string; readonly kind?: string; readonly target?: string };
  readonly manifest: string;
  readonly run: string;
  /** Facts that are withheld and could not be drawn. */
  readonly withheld: number;
  readonly chosen: readonly Chosen[];
}

const ALGORITHM =
  'observations in the order of HMAC-SHA-256(key = seed in UTF-8, message = the 32 bytes of the leaf hash of the line), lowest first; the first of them are chosen';

/** What to draw. */
export interface Drawing {
  readonly size: number;
  readonly seed: string;
  readonly claim?: string;
  readonly kind?: string;
  readonly target?: string;
}

/** Draws in one pass. BundleError, also where all that could be drawn is withheld; UserError usage: a filter names nothing. */
export async function drawSample(directory: string, { size, seed, claim, kind, target }: Drawing): Promise<Sample> {
  const bytes = await readSmall(directory, MANIFEST, MANIFEST_LIMIT);
  const manifest = parseManifest(bytes);
  const filters = {
    ...(claim === undefined ? {} : { claim }),
    ...(kind === undefined ? {} : { kind }),
    ...(target === undefined ? {} : { target }),
  };
  const filter = await samplingFilter(directory, manifest, filters);
  const lowest = createLowest<Chosen>(size);
  let [population, withheld] = [0, 0];
  for (const stream of factStreams(manifest.streams)) {
    const names = filter.needsNames ? (await indexNames(directory, manifest.streams, stream.name)).names : undefined;
    withheld += await readLines(directory, stream, {
      line: (line) => {
        const fact = parseFact(line.record(), line);
        if (fact.record !== 'observation' || !filter.covers(fact, nameOf(fact, names))) return;
        population += 1;
        const leaf = line.leaf();
        const key = createHmac('sha256', seed).update(leaf, 'hex').digest('hex');
        lowest.offer(key, () => ({ key, file: line.file, line: line.line, leaf, observation: fact }));
      },
    });
  }
  if (population === 0 && withheld > 0) throw new BundleError('missing-file', `nothing to draw from: ${withheld} facts are withheld`);
  return {
    algorithm: ALGORITHM,
    seed,
    size,
    population,
    filters,
    manifest: hash('sha256', bytes, 'hex'),
    run: manifest.run.id,
    withheld,
    chosen: await named(directory, manifest, lowest.sorted()),
  };
}

async function named(directory: string, manifest: Manifest, chosen: readonly Chosen[]): Promise<readonly Chosen[]> {
  const wanted = new Set(chosen.map(({ observation: { target, subject } }) => `${target}/${subject}`));
  const names = new Map<string, SubjectName>();
  for (const { name } of factStreams(manifest.streams)) {
    for (const [key, its] of await namesOf(directory, manifest, name, (one) => wanted.has(one))) names.set(key, its);
  }
  return chosen.map((one) => {
    const name = names.get(`${one.observation.target}/${one.observation.subject}`);
    return name === undefined ? one : { ...one, name };
  });
}

async function namesOf(
  directory: string,
  { streams }: Manifest,
  stream: string,
  wanted: (key: string) => boolean,
): Promise<Map<string, SubjectName>> {
  const names = new Map<string, SubjectName>();
  await eachName(directory, streams, stream, (name) => {
    const key = `${name.target}/${name.subject}`;
    if (wanted(key)) names.set(key, name);
  });
  return names;
}
