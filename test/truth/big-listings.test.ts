/** Listings of 200 MB. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { readManifest } from '../../src/commands/open-bundle.ts';
import type { Manifest } from '../../src/model.ts';
import type { Ran } from '../cli/claimcheck.ts';
import { openDesk } from './world.ts';

const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
const CLAIM = '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }';
/** Bytes of a thing, and things on a page: 4 MB. */
const SIZE = 100_000;
const PAGE = 40;
/** More than a page in its forms (bytes, text, objects), and far less than the listing; megabytes. */
const ROOM = 100;
/** Enough to fill the young memory, which holds what is garbage already. */
const FEW = 600;

/** Told by the process as it ends: the most memory that it held, in megabytes. */
const TELLS = `import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => writeFileSync('memory', String(process.resourceUsage().maxRSS / 1024)));
`;

type Open = (
  things: number,
) => Promise<{ readonly env: Readonly<Record<string, string>>; readonly close: () => Promise<void>; readonly target: string }>;

/** A scan of so many things: what it ended with, what it held, and what it kept of what it was told (bytes). */
async function scanOf(
  things: number,
  open: Open,
): Promise<{ readonly code: Ran['code']; readonly manifest: Manifest; readonly memory: number; readonly kept: number }> {
  const { target, ...desk } = await open(things);
  await using world = await openDesk(desk, [CLAIM], [target]);
  const tells = join(world.directory, 'tells.mjs');
  await writeFile(tells, TELLS);
  const ran = await world.run(['scan', '--share', '100'], { env: { NODE_OPTIONS: `--import=${pathToFileURL(tells)}` } });
  const memory = Number(await readFile(join(world.directory, 'memory'), 'utf8'));
  const bundle = ran.stdout.trimEnd().split('\n').at(-1) ?? '';
  const { size } = await stat(join(bundle, 'streams', 't0001.replies.jsonl'));
  return { code: ran.code, manifest: await readManifest(bundle), memory, kept: size };
}

const azure: Open = async (count) => {
  const practice = await startAzurePractice({
    pageSizes: { StorageAccounts_List: PAGE },
    subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: [{ count, padding: SIZE }] } } },
  });
  return { env: practice.env(), close: practice.close, target: `prod: { azure: { subscriptions: [${SUBSCRIPTION}] } }` };
};

const google: Open = async (count) => {
  const practice = await startGcpPractice({
    pageSizes: { 'buckets.list': PAGE },
    projects: { 'example-prod': { buckets: [{ count, fields: { padding: 'x'.repeat(SIZE) } }] } },
  });
  return { env: practice.env(), close: practice.close, target: 'prod: { gcp: { projects: [example-prod] } }' };
};

test.each([
  ['Azure', azure, 4],
  ['Google', google, 1],
])(
  '%s: all of it is seen, and held a page at a time',
  async (_, open, each) => {
    const small = await scanOf(FEW, open);
    const large = await scanOf(2000, open);
    expect([large.code, large.manifest.claims[0]?.counts]).toMatchObject([0, { observations: 2000 * each, holds: 2000 * each, swept: 1 }]);
    expect(large.kept).toBeGreaterThan(200e6);
    expect(large.memory).toBeLessThan(small.memory + ROOM);
  },
  180_000,
);
