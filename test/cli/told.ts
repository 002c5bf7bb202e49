import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eachName, factStreams } from '../../src/commands/judge-streams.ts';
import { readManifest } from '../../src/commands/open-bundle.ts';
import { readRun } from '../../src/commands/read-run.ts';
import { redact } from '../../src/commands/redact.ts';
import { heardIo } from './heard-io.ts';

/** Every word of a bundle that would identify somebody or something: names, targets, who looked. */
async function identifying(bundle: string): Promise<ReadonlySet<string>> {
  const manifest = await readManifest(bundle);
  const { targets } = await readRun(bundle, manifest.streams);
  const words = targets.flatMap(({ name, identity, config }) => [config, ...wordsOf(name), ...wordsOf(identity ?? '')]);
  for (const { name: stream } of factStreams(manifest.streams)) {
    await eachName(bundle, manifest.streams, stream, ({ id, account = '', name = '', owner = '', tags = {} }) => {
      words.push(...[id, account, name, owner, ...Object.values(tags)].flatMap(wordsOf));
    });
  }
  return new Set(words.filter((word) => word !== ''));
}

/** A name, and those of its parts that are nobody's else. */
function wordsOf(name: string): readonly string[] {
  return [name, ...name.split(/[/:@]/).filter((part) => /\d{3}|\./.test(part))];
}

/** All that a public copy consists of, but for the sentences that the vendor publishes anyway. */
async function textOf(bundle: string): Promise<string> {
  const { claims, ...manifest } = await readManifest(bundle);
  const files = await readdir(join(bundle, 'streams'));
  const streams = await Promise.all(files.map((file) => readFile(join(bundle, 'streams', file), 'utf8')));
  const rest = await Promise.all(
    ['attestation.sigstore.json', 'claimcheck.pub', 'VERIFY.md'].map((file) => readFile(join(bundle, file), 'utf8')),
  );
  const statement = Buffer.from(JSON.parse(rest[0] ?? '').dsseEnvelope.payload, 'base64').toString();
  return [
    JSON.stringify({ ...manifest, claims: claims.map(({ quote: _, id: _id, ...claim }) => claim) }),
    statement,
    ...rest,
    ...streams,
  ].join('\n');
}

/** Words of a bundle that would identify somebody, and stand in its public copy on their own, not as a part of a longer word. Makes the copy in `directory`. */
export async function told(bundle: string, directory: string): Promise<readonly string[]> {
  const copy = join(directory, 'public-copy');
  expect(await redact(bundle, { profile: 'public', out: copy }, heardIo(directory).io)).toBe(0);
  const words = await identifying(bundle);
  expect(words.size).toBeGreaterThan(8);
  const text = await textOf(copy);
  return [...words].filter((word) => new RegExp(`(?<![A-Za-z0-9])${word.replace(/[^A-Za-z0-9]/g, '\\$&')}(?![A-Za-z0-9])`).test(text));
}
