import { resolve as absolute } from 'node:path';
import { type Profile, type Redacted, redactBundle } from '../bundle/redact.ts';
import { UserError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import { kinds } from '../plugins.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { openBundle, readManifest } from './open-bundle.ts';
import { readProfile } from './profile-file.ts';
import { readShownRun } from './read-run.ts';
import { auditorProfile, publicProfile, targetsNamed } from './redact-profile.ts';
import { fileProfile } from './redact-rules.ts';

export interface RedactOptions {
  readonly profile: string;
  readonly out: string;
  readonly keepNamesOf?: readonly string[];
  readonly json?: boolean;
}

/** `claimcheck redact`: a copy that withholds lines under the same seal; the last line of stdout is its path. */
export async function redact(path: string, options: RedactOptions, io: Io): Promise<Exit> {
  await using bundle = await openBundle(path, io);
  const { directory: source } = bundle;
  const manifest = await readManifest(source);
  const out = absolute(io.cwd, options.out);
  const profile = await chooseProfile(options, source, manifest, io);
  const redacted = await redactBundle(source, out, profile);
  if (options.json === true) {
    const { streams, documents } = redacted;
    io.out(`${JSON.stringify({ bundle: out, profile: options.profile, streams, documents }, null, 2)}\n`);
    return EXIT.fine;
  }
  io.err(told(redacted));
  io.out(`${out}\n`);
  return EXIT.fine;
}

async function chooseProfile(
  { profile, keepNamesOf = [] }: RedactOptions,
  source: string,
  manifest: Manifest,
  { cwd }: Io,
): Promise<Profile> {
  if (profile === 'public')
    return publicProfile(targetsNamed(keepNamesOf, (await readShownRun(source, manifest.streams)).shown.targets, manifest.streams));
  if (keepNamesOf.length > 0) throw new UserError('usage', '--keep-names-of belongs to --profile public');
  if (profile === 'auditor') return auditorProfile;
  const { targets, tasks } = (await readShownRun(source, manifest.streams)).shown;
  const known = new Set([...kinds.map(({ id }) => id), ...tasks.flatMap((task) => task.kinds)]);
  return fileProfile(readProfile(absolute(cwd, profile)), { targets, kinds: known }, manifest.streams);
}

function told({ streams, documents }: Redacted): string {
  const lines = streams.map(({ name, shown, withheld }) => `  ${name}: ${shown} shown, ${withheld} withheld\n`);
  return `of the same seal, verified again; lines of each stream:\n${lines.join('')}  documents: ${documents}\n`;
}
