import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Judgement, Verdict } from '../model.ts';
import { signers } from '../plugins.ts';
import { GIVEN_LIMITS, readGiven } from '../read-given.ts';
import { openCollectorThread } from './collector-thread.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { makeBundle } from './make-bundle.ts';
import { report } from './report.ts';
import { scanSummary, shortest } from './tell.ts';
import { verify } from './verify.ts';

/** What an AWS SDK reads: credentials, a profile, an endpoint for one service. None of it may lead the scan away from the practice cloud. */
const SDK_VARIABLE = /^AWS_/;

/** Stands in the config of every demo. */
const OURS = 'Made by claimcheck demo';

/** Nobody's quota is at stake on this machine. */
const EFFORT = { callTimeout: '2s', concurrency: '50', share: '100', origin: 'practice' } as const;

/** `claimcheck demo`: the whole main job on loopback servers; 0 where every claim came out as the scenario plants it. */
export async function demo(options: { readonly page: string; readonly out: string; readonly json?: boolean }, io: Io): Promise<Exit> {
  const { openDemo, pages } = await import('../../fixtures/demo/index.ts');
  if (!pages.includes(options.page)) throw new UserError('usage', `--page ${options.page} is not there; there are: ${pages.join(', ')}`);
  const directory = absolute(io.cwd, options.out);
  await refuseForeign(directory);
  const world = await openDemo(options.page, io.clock.now());
  try {
    await writeFiles(directory, world.files);
    await signers.writeKeyPair(signers.generateKey(), {
      privateFile: join(directory, 'claimcheck.key'),
      publicFile: join(directory, 'claimcheck.pub'),
    });
    for (const name of Object.keys(process.env).filter((one) => SDK_VARIABLE.test(one))) delete process.env[name];
    Object.assign(process.env, world.env); // the SDK's own credential chain reads the process, not our argument
    io.err('A practice cloud is up on this machine. Looking, judging, sealing:\n\n');
    const { directory: bundle, view } = await makeBundle(
      { ...EFFORT, config: join(directory, 'claimcheck.yaml'), out: join(directory, 'evidence'), key: join(directory, 'claimcheck.key') },
      openCollectorThread({ ...io, env: process.env }),
      io,
    );
    const loud = options.json === true ? { ...io, out: () => {} } : io;
    loud.out(scanSummary(bundle, view, join(directory, 'claimcheck.pub'), io));
    io.err('\nIs the bundle what it says?\n\n');
    const held = await verify(bundle, { key: [join(directory, 'claimcheck.pub')] }, loud);
    await report(bundle, { format: ['html', 'json'], out: directory }, { ...io, out: () => {} });
    const surprises = compare(view.judgements, world.expected);
    tell(directory, bundle, surprises, options.json === true, io);
    return held === EXIT.fine && surprises.length === 0 ? EXIT.fine : EXIT.bug;
  } finally {
    await world.close();
  }
}

/** A demo takes the place of a demo, never of somebody's config or key. UserError not-writable. */
async function refuseForeign(directory: string): Promise<void> {
  const config = join(directory, 'claimcheck.yaml');
  const foreign = (_why: string, cause?: unknown) =>
    new UserError('not-writable', `${directory} has a config or a key that no demo made; choose another place with --out`, { cause });
  const isOurs = existsSync(config)
    ? (await readGiven(config, GIVEN_LIMITS.config, foreign)).includes(OURS)
    : !existsSync(join(directory, 'claimcheck.key'));
  if (!isOurs) throw foreign('it says so nowhere');
}

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(join(directory, 'evidence'), { recursive: true });
    for (const name of ['claimcheck.key', 'claimcheck.pub']) await rm(join(directory, name), { force: true }); // a demo's own keys
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(directory, name, '..'), { recursive: true });
      await writeFile(join(directory, name), text);
    }
  } catch (cause) {
    throw new UserError('not-writable', `${directory} cannot be written; choose another place with --out`, { cause });
  }
}

function compare(judgements: readonly Judgement[], expected: Readonly<Record<string, Verdict>>): readonly string[] {
  const seen = new Map(judgements.map(({ claim, verdict }) => [claim, verdict]));
  return Object.entries(expected).flatMap(([claim, verdict]) =>
    seen.get(claim) === verdict ? [] : [`${claim}: ${seen.get(claim) ?? 'missing'}, the scenario plants ${verdict}`],
  );
}

function tell(directory: string, bundle: string, surprises: readonly string[], json: boolean, io: Io): void {
  const places = { report: join(directory, 'report.html'), config: join(directory, 'claimcheck.yaml'), bundle };
  if (json) io.out(`${JSON.stringify({ ...places, surprises }, null, 2)}\n`);
  else
    io.out(
      `\nThe report   ${shortest(places.report, io.cwd)}\nThe claims   ${shortest(places.config, io.cwd)}\nThe bundle   ${shortest(bundle, io.cwd)}\n`,
    );
  for (const surprise of surprises) io.err(`not as planted: ${surprise}\n`);
}
