import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eachName } from '../../src/commands/judge-streams.ts';
import { merge } from '../../src/commands/merge.ts';
import { BundleError, UserError } from '../../src/errors.ts';
import type { Fact } from '../../src/model.ts';
import { claimcheck } from '../cli/claimcheck.ts';
import { heardIo } from '../cli/heard-io.ts';
import { CLAIMS, evidence, openWorld, PROD, readBundle, STAGING, type World } from '../truth/world.ts';
import { partHere, planHere } from './parts-here.ts';

const region = { ec2: { volumes: [{ count: 3 }, { encrypted: false }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const regions = { 'eu-west-1': region, 'eu-west-2': region, 'us-east-1': region };

/** One cloud of two accounts, one plan, one scan of its own, and the parts of several divisions. */
let world: World;
let single: Awaited<ReturnType<World['scan']>>;
let plan = '';
const parts = new Map<string, string>();

beforeAll(async () => {
  const accounts = {
    prod: { id: PROD, regions },
    staging: { id: STAGING, regions, roles: { evidence: { trusts: [PROD] } } },
  };
  world = await openWorld(
    { accounts, faults: [{ fault: 'deny', on: { action: 'DescribeVolumes', region: 'us-east-1' } }] },
    [CLAIMS.volumes, CLAIMS.default, CLAIMS.keys],
    [
      'prod: { aws: { regions: { only: [eu-west-1, eu-west-2], because: "the rest is empty" } } }',
      `staging: { aws: { accounts: [{ role: "arn:aws:iam::${STAGING}:role/evidence" }], regions: all } }`,
    ],
  );
  single = await world.scan();
  plan = await planHere(world, 'plan.json');
  for (const shard of ['1/1', '1/2', '1/4', '2/4', '3/4', '4/4']) parts.set(shard, await partHere(world, shard));
});
afterAll(async () => world[Symbol.asyncDispose]());

let made = 0;
/** What merging these parts comes to, here in this process. */
async function merged(paths: readonly string[], options: { readonly plan?: string; readonly config?: string } = {}) {
  made += 1;
  const out = `merged-${made}`;
  const { io } = heardIo(world.directory);
  const exit = await merge(paths, { config: 'claimcheck.yaml', plan, out, json: true, ...options }, io);
  return { exit, bundle: join(world.directory, out) };
}

async function refused(paths: readonly string[], options: { readonly plan?: string; readonly config?: string } = {}) {
  const before = made + 1;
  const error: unknown = await merged(paths, options).catch((thrown: unknown) => thrown);
  const left = await stat(join(world.directory, `merged-${before}`)).catch(() => undefined);
  if (!(error instanceof BundleError || error instanceof UserError)) throw error;
  return { code: error.code, message: error.message, left };
}

const shardsOf = (...names: string[]): string[] => names.map((name) => parts.get(name) ?? '');

/** What does not differ from run to run: no times, no hashes. */
async function essence(bundle: string) {
  const { manifest, facts } = await readBundle(bundle);
  const names: unknown[] = [];
  for (const { name } of manifest.streams.filter((one) => /^t\d+$/.test(one.name)))
    await eachName(bundle, manifest.streams, name, (one) => names.push(one));
  return {
    claims: manifest.claims,
    records: manifest.records,
    origins: manifest.origins,
    complete: manifest.run.complete,
    names,
    facts: facts.map(timeless),
  };
}

function timeless(fact: Fact): unknown {
  const { replies, ...rest } = { replies: [], ...fact };
  return { ...rest, at: '', startedAt: '', endedAt: '', retries: 0, calls: 0, replies: replies.length };
}

describe('parts of one plan, however it was divided', () => {
  test.each([
    ['all in one', ['1/1']],
    ['four, in order', ['1/4', '2/4', '3/4', '4/4']],
    ['four, in another order', ['3/4', '1/4', '4/4', '2/4']],
    ['halves and quarters', ['4/4', '1/2', '3/4']],
  ])('%s: the same verdicts, counts, names and facts as one scan', async (_, shards) => {
    const { exit, bundle } = await merged(shardsOf(...shards));
    expect([exit, await essence(bundle)]).toEqual([single.code, await essence(single.bundle)]);
  });

  test('make a bundle that verifies', async () => {
    const { bundle } = await merged(shardsOf('1/4', '2/4', '3/4', '4/4'));
    expect((await world.run(['verify', bundle, '--key', 'claimcheck.pub'])).code).toBe(0);
  });
});

describe('merge refuses, and writes nothing', () => {
  test('a task that is missing', async () => {
    expect(await refused(shardsOf('1/4', '2/4', '4/4'))).toMatchObject({ code: 'inconsistent', left: undefined });
  });

  test('a task that is there twice', async () => {
    expect(await refused(shardsOf('1/1', '2/4'))).toMatchObject({ code: 'inconsistent', left: undefined });
  });

  test('a part of another plan', async () => {
    await planHere(world, 'other.json', ['volumes']);
    expect(await refused(shardsOf('1/1'), { plan: 'other.json' })).toMatchObject({ code: 'inconsistent', left: undefined });
  });

  test('a bundle in the place of a part', async () => {
    expect(await refused([single.bundle])).toMatchObject({ code: 'missing-file', left: undefined });
  });

  test('a file in the place of a part', async () => {
    await writeFile(join(world.directory, 'part.zip'), 'PK');
    expect(await refused(['part.zip'])).toMatchObject({ code: 'not-found', left: undefined, message: expect.stringContaining('unpack') });
  });

  test('a record that was changed', async () => {
    expect(
      await refused(await changed('spools/000001.jsonl', (text) => text.replace(/"encrypted":true/, '"encrypted":none'))),
    ).toMatchObject({
      code: 'digest',
      left: undefined,
    });
  });

  test('a plan that was changed', async () => {
    const text = await readFile(plan, 'utf8');
    const at = text.indexOf('"payload":"') + 40;
    const other = text[at] === 'A' ? 'B' : 'A';
    await writeFile(join(world.directory, 'forged.json'), `${text.slice(0, at)}${other}${text.slice(at + 1)}`);
    expect(await refused(shardsOf('1/1'), { plan: 'forged.json' })).toMatchObject({ code: 'signature', left: undefined });
  });

  test('a config that is another than the plan’s', async () => {
    const config = await readFile(join(world.directory, 'claimcheck.yaml'), 'utf8');
    await writeFile(join(world.directory, 'other.yaml'), config.replace('365d', '90d'));
    expect(await refused(shardsOf('1/1'), { config: 'other.yaml' })).toMatchObject({ code: 'config-wrong', left: undefined });
  });
});

/** A copy of the whole part, with one file changed. */
async function changed(file: string, change: (text: string) => string): Promise<string[]> {
  const copy = join(world.directory, 'changed');
  await rm(copy, { recursive: true, force: true });
  await cp(parts.get('1/1') ?? '', copy, { recursive: true });
  await writeFile(join(copy, file), change(await readFile(join(copy, file), 'utf8')));
  return [copy];
}

test('the command line says which task is missing, exits 5 and leaves nothing', async () => {
  const before = await evidence(world);
  const { code, stdout, stderr } = await claimcheck(
    ['merge', ...shardsOf('1/4', '2/4', '3/4'), '--plan', plan, '--key', 'claimcheck.key'],
    {
      cwd: world.directory,
      sources: true,
    },
  );
  expect([code, stdout, stderr.trimEnd().split('\n').length, await evidence(world)]).toEqual([5, '', 1, before]);
});

test('a shard that is there already is not looked at again, unless --resume finds something left', async () => {
  const requests = world.practice.stats().requests;
  const plain = await world.run(['scan', '--plan', 'plan.json', '--shard', '1/4', '--out', 'parts'], { sources: true });
  const resumed = await partHere(world, '1/4', { resume: true });
  expect([plain.code, resumed, world.practice.stats().requests - requests]).toEqual([2, parts.get('1/4'), 0]);
});
