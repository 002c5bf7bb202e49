import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { startPractice } from '../../fixtures/practice/start-practice.ts';
import { recordBundle } from '../../scripts/record.ts';
import { systemClock } from '../../src/collect/clock.ts';
import { type Recording, replayRecording } from '../../src/collect/recording.ts';
import { eachName, factStreams } from '../../src/commands/judge-streams.ts';
import type { SubjectName } from '../../src/model.ts';
import { collectors, sources } from '../../src/plugins.ts';
import { type Desk, openDesk, type Scanned } from '../truth/world.ts';

const readers = { sources, collectors };
const CLAIMS = ['{ id: rest, quote: Data is encrypted, proof: [{ check: encrypted-at-rest }] }'];
const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
const TAGS = { 'acme-unit': 'Payroll-Zürich', contact: 'jane.doe@acme.example.com', Name: 'ledger primary' };

interface Cloud {
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
  readonly target: string;
  readonly claims: readonly string[];
  /** What stands in answers or inputs and is no name of the bundle's: it must be gone as well. */
  readonly secrets: readonly string[];
}

const clouds: Readonly<Record<string, () => Promise<Cloud>>> = {
  aws: async () => {
    const ec2 = {
      volumes: [
        { count: 1200, keys: ['alias/ledger'], tags: TAGS },
        { id: 'vol-0a1b2c3d4e5f60001', encrypted: false },
      ],
    };
    const region = { ec2, kms: { keys: { 'alias/ledger': { rotation: { days: 365 } }, 'alias/aws/ebs': {} } } };
    const practice = await startPractice({ accounts: { prod: { id: '123498761234', regions: { 'eu-west-1': region, 'eu-west-2': {} } } } });
    const claims = [...CLAIMS, '{ id: keys, quote: Keys are rotated, proof: [{ check: keys-rotate, with: { atMost: 365d } }] }'];
    const target = '{ aws: { regions: all } }';
    return { env: practice.env('prod'), close: practice.close, target, claims, secrets: ['123498761234', '0a1b2c3d4e5f60001', 'ledger'] };
  },
  azure: async () => {
    const practice = await startAzurePractice({
      subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: [{ count: 7, tags: { 'acme-unit': 'Payroll-Zürich' } }] } } },
      pageSizes: { StorageAccounts_List: 3 },
      limits: 'none',
    });
    const target = `{ azure: { subscriptions: ["${SUBSCRIPTION}"] } }`;
    return { env: practice.env(), close: practice.close, target, claims: CLAIMS, secrets: [SUBSCRIPTION, practice.tenant, 'rg-data'] };
  },
  gcp: async () => {
    const kmsKeys = ['projects/acme-ledger-42/locations/eu/keyRings/vaultring/cryptoKeys/ledgerkey'];
    const buckets = [
      { count: 1100, labels: { 'acme-unit': 'payroll' } },
      { name: 'acme-ledgers', kmsKeys, labels: { contact: 'jane-doe' } },
    ];
    const practice = await startGcpPractice({ projects: { 'acme-ledger-42': { number: '998877665544', buckets } }, limits: 'none' });
    const secrets = ['acme-ledger-42', '998877665544', 'vaultring', 'ledgerkey'];
    return { env: practice.env(), close: practice.close, target: '{ gcp: { projects: [acme-ledger-42] } }', claims: CLAIMS, secrets };
  },
};

describe.each(Object.entries(clouds))('%s', (source, open) => {
  let desk: Desk;
  let cloud: Cloud;
  let scanned: Scanned;
  let recording: Recording;

  beforeAll(async () => {
    cloud = await open();
    desk = await openDesk({ env: cloud.env, close: async () => {} }, cloud.claims, [`acme-prod: ${cloud.target}`]);
    scanned = await desk.scan();
    await cloud.close();
    const { recordings, left } = await recordBundle(scanned.bundle);
    expect(left).toEqual([]);
    const [first] = recordings;
    if (first === undefined) throw new Error('nothing was recorded');
    recording = first;
  });
  afterAll(async () => desk[Symbol.asyncDispose]());

  test('no id, name, tag, account or credential of the scan is in the fixture', async () => {
    const names: SubjectName[] = [];
    for (const { name } of factStreams(scanned.manifest.streams))
      await eachName(scanned.bundle, scanned.manifest.streams, name, (one) => names.push(one));
    const tags = names.flatMap(({ tags: own = {} }) => [...Object.keys(own), ...Object.values(own)]).filter((tag) => tag !== 'Name');
    const originals = new Set([
      ...names.flatMap(({ id, account = id, name = id, owner = id }) => [id, account, name, owner, id.split(/[/:]/).at(-1) ?? id]),
      ...tags,
      ...cloud.secrets,
      'acme-prod',
      ...Object.values(cloud.env).filter((value) => value.length > 15 && !/Credential$|^https?:\/\/127/.test(value)),
    ]);
    originals.delete('default'); // the last word of every blob service's id
    expect(names.length).toBeGreaterThan(5);
    const text = JSON.stringify(recording).toLowerCase();
    expect([...originals].filter((original) => text.includes(JSON.stringify(original).slice(1, -1).toLowerCase()))).toEqual([]);
  });

  test('replayed through the real SDK and collectors it gives as many observations, with the same facts', async () => {
    const replayed = await replayRecording(recording, readers, systemClock);
    expect(replayed.map(({ sees }) => sees)).toEqual(recording.tasks.map(({ sees }) => sees));
    expect(replayed.flatMap(({ unrecorded, unused }) => [...unrecorded, ...unused])).toEqual([]);
    const facts = scanned.facts.filter(({ record }) => record === 'observation' || record === 'gap');
    expect(replayed.flatMap(({ sees = [] }) => sees)).toHaveLength(facts.length);
  });

  test('a call that was not recorded is named', async () => {
    const [first, ...replies] = recording.replies;
    const replayed = await replayRecording({ ...recording, replies }, readers, systemClock);
    const missing = replayed.find(({ unrecorded }) => unrecorded.length > 0);
    expect([missing?.collector, missing?.unrecorded[0]?.split(' ')[0]]).toEqual([first?.collector, first?.call]);
  });

  test('an answer that nobody asked for is named', async () => {
    const [first] = recording.replies;
    if (first === undefined) throw new Error('nothing was recorded');
    const replies = [...recording.replies, { ...first, input: { Marker: 'beyond the end' } }];
    const replayed = await replayRecording({ ...recording, replies }, readers, systemClock);
    expect(replayed.flatMap(({ unused }) => unused)).toEqual([`${first.call} {"Marker":"beyond the end"}`]);
  });

  test('form is kept: the account looks like one, and the same bundle gives the same fixture', async () => {
    const forms: Record<string, RegExp> = {
      aws: /^\d{12}$/,
      azure: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      gcp: /^[a-z]+-[a-z]+-\d+$/,
    };
    expect(recording.target.name).toMatch(forms[source] ?? /^$/);
    expect((await recordBundle(scanned.bundle)).recordings).toEqual([recording]);
  });

  if (source !== 'aws') return;
  test('the script writes a file for each target, and says what to do next', async () => {
    const script = new URL('../../scripts/record.ts', import.meta.url).pathname;
    const out = join(desk.directory, 'fixtures');
    const file = execFileSync(process.execPath, [script, scanned.bundle, '--out', out], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(await readFile(file.trim(), 'utf8'))).toEqual(recording);
  });
});
