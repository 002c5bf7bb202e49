import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { type Practice, startPractice } from '../../fixtures/practice/start-practice.ts';
import { eachFact, factStreams } from '../../src/commands/judge-streams.ts';
import { readManifest } from '../../src/commands/open-bundle.ts';
import { readView } from '../../src/commands/read-view.ts';
import { verify } from '../../src/commands/verify.ts';
import type { BundleView, Cause, Fact, Manifest, ProofJudgement, Verdict } from '../../src/model.ts';
import { generateKey, type KeyPair, writeKeyPair } from '../../src/signers/keygen.ts';
import { claimcheck, type Ran, type Run } from '../cli/claimcheck.ts';
import { heardIo } from '../cli/heard-io.ts';

export const PROD = '111122223333';
export const STAGING = '444455556666';

/** The targets of most worlds: the account whose keys the environment holds, in all of its regions. */
export const OWN_ACCOUNT = 'prod: { aws: { regions: all } }';

/** Claims that one line of YAML each asks for. */
export const CLAIMS = {
  volumes: '{ id: volumes, quote: Volumes are encrypted, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }',
  keys: '{ id: keys, quote: Keys are rotated, proof: [{ check: keys-rotate, with: { atMost: 365d } }] }',
  default: '{ id: default, quote: New volumes are encrypted, proof: [{ check: encrypted-by-default }] }',
} as const;

/** A directory with a config and a key, and a command line that looks at a practice cloud. */
export interface Desk {
  readonly directory: string;
  readonly key: KeyPair;
  /** The environment that the command line finds its credentials in. */
  readonly env: Readonly<Record<string, string>>;
  readonly run: (args: readonly string[], how?: Omit<Run, 'cwd'>) => Promise<Ran>;
  /** `claimcheck scan`, with what it sealed. */
  readonly scan: (args?: readonly string[], how?: Omit<Run, 'cwd'>) => Promise<Scanned>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** A desk in front of account "prod" of a practice AWS. */
export interface World extends Desk {
  readonly practice: Practice;
}

/** A scan that ended with a bundle. */
export interface Scanned extends Ran {
  /** Its directory: the last line of stdout. */
  readonly bundle: string;
  readonly manifest: Manifest;
  /** Judged again from the streams. */
  readonly view: BundleView;
  readonly facts: readonly Fact[];
  /** What `claimcheck verify` ends with. */
  readonly verified: number;
}

/** One account, "prod", with these regions. */
export function inRegions(
  regions: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ...faults: NonNullable<Scenario['faults']>
): Scenario {
  return { accounts: { prod: { id: PROD, regions: Object.fromEntries(Object.entries(regions)) } }, faults };
}

/** `targets` and `claims` are lines of YAML in flow style. Ends with the block (`await using`). */
export async function openWorld(scenario: Scenario, claims: readonly string[], targets: readonly string[] = [OWN_ACCOUNT]): Promise<World> {
  const practice = await startPractice(scenario);
  return { practice, ...(await openDesk({ env: practice.env('prod'), close: practice.close }, claims, targets)) };
}

/** The same in front of any practice cloud, which it closes with itself. */
export async function openDesk(
  { env, close }: { readonly env: Readonly<Record<string, string>>; readonly close: () => Promise<void> },
  claims: readonly string[],
  targets: readonly string[],
): Promise<Desk> {
  const directory = await mkdtemp(join(tmpdir(), 'claimcheck-truth-'));
  const key = generateKey();
  await writeKeyPair(key, { privateFile: join(directory, 'claimcheck.key'), publicFile: join(directory, 'claimcheck.pub') });
  await writeFile(join(directory, 'claimcheck.yaml'), configOf(claims, targets));
  await mkdir(join(directory, 'evidence'));
  const run: Desk['run'] = (args, how = {}) => claimcheck(args, { ...how, cwd: directory, env: { ...env, ...how.env } });
  return {
    directory,
    key,
    env,
    run,
    scan: async (args = [], how = {}) => {
      const ran = await run(['scan', '--share', '100', ...args], how);
      const bundle = ran.stdout.trimEnd().split('\n').at(-1) ?? '';
      if (!bundle.startsWith('/')) throw new Error(`the scan made no bundle: exit ${ran.code}\n${ran.stderr}${ran.stdout}`);
      const verified = await verify(bundle, { key: ['claimcheck.pub'] }, heardIo(directory).io);
      return { ...ran, bundle, verified, ...(await readBundle(bundle)) };
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function configOf(claims: readonly string[], targets: readonly string[]): string {
  const lines = (entries: readonly string[], mark: string) => entries.map((entry) => `  ${mark}${entry}\n`).join('');
  return `version: 1\ntargets:\n${lines(targets, '')}claims:\n${lines(claims, '- ')}sign: { with: claimcheck.key }\n`;
}

/** What a bundle says, read from its directory. */
export async function readBundle(directory: string): Promise<Pick<Scanned, 'manifest' | 'view' | 'facts'>> {
  const manifest = await readManifest(directory);
  const facts: Fact[] = [];
  for (const stream of factStreams(manifest.streams)) await eachFact(directory, stream, (fact) => facts.push(fact));
  return { manifest, view: await readView(directory, manifest), facts };
}

/** The exit codes of scan and verify, and the sealed verdict of every claim. */
export function outcome({ code, verified, manifest }: Scanned): {
  code: number | null;
  verified: number;
  verdicts: Record<string, Verdict>;
} {
  return { code, verified, verdicts: Object.fromEntries(manifest.claims.map(({ id, verdict }) => [id, verdict])) };
}

/** The first proof of a claim, as judged again. */
export function proofOf({ view }: Scanned, claim: string): ProofJudgement {
  const proof = view.judgements.find((judgement) => judgement.claim === claim)?.proofs[0];
  if (proof === undefined) throw new Error(`no claim ${claim} with a proof`);
  return proof;
}

export function causesOf(scanned: Scanned, claim: string): readonly Cause[] {
  return proofOf(scanned, claim).causes;
}

/** How many records of one sort a region has. */
export function count({ facts }: Scanned, record: Fact['record'], region: string): number {
  return facts.filter((fact) => fact.record === record && fact.region === region).length;
}

/** What lies where bundles are put. */
export async function evidence({ directory }: Pick<Desk, 'directory'>): Promise<readonly string[]> {
  return readdir(join(directory, 'evidence'));
}
