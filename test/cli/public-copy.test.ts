/** A public copy is for everybody: nothing in it may tell whose account, host, person or thing a fact is about. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { eachName, factStreams } from '../../src/commands/judge-streams.ts';
import { readManifest } from '../../src/commands/open-bundle.ts';
import { readRun } from '../../src/commands/read-run.ts';
import { redact } from '../../src/commands/redact.ts';
import { checks } from '../../src/plugins.ts';
import { openDesk, openWorld } from '../truth/world.ts';
import { claimcheck, inDirectory } from './claimcheck.ts';
import { heardIo } from './heard-io.ts';

/** A claim for every check that needs no parameters: as many collectors as there are look. */
const CLAIMS = checks.flatMap(({ id, bind }) => {
  try {
    bind({});
    return [`{ id: ${id}, quote: Something that the page says, proof: [{ check: ${id} }] }`];
  } catch {
    return [];
  }
});
const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';

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

/** Words that stand in the public copy on their own, not as a part of a longer word. */
async function told(bundle: string, directory: string): Promise<readonly string[]> {
  const copy = join(directory, 'public-copy');
  expect(await redact(bundle, { profile: 'public', out: copy }, heardIo(directory).io)).toBe(0);
  const words = await identifying(bundle);
  expect(words.size).toBeGreaterThan(8);
  const text = await textOf(copy);
  return [...words].filter((word) => new RegExp(`(?<![A-Za-z0-9])${word.replace(/[^A-Za-z0-9]/g, '\\$&')}(?![A-Za-z0-9])`).test(text));
}

describe('a public copy tells no account, host, person, name or tag', () => {
  test('of the demo: AWS, endpoints and documents', async () => {
    await inDirectory(async (cwd) => {
      const { stdout } = await claimcheck(['demo', '--json'], { cwd });
      expect(await told(JSON.parse(stdout).bundle, cwd)).toEqual([]);
    });
  });

  test('of AWS, with every check', async () => {
    const region = {
      ec2: { volumes: [{ count: 3, tags: { team: 'blue-whale', owner: 'jane.doe@example.com' } }] },
      kms: { keys: { 'alias/very-own': { rotation: { days: 365 } } } },
    };
    await using world = await openWorld({ accounts: { prod: { id: '111122223333', regions: { 'eu-west-1': region } } } }, CLAIMS);
    const { bundle } = await world.scan();
    expect(await told(bundle, world.directory)).toEqual([]);
  });

  test('of Azure', async () => {
    const practice = await startAzurePractice({
      subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: [{ count: 5 }] } } },
      limits: 'none',
    });
    const target = `prod-azure: { azure: { subscriptions: ["${SUBSCRIPTION}"] } }`;
    await using desk = await openDesk({ env: practice.env(), close: practice.close }, CLAIMS, [target]);
    const { bundle } = await desk.scan();
    expect(await told(bundle, desk.directory)).toEqual([]);
  });

  test('of Google Cloud', async () => {
    const kmsKeys = ['projects/example-prod/locations/eu/keyRings/data/cryptoKeys/own'];
    const practice = await startGcpPractice({
      projects: { 'example-prod': { buckets: [{ count: 5 }, { name: 'example-own', kmsKeys }] } },
      limits: 'none',
    });
    await using desk = await openDesk({ env: practice.env(), close: practice.close }, CLAIMS, [
      'prod-gcp: { gcp: { projects: [example-prod] } }',
    ]);
    const { bundle } = await desk.scan();
    expect(await told(bundle, desk.directory)).toEqual([]);
  });
});
