import { createNameIndex, type NameIndex } from '../bundle/name-index.ts';
import { parseFact, parseName } from '../bundle/parse-fact.ts';
import { readLines } from '../bundle/read.ts';
import { BundleError } from '../errors.ts';
import { type Judging, type Setting, startJudging } from '../judge/evaluate.ts';
import type { ResolvedClaim } from '../judge/resolve.ts';
import type { Fact, Instant, Judgement, ManifestStream, SubjectName } from '../model.ts';

/** Streams of facts, in plan order: "t0001", "t0002". */
export function factStreams(streams: readonly ManifestStream[]): readonly ManifestStream[] {
  return streams.filter(({ name }) => /^t\d+$/.test(name));
}

/** Every fact of the stream that is shown, in order; gives the number of those that are withheld. */
export async function eachFact(directory: string, stream: ManifestStream, see: (fact: Fact) => void): Promise<number> {
  return readLines(directory, stream, { line: (line) => see(parseFact(line.record(), line)) });
}

/** Every name line that is shown beside one stream of facts; gives the number of those that are withheld. */
export async function eachName(
  directory: string,
  streams: readonly ManifestStream[],
  facts: string,
  see: (name: SubjectName) => void,
): Promise<number> {
  return readLines(directory, namesBeside(streams, facts), { line: (line) => see(parseName(line.record(), line)) });
}

/** The names that are shown beside one stream of facts, to be looked up; and how many are withheld. */
export async function indexNames(
  directory: string,
  streams: readonly ManifestStream[],
  facts: string,
): Promise<{ readonly names: NameIndex; readonly withheld: number }> {
  const stream = namesBeside(streams, facts);
  const names = createNameIndex(directory, stream);
  const withheld = await readLines(directory, stream, { line: (line) => names.add(parseName(line.record(), line), line) });
  return { names, withheld };
}

function namesBeside(streams: readonly ManifestStream[], facts: string): ManifestStream {
  const stream = streams.find(({ name }) => name === `${facts}.names`);
  if (stream === undefined) throw new BundleError('missing-file', `the manifest lists no stream "${facts}.names"`);
  return stream;
}

/** Judges the claims over the records as they were written: what a scan seals is what anybody derives again. `ended`: how much a stream withholds. */
export async function judgeStreams(
  directory: string,
  streams: readonly ManifestStream[],
  claims: readonly ResolvedClaim[],
  setting: Setting,
  asOf: Instant,
  watch: (fact: Fact) => void = () => {},
  ended: (stream: string, withheld: number) => void = () => {},
): Promise<readonly Judgement[]> {
  const judging = startJudging(claims, setting, asOf);
  for (const stream of factStreams(streams)) {
    let names: NameIndex | undefined;
    if (judging.needsNames) {
      const indexed = await indexNames(directory, streams, stream.name);
      ended(`${stream.name}.names`, indexed.withheld);
      names = indexed.names;
    }
    const withheld = await eachFact(directory, stream, (fact) => {
      watch(fact);
      judgeFact([judging], fact, nameOf(fact, names), stream);
    });
    ended(stream.name, withheld);
  }
  return judging.finish();
}

/** The name line of what a fact is about. */
export function nameOf(fact: Fact, names: NameIndex | undefined): SubjectName | undefined {
  return 'subject' in fact && fact.subject !== undefined ? names?.of(fact.target, fact.subject) : undefined;
}

/** BundleError wrong-shape: its data is not of its kind. */
export function judgeFact(judgings: readonly Judging[], fact: Fact, name: SubjectName | undefined, { file }: ManifestStream): void {
  try {
    for (const judging of judgings) judging.see(fact, name);
  } catch (cause) {
    throw new BundleError('wrong-shape', `${file}: data of a ${fact.record} is not of the kind's shape`, { cause });
  }
}
