import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { verify } from '../../src/commands/verify.ts';
import type { ManifestClaim } from '../../src/model.ts';
import { type Change, resign, type SaltedRecord } from '../bundle/resign.ts';
import { CLAIMS, inRegions, openWorld, type Scanned, type World } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';

const VOLUME = 'vol-0a1b2c3d4e5f60001';
const rotating = { rotation: { days: 365 } };
const region = {
  ec2: { volumes: [{ count: 3 }, { id: VOLUME, encrypted: false }] },
  kms: { keys: { 'alias/aws/ebs': {}, 'alias/a': rotating, 'alias/b': rotating } },
};
/** A contradiction, a gap, an exclusion, an exception and a document: something of everything that may be lied about. */
const scenario = inRegions(
  { 'eu-west-1': region, 'eu-west-2': { kms: { keys: { 'alias/c': rotating } } }, 'af-south-1': { status: 'not-opted-in' } },
  { fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/b' } },
);
const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const claims = [
  CLAIMS.volumes,
  CLAIMS.keys,
  CLAIMS.default,
  `{ id: excepted, quote: q, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }], exceptions: [{ subject: "*${VOLUME}", reason: swap, owner: infra, approvedBy: ciso, expires: ${day} }] }`,
  `{ id: lapsing, quote: q, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }], exceptions: [{ subject: "*vol-another", reason: swap, owner: infra, approvedBy: ciso, expires: ${day} }] }`,
  `{ id: paper, quote: q, private: true, proof: [{ document: ./paper.txt, validUntil: ${day} }] }`,
];

let world: World;
let scanned: Scanned;
beforeAll(async () => {
  world = await openWorld(scenario, claims);
  await writeFile(join(world.directory, 'paper.txt'), 'We are certified.\n');
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

const Told = z.object({
  holds: z.boolean(),
  answers: z.array(z.object({ question: z.string(), answer: z.string(), says: z.string() })),
});

/** What verify answers about a copy of the bundle that something was done to. */
async function verified(work: (copy: string) => Promise<void>): Promise<{ code: number; no: readonly string[] }> {
  const copy = await mkdtemp(join(world.directory, 'copy-'));
  await cp(scanned.bundle, copy, { recursive: true });
  await work(copy);
  const { io, stdout } = heardIo(world.directory);
  const code = await verify(copy, { key: ['claimcheck.pub'], json: true }, io);
  await rm(copy, { recursive: true });
  const { answers } = Told.parse(JSON.parse(stdout()));
  return { code, no: answers.filter(({ answer }) => answer === 'no').map(({ question, says }) => `${question}: ${says}`) };
}

test('an untouched bundle verifies, and so does one that was only signed again', async () => {
  expect(await verified(async () => {})).toEqual({ code: 0, no: [] });
  expect(await verified((copy) => resign(copy, world.key, {}))).toEqual({ code: 0, no: [] });
});

describe('a byte that is flipped is found, and its file named', () => {
  const files = [
    'manifest.json',
    'attestation.sigstore.json',
    'streams/run.jsonl',
    'streams/run.replies.jsonl',
    'streams/t0001.jsonl',
    'streams/t0001.names.jsonl',
    'streams/t0001.replies.jsonl',
  ];

  test('every file that is listed here is in the bundle, and no other stream', async () => {
    const streams = await readdir(join(scanned.bundle, 'streams'));
    expect(files.filter((file) => file.startsWith('streams/')).toSorted()).toEqual(streams.map((name) => `streams/${name}`).toSorted());
  });

  test.each(files)('in %s', async (file) => {
    const size = (await readFile(join(scanned.bundle, file))).length;
    for (const at of [0, Math.floor(size / 3), Math.floor(size / 2), size - 2, size - 1]) {
      const { code, no } = await verified((copy) => flip(join(copy, file), at));
      expect([
        code,
        no.some((answer) => answer.includes(file) || (file === 'attestation.sigstore.json' && /signature|signer/.test(answer))),
      ]).toEqual([5, true]);
    }
  });

  test('in a document', async () => {
    const [document = ''] = await readdir(join(scanned.bundle, 'documents'));
    const { code, no } = await verified((copy) => flip(join(copy, 'documents', document), 3));
    expect([code, no]).toEqual([5, [expect.stringContaining('paper.txt')]]);
  });

  test.each(['claimcheck.pub', 'manifest.json', 'streams/t0001.jsonl'])('where %s is missing altogether', async (file) => {
    expect(await verified((copy) => rm(join(copy, file)))).toMatchObject({
      code: 5,
      no: expect.arrayContaining([expect.stringContaining(file)]),
    });
  });
});

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

/** Changes one stream's records. */
const records = (stream: string, change: (all: readonly SaltedRecord[]) => readonly SaltedRecord[]): Change => ({
  records: { [stream]: change },
});
const without = (stream: string, which: (record: SaltedRecord) => boolean): Change =>
  records(stream, (all) => all.filter((record) => record !== all.find(which)));
const changed = (stream: string, which: (record: SaltedRecord) => boolean, to: object): Change =>
  records(stream, (all) => all.map((record) => (record === all.find(which) ? { ...record, ...to } : record)));
const is =
  (record: string, more: object = {}) =>
  (line: SaltedRecord) =>
    line['record'] === record && Object.entries(more).every(([name, value]) => line[name] === value);
/** Changes the manifest's word about one claim. */
const claim = (id: string, to: (one: ManifestClaim) => Partial<ManifestClaim>): Change => ({
  manifest: (manifest) => ({ ...manifest, claims: manifest.claims.map((one) => (one.id === id ? { ...one, ...to(one) } : one)) }),
});
const exception = (subject: string) => ({ subject, reason: 'swap', owner: 'infra', approvedBy: 'ciso', expires: day });

describe('a bundle in which one thing no longer agrees, signed again with the same key, is refused', () => {
  test.each<[string, Change, RegExp]>([
    ['a verdict', claim('volumes', () => ({ verdict: 'verified' })), /volumes/],
    ['a verdict made worse', claim('default', () => ({ verdict: 'contradicted' })), /default/],
    ["a claim's count", claim('keys', ({ counts }) => ({ counts: { ...counts, holds: counts.holds + 1 } })), /keys/],
    ["a claim's check", claim('keys', () => ({ checks: ['keys-rotate@2'] })), /keys/],
    ["a claim's quote", claim('keys', () => ({ quote: 'Keys are rotated every day' })), /keys/],
    ["a private claim's digest", claim('private-6', () => ({ quoteDigest: 'ab'.repeat(32) })), /private-6/],
    ['a claim left out of the manifest', { manifest: (manifest) => ({ ...manifest, claims: manifest.claims.slice(1) }) }, /claims/],
    [
      'the count of observations',
      { manifest: (manifest) => ({ ...manifest, records: { ...manifest.records, observation: 99 } }) },
      /records/,
    ],
    ['the count of gaps', { manifest: (manifest) => ({ ...manifest, records: { ...manifest.records, gap: 0 } }) }, /records/],
    ['the count of origins', { manifest: (manifest) => ({ ...manifest, origins: { live: 6 } }) }, /origins/],
    ['complete', { manifest: (manifest) => ({ ...manifest, run: { ...manifest.run, complete: true } }) }, /complete/],
    [
      'when it was judged',
      { manifest: (manifest) => ({ ...manifest, run: { ...manifest.run, judgedAt: '2027-12-31T00:00:00Z' } }) },
      /run/,
    ],
    ['what tool looked', { manifest: (manifest) => ({ ...manifest, tool: { ...manifest.tool, version: '9.9.9' } }) }, /run/],
    ['a claim dropped from the run', without('run', is('claim', { id: 'default' })), /claim/],
    ['a task dropped', without('run', is('task', { region: 'eu-west-2', collector: 'aws.ebs-volumes' })), /eu-west-2/],
    ['a target dropped', without('run', is('target')), /t0001/],
    ['a region dropped from its target', changed('run', is('target'), { regions: ['eu-west-1'] }), /eu-west-2/],
    ['a region added to its target', changed('run', is('target'), { regions: ['eu-west-1', 'eu-west-2', 'us-east-1'] }), /us-east-1/],
    ['an exception added', changed('run', is('claim', { id: 'volumes' }), { exceptions: [exception('*')] }), /volumes/],
    ['an exception widened', changed('run', is('claim', { id: 'lapsing' }), { exceptions: [exception('*')] }), /lapsing/],
    ["a claim's scope narrowed", changed('run', is('claim', { id: 'volumes' }), { scope: { where: 'false' } }), /volumes/],
    ["a check's parameter loosened", changed('run', is('claim', { id: 'keys' }), { controls: ['soc2:CC9.9'] }), /keys/],
    ['the subset denied', changed('run', is('run'), { subset: true, id: 'other' }), /run/],
    ['a document forgotten', without('run', is('document')), /document|private-6/],
  ])('%s', async (_, change, names) => {
    const { code, no } = await verified((copy) => resign(copy, world.key, change));
    expect([code, no]).toEqual([5, [expect.stringMatching(names)]]);
  });

  const records0 = (to: (counts: Record<string, number>) => Record<string, number>): Pick<Change, 'manifestText'> => ({
    manifestText: (text) =>
      text.replace(
        /"records":\{"exclusion":(\d+),"gap":(\d+),"observation":(\d+),"sweep":(\d+)\}/,
        (_, exclusion, gap, observation, sweep) => {
          const counts = to({ exclusion: Number(exclusion), gap: Number(gap), observation: Number(observation), sweep: Number(sweep) });
          return `"records":${JSON.stringify(counts)}`;
        },
      ),
  });
  const less = (record: string) => records0((counts) => ({ ...counts, [record]: (counts[record] ?? 0) - 1 }));

  test.each<[string, Change, RegExp]>([
    [
      'an observation dropped',
      { ...without('t0001', is('observation', { collector: 'aws.ebs-volumes' })), ...less('observation') },
      /aws\.ebs-volumes\/eu-west-1/,
    ],
    ['a gap dropped', { ...without('t0001', is('gap')), ...less('gap') }, /aws\.kms-keys\/eu-west-1/],
    ['an exclusion dropped', { ...without('t0001', is('exclusion')), ...less('exclusion') }, /claim/],
    [
      'a sweep dropped',
      {
        records: {
          t0001: (all) => all.filter((record) => record !== all.find(is('sweep', { collector: 'aws.ebs-volumes', region: 'eu-west-2' }))),
        },
        manifest: (manifest) => ({ ...manifest, origins: { override: (manifest.origins.override ?? 0) - 1 } }),
        ...less('sweep'),
      },
      /aws\.ebs-volumes\/eu-west-2/,
    ],
    ['a reply dropped', without('t0001.replies', is('reply')), /reply/],
    ['a reply changed', changed('t0001.replies', is('reply'), { status: 201 }), /reply/],
    ['a name dropped', without('t0001.names', is('name')), /t0001\/s\d+/],
    ['a name that stands twice', records('t0001.names', (all) => [...all, ...all.slice(0, 1)]), /t0001\/s\d+/],
    [
      'what was seen',
      changed('t0001', (line) => is('observation')(line) && JSON.stringify(line['data']).includes('"encrypted":false'), {
        data: { encrypted: true },
      }),
      /volumes/,
    ],
    ['where a sweep came from', changed('t0001', is('sweep'), { origin: 'live' }), /origins/],
  ])('%s', async (_, change, names) => {
    const { code, no } = await verified((copy) => resign(copy, world.key, change));
    expect([code, no]).toEqual([5, [expect.stringMatching(names)]]);
  });
});
