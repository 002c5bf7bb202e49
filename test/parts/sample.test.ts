import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leafHash } from '../../src/bundle/merkle.ts';
import type { Sample } from '../../src/commands/draw-sample.ts';
import { createLowest } from '../../src/commands/lowest.ts';
import { sample } from '../../src/commands/sample.ts';
import { heardIo } from '../cli/heard-io.ts';
import fc from '../property.ts';
import { CLAIMS, inRegions, openWorld, type Scanned, type World } from '../truth/world.ts';

/** 40 volumes in two regions, half of them tagged, and keys. */
let world: World;
let scanned: Scanned;
beforeAll(async () => {
  const region = {
    ec2: {
      volumes: [
        { count: 10, tags: { env: 'prod' } },
        { count: 10, tags: { env: 'test' } },
      ],
    },
    kms: { keys: { 'alias/a': { rotation: {} } } },
  };
  world = await openWorld(inRegions({ 'eu-west-1': region, 'eu-west-2': region }), [
    CLAIMS.volumes,
    CLAIMS.keys,
    `{ id: tagged, quote: Production volumes are encrypted, scope: { where: 'subject.tags.env == "prod" && subject.region == "eu-west-1"' }, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }`,
  ]);
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

async function drawn(options: {
  readonly size: number;
  readonly seed: string;
  readonly claim?: string;
  readonly kind?: string;
  readonly target?: string;
}): Promise<Sample> {
  const { io, stdout } = heardIo(world.directory);
  await sample(scanned.bundle, { ...options, size: String(options.size), json: true }, io);
  return JSON.parse(stdout());
}

test('the sample is what the recorded algorithm says, and can be drawn again by anybody', async () => {
  const { chosen, population, algorithm } = await drawn({ size: 5, seed: 'fünf Würfel' });
  const lines = (await readFile(join(scanned.bundle, 'streams', 't0001.jsonl'), 'utf8')).trimEnd().split('\n');
  const observations = lines.filter((line) => JSON.parse(line).record === 'observation').map(leafHash);
  const expected = observations.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).slice(0, 5);
  expect([chosen.map(({ leaf }) => leaf), population]).toEqual([expected, observations.length]);
  expect(chosen.every(({ leaf, line }) => leafHash(lines[line - 1] ?? '') === leaf)).toBe(true);
  expect(algorithm).toContain('HMAC-SHA-256');

  function keyOf(leaf: string): string {
    return createHmac('sha256', 'fünf Würfel').update(Buffer.from(leaf, 'hex')).digest('hex');
  }
});

test('another seed gives another sample, the same seed the same, and a larger one contains the smaller', async () => {
  const [a, again, other, larger] = [
    await drawn({ size: 8, seed: 'a' }),
    await drawn({ size: 8, seed: 'a' }),
    await drawn({ size: 8, seed: 'b' }),
    await drawn({ size: 20, seed: 'a' }),
  ];
  const leaves = ({ chosen }: Sample) => chosen.map(({ leaf }) => leaf);
  expect(again).toEqual(a);
  expect(leaves(other)).not.toEqual(leaves(a));
  expect(leaves(larger).slice(0, 8)).toEqual(leaves(a));
});

test('what is chosen has its name beside it', async () => {
  const { chosen } = await drawn({ size: 3, seed: 'a', kind: 'encryption-at-rest' });
  expect(chosen.map(({ name }) => name?.id)).toEqual([1, 2, 3].map(() => expect.stringMatching(/^arn:aws:ec2:/)));
});

describe('filters', () => {
  test.each<[string, { claim?: string; kind?: string; target?: string }, number]>([
    ['a kind', { kind: 'encryption-at-rest' }, 40],
    ['a claim', { claim: 'volumes' }, 40],
    ['a claim with a scope of its own', { claim: 'tagged' }, 10],
    ['a target by its name', { target: 'prod', kind: 'encryption-at-rest' }, 40],
    ['a target by its pseudonym', { target: 't0002' }, 0],
  ])('%s', async (_, filter, population) => {
    expect((await drawn({ size: 3, seed: 'a', ...filter })).population).toBe(population);
  });

  test.each(['claim', 'target'])('a %s that is not there is a fault of the user', async (what) => {
    await expect(drawn({ size: 3, seed: 'a', [what]: 'nowhere' })).rejects.toMatchObject({ code: 'usage' });
  });
});

test('the command line draws the same as JSON and as text, and refuses a size of nothing', async () => {
  const words = ['sample', scanned.bundle, '--seed', 'x', '--size'];
  const [text, json, none] = [
    await world.run([...words, '4']),
    await world.run([...words, '4', '--json']),
    await world.run([...words, '0']),
  ];
  const { chosen }: Sample = JSON.parse(json.stdout);
  expect([text.code, json.code, none.code, chosen.every(({ file, line }) => text.stdout.includes(`${file}:${line}`))]).toEqual([
    0,
    0,
    2,
    true,
  ]);
});

test('of any values in any order the lowest are kept', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom(...'0123456789abcdef') })),
      fc.integer({ min: 1, max: 10 }),
      (keys, size) => {
        const lowest = createLowest<string>(size);
        for (const key of keys) lowest.offer(key, () => key);
        expect(lowest.sorted()).toEqual(keys.toSorted().slice(0, size));
      },
    ),
  );
});
