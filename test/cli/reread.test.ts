import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { readRun } from '../../src/commands/read-run.ts';
import { reread } from '../../src/commands/reread.ts';
import { verify } from '../../src/commands/verify.ts';
import { collectors, sources } from '../../src/plugins.ts';
import { resign } from '../bundle/resign.ts';
import { CLAIMS, inRegions, openDesk, openWorld, type Scanned, type World } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';

const region = {
  ec2: {
    volumes: [
      { count: 700, keys: ['alias/prod'] },
      { count: 2, encrypted: false },
    ],
  },
  kms: { keys: { 'alias/prod': { rotation: { days: 365 } }, 'alias/signing': { spec: 'RSA_4096' } } },
};
const scenario = inRegions(
  { 'eu-west-1': region, 'eu-west-2': region },
  { fault: 'throttle', on: { service: 'ec2' }, rate: 0.2, times: 1 },
);

/** What `verify --reread` answers, without any server to ask. */
async function rereadAnswer(bundle: string, directory: string): Promise<unknown> {
  const { io, stdout } = heardIo(directory);
  await verify(bundle, { key: ['claimcheck.pub'], reread: true, json: true }, io);
  const { answers }: { answers: { question: string }[] } = JSON.parse(stdout());
  return answers.find(({ question }) => question === 'reread');
}

test('every observation is read again from the stored replies, without network or credentials', async () => {
  await using world = await openWorld(scenario, [CLAIMS.volumes, CLAIMS.keys]);
  const { bundle, manifest } = await world.scan();
  expect(await rereadAnswer(bundle, world.directory)).toMatchObject({
    answer: 'yes',
    says: expect.stringContaining(`${manifest.records.observation} of ${manifest.records.observation}`),
  });
});

const NO_SDK = '@example/sdk-that-is-not-installed';
let scannedKeys: Scanned;
let keysWorld: World;

beforeAll(async () => {
  keysWorld = await openWorld(scenario, [CLAIMS.keys]);
  scannedKeys = await keysWorld.scan();
});
afterAll(async () => keysWorld[Symbol.asyncDispose]());

test('an observation that its own reply does not bear out is counted', async () => {
  const { manifest } = scannedKeys;
  const bundle = join(keysWorld.directory, 'resigned');
  await cp(scannedKeys.bundle, bundle, { recursive: true });
  await resign(bundle, keysWorld.key, {
    records: {
      t0001: (records) => records.map((record) => (record['record'] === 'observation' ? { ...record, basis: 'provider' } : record)),
    },
  });
  const all = manifest.records.observation;
  expect(await rereadAnswer(bundle, keysWorld.directory)).toMatchObject({ answer: 'note', says: expect.stringContaining(`0 of ${all}`) });
});

const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
const AT_REST = '{ id: rest, quote: Data is encrypted, proof: [{ check: encrypted-at-rest }] }';
const PRIVATE = '{ id: private, quote: Nothing is public, proof: [{ check: no-public-access }] }';

/** Three pages of storage accounts, each cut at first. */
async function openAzure(): Promise<Cloud> {
  const practice = await startAzurePractice({
    subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: [{ count: 5 }] } } },
    pageSizes: { StorageAccounts_List: 2 },
    limits: 'none',
    faults: [{ fault: 'cut', on: { action: 'StorageAccounts*' }, times: 1 }],
  });
  return { ...practice, env: practice.env(), claims: [AT_REST, PRIVATE], target: `{ azure: { subscriptions: ["${SUBSCRIPTION}"] } }` };
}

/** Two pages of buckets, each refused at first. */
async function openGoogle(): Promise<Cloud> {
  const kmsKeys = ['projects/example-prod/locations/eu/keyRings/data/cryptoKeys/own'];
  const practice = await startGcpPractice({
    projects: { 'example-prod': { buckets: [{ count: 1100 }, { name: 'example-own', kmsKeys }] } },
    limits: 'none',
    faults: [{ fault: 'throttle', on: { action: '*list' }, times: 1, retryAfter: 0 }],
  });
  return { ...practice, env: practice.env(), claims: [AT_REST], target: '{ gcp: { projects: [example-prod] } }' };
}

interface Cloud {
  readonly env: Readonly<Record<string, string>>;
  readonly claims: readonly string[];
  readonly target: string;
  readonly close: () => Promise<void>;
}

test.each([
  ['Azure', openAzure],
  ['Google', openGoogle],
])('%s: every observation is read again from the stored replies, without network or credentials', async (_, open) => {
  const { env, claims, target, close } = await open();
  await using desk = await openDesk({ env, close: async () => {} }, claims, [`prod: ${target}`]);
  const { bundle, manifest } = await desk.scan();
  await close();
  const all = manifest.records.observation;
  expect(all).toBeGreaterThan(0);
  expect(await rereadAnswer(bundle, desk.directory)).toMatchObject({ answer: 'yes', says: expect.stringContaining(`${all} of ${all}`) });
});

test.each([
  ['collectors', { sources, collectors: collectors.filter(({ id }) => id !== 'aws.kms-keys') }],
  ['versions', { sources, collectors: collectors.map((one) => ({ ...one, version: one.id === 'aws.kms-keys' ? 99 : one.version })) }],
  ['sources', { sources: sources.filter(({ id }) => id !== 'aws'), collectors }],
  ['sources that can replay', { sources: sources.map(({ reopen: _, ...source }) => source), collectors }],
  ['SDKs', { sources, collectors: collectors.map((one) => ({ ...one, collect: async () => void (await import(NO_SDK)) })) }],
])('%s that are not here are counted, not failed', async (_, readers) => {
  const { bundle, manifest } = scannedKeys;
  const all = manifest.records.observation;
  const io = heardIo(bundle).io;
  expect(await reread(bundle, manifest, await readRun(bundle, manifest.streams), readers, io)).toEqual({
    all,
    again: 0,
    differently: 0,
    absent: all,
  });
});
