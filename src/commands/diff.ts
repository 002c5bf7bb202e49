import { hash } from 'node:crypto';
import { readSmall } from '../bundle/hostile.ts';
import { MANIFEST, MANIFEST_LIMIT } from '../bundle/layout.ts';
import { parseManifest } from '../bundle/manifest.ts';
import { readLines } from '../bundle/read.ts';
import type { BundleDiff, DiffSide, Manifest } from '../model.ts';
import { diffText } from '../plugins.ts';
import { diffClaims } from './diff-claims.ts';
import { diffSubjects } from './diff-subjects.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { factStreams } from './judge-streams.ts';
import { type OpenBundle, openBundle } from './open-bundle.ts';
import { readShownRun, type ShownRun } from './read-run.ts';
import { shortest } from './tell.ts';

/** `claimcheck diff`: what turned, came and went between two bundles. Every line was checked against its manifest; signatures are verify's to check. */
export async function diff(oldPath: string, newPath: string, { json }: { readonly json?: boolean }, io: Io): Promise<Exit> {
  await using oldBundle = await openBundle(oldPath, io);
  await using newBundle = await openBundle(newPath, io);
  const found = await diffBundles(await readSide(oldBundle, io), await readSide(newBundle, io));
  if (json === true) io.out(`${JSON.stringify(found, null, 2)}\n`);
  else {
    io.out(diffText(found, { columns: io.page.columns, color: io.page.color }));
    io.err('Neither signature was checked here: claimcheck verify BUNDLE --key PUB\n');
  }
  return EXIT.fine;
}

interface Side {
  readonly what: DiffSide;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly run: ShownRun;
  readonly withheld: { readonly run: number; readonly facts: number; readonly names: number };
}

async function readSide({ directory, path }: OpenBundle, io: Io): Promise<Side> {
  const bytes = await readSmall(directory, MANIFEST, MANIFEST_LIMIT);
  const manifest = parseManifest(bytes);
  const { shown, withheld } = await readShownRun(directory, manifest.streams);
  let [facts, names] = [0, 0];
  for (const { name } of factStreams(manifest.streams)) {
    for (const stream of manifest.streams) {
      if (stream.name === name) facts += await readLines(directory, stream, { line: () => {} });
      if (stream.name === `${name}.names`) names += await readLines(directory, stream, { line: () => {} });
    }
  }
  const { id, judgedAt, complete } = manifest.run;
  const what = { bundle: shortest(path, io.cwd), run: id, judgedAt, complete, manifest: hash('sha256', bytes, 'hex') };
  return { what, directory, manifest, run: shown, withheld: { run: withheld, facts, names } };
}

async function diffBundles(old: Side, now: Side): Promise<BundleDiff> {
  const runs = old.withheld.run === 0 && now.withheld.run === 0;
  const names = runs && [old, now].every(({ withheld }) => withheld.names === 0 && withheld.facts === 0);
  const whole = (side: Side) => ({ manifest: side.manifest, run: side.withheld.run === 0 ? side.run : undefined });
  const { claims, same } = diffClaims(whole(old), whole(now));
  const side = ({ directory, manifest, run: { targets } }: Side) => ({ directory, manifest, targets });
  return {
    old: old.what,
    new: now.what,
    claims,
    sameClaims: same,
    ...(runs ? { targets: diffTargets(old, now) } : {}),
    ...(names ? { subjects: await diffSubjects(side(old), side(now)) } : {}),
    notCompared: [...reasons('old', old), ...reasons('new', now)],
  };
}

function reasons(which: string, { withheld: { run, facts, names } }: Side): readonly string[] {
  return [
    ...(run > 0 ? [`scope, proof and exceptions of claims, and targets: ${run} lines of the ${which} run.jsonl are withheld`] : []),
    ...(names > 0 ? [`subjects: ${names} names of the ${which} bundle are withheld, and pseudonyms of two bundles do not match`] : []),
    ...(facts > 0 ? [`subjects: ${facts} facts of the ${which} bundle are withheld`] : []),
    ...(run > 0 && names === 0 && facts === 0 ? [`subjects: the accounts of the ${which} bundle are withheld`] : []),
  ];
}

function diffTargets(old: Side, now: Side): { readonly in: readonly string[]; readonly out: readonly string[] } {
  const [was, is] = [old, now].map(({ run }) => new Set(run.targets.map(({ config, name }) => `${config} ${name}`)));
  return { in: [...(is ?? [])].filter((one) => was?.has(one) === false), out: [...(was ?? [])].filter((one) => is?.has(one) === false) };
}
