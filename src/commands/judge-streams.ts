import { parseFact, parseName } from '../bundle/parse-fact.ts';
import { openStream } from '../bundle/read.ts';
import { BundleError } from '../errors.ts';
import { type Setting, startJudging } from '../judge/evaluate.ts';
import type { ResolvedClaim } from '../judge/resolve.ts';
import type { Fact, Instant, Judgement, ManifestStream, SubjectName } from '../model.ts';

/** Streams of facts, in plan order: "t0001", "t0002". */
export function factStreams(streams: readonly ManifestStream[]): readonly ManifestStream[] {
  return streams.filter(({ name }) => /^t\d+$/.test(name));
}

/** Every fact of every target, in order. */
export async function eachFact(directory: string, stream: ManifestStream, see: (fact: Fact) => void): Promise<void> {
  for await (const batch of openStream(directory, stream)) {
    for (const { record, line } of batch) see(parseFact(record, { file: stream.file, line }));
  }
}

/** Every name line of one target stream. */
export async function eachName(
  directory: string,
  streams: readonly ManifestStream[],
  facts: string,
  see: (name: SubjectName) => void,
): Promise<void> {
  const stream = streams.find(({ name }) => name === `${facts}.names`);
  if (stream === undefined) throw new BundleError('missing-file', `the manifest lists no stream "${facts}.names"`);
  for await (const batch of openStream(directory, stream)) {
    for (const { record, line } of batch) see(parseName(record, { file: stream.file, line }));
  }
}

/** Judges the claims over the records as they were written: what a scan seals is what anybody derives again. */
export async function judgeStreams(
  directory: string,
  streams: readonly ManifestStream[],
  claims: readonly ResolvedClaim[],
  setting: Setting,
  asOf: Instant,
  watch: (fact: Fact) => void = () => {},
): Promise<readonly Judgement[]> {
  const judging = startJudging(claims, setting, asOf);
  for (const stream of factStreams(streams)) {
    const names = new Map<string, SubjectName>();
    if (judging.needsNames) await eachName(directory, streams, stream.name, (name) => names.set(`${name.target}/${name.subject}`, name));
    await eachFact(directory, stream, (fact) => {
      watch(fact);
      see(fact, 'subject' in fact && fact.subject !== undefined ? names.get(`${fact.target}/${fact.subject}`) : undefined, stream);
    });
  }
  return judging.finish();

  function see(fact: Fact, name: SubjectName | undefined, { file }: ManifestStream): void {
    try {
      judging.see(fact, name);
    } catch (cause) {
      throw new BundleError('wrong-shape', `${file}: data of a ${fact.record} is not of the kind's shape`, { cause });
    }
  }
}
