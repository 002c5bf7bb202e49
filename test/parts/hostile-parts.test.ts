/** Parts that other machines wrote, or somebody on the way: merge refuses them in words, or what it seals of them verifies. */
import { hash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jcs } from '../../src/bundle/jcs.ts';
import type { Part, PartFile } from '../../src/bundle/part.ts';
import { merge } from '../../src/commands/merge.ts';
import { verify } from '../../src/commands/verify.ts';
import { BundleError } from '../../src/errors.ts';
import { harm } from '../bundle/harm.ts';
import { type Mutation, mutated, mutation } from '../bundle/mutations.ts';
import { heardIo } from '../cli/heard-io.ts';
import fc from '../property.ts';
import { CLAIMS, inRegions, openWorld, type World } from '../truth/world.ts';
import { partHere, planHere } from './parts-here.ts';

const region = { ec2: { volumes: [{ count: 3 }, { encrypted: false }] }, kms: { keys: { 'alias/aws/ebs': {}, 'alias/a': {} } } };

/** Each is a merge and a verification. */
const RUNS = 30;

let world: World;
let part = '';
beforeAll(async () => {
  world = await openWorld(
    inRegions(
      { 'eu-west-1': region, 'af-south-1': { status: 'not-opted-in' } },
      { fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/a' } },
    ),
    [CLAIMS.volumes, CLAIMS.keys, CLAIMS.default],
  );
  await planHere(world, 'plan.json');
  part = await partHere(world, '1/1');
});
afterAll(async () => world[Symbol.asyncDispose]());

/** A copy of the part with one spool changed, whose part.json says what is there. */
async function partWith(spool: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const copy = await mkdtemp(join(world.directory, 'part-'));
  await cp(part, copy, { recursive: true });
  const path = join(copy, 'spools', spool);
  await writeFile(path, change(await readFile(path)));
  const said: Part = JSON.parse(await readFile(join(copy, 'part.json'), 'utf8'));
  const describe = async (number: number, sort: string): Promise<PartFile> => {
    const bytes = await readFile(join(copy, 'spools', `${String(number).padStart(6, '0')}${sort}.jsonl`)).catch(() => Buffer.alloc(0));
    return { bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') };
  };
  const tasks = [];
  for (const row of said.tasks)
    tasks.push({ ...row, records: await describe(row.spool, ''), replies: await describe(row.spool, '.replies') });
  await writeFile(join(copy, 'part.json'), jcs({ ...said, tasks, resolving: await describe(0, '.replies') }));
  return copy;
}

/** The code that the part is refused with, or "sealed" where what it became verifies; whatever else happens is thrown. */
async function outcome(directory: string): Promise<string> {
  const out = `${basename(directory)}-merged`;
  try {
    await merge([directory], { config: 'claimcheck.yaml', plan: 'plan.json', out, json: true }, heardIo(world.directory).io);
    const { io, stdout } = heardIo(world.directory);
    const code = await verify(out, { key: ['claimcheck.pub'] }, io);
    return code === 0 ? 'sealed' : `sealed, and then: ${stdout()}`;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    expect([error.message.split('\n').length, await stat(join(world.directory, out)).catch(() => undefined)]).toEqual([1, undefined]);
    return error.code;
  } finally {
    for (const path of [directory, join(world.directory, out)]) await rm(path, { recursive: true, force: true });
  }
}

const spools = () => readdir(join(part, 'spools'));

/** Another value somewhere in the JSON of one line. */
function mutatedLine(bytes: Buffer, { line, ...how }: Mutation): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const those = [...lines.entries()].filter(([, text]) => isJson(text));
  const [at, text] = those[line % Math.max(1, those.length)] ?? [0, ''];
  const begin = text.indexOf('{');
  if (begin < 0) return bytes;
  const changed = mutated(JSON.parse(text.slice(begin)), how.path, how);
  return Buffer.from(lines.with(at, text.slice(0, begin) + JSON.stringify(changed)).join('\n'), 'latin1');
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text.slice(text.indexOf('{'))) === 'object';
  } catch {
    return false;
  }
}

test('a part that nobody changed is sealed, and verifies', async () => {
  expect(await outcome(await partWith('000001.jsonl', (bytes) => bytes))).toBe('sealed');
});

test('whatever value is another in a spool: a refusal, or a bundle that verifies', async () => {
  const names = await spools();
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), mutation, async (name, one) => {
      const what = await outcome(await partWith(name, (bytes) => mutatedLine(bytes, one)));
      seen.add(what);
      expect(what).toMatch(/^[a-z-]+$/);
    }),
    { numRuns: RUNS },
  );
  expect([seen.has('sealed'), seen.has('wrong-shape')]).toEqual([true, true]);
});

test('whatever bytes are others in a spool: a refusal, or a bundle that verifies', async () => {
  const names = await spools();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), harm, async (name, change) => {
      expect(await outcome(await partWith(name, change))).toMatch(/^[a-z-]+$/);
    }),
    { numRuns: RUNS },
  );
});

describe('a part is refused', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const wide = `[${'0,'.repeat(1 << 18)}0]`;
  const first = (text: string, change: (line: string) => string): string => {
    const [line = '', ...rest] = text.split('\n');
    return [change(line), ...rest].join('\n');
  };
  const replies = () => spools().then((names) => names.find((name) => /^0000[^0].*replies|^00000[1-9]\.replies/.test(name)) ?? '');
  const records = () =>
    spools().then(async (names) => {
      for (const name of names.filter((one) => !one.includes('replies')))
        if ((await readFile(join(part, 'spools', name), 'utf8')).includes('\nd{')) return name;
      throw new Error('no spool has data');
    });

  test.each<[string, () => Promise<string>, (text: string) => string]>([
    [
      'whose reply has an input of a hundred thousand levels',
      replies,
      (text) => first(text, (line) => line.replace(/"input":\{[^}]*\}/, `"input":${deep}`)),
    ],
    [
      'whose reply has an input of too many values',
      replies,
      (text) => first(text, (line) => line.replace(/"input":\{[^}]*\}/, `"input":${wide}`)),
    ],
    ['whose reply is longer than it says', replies, (text) => first(text, (line) => line.replace(/"bytes":\d+/, '"bytes":1'))],
    ['whose reply is of ten gigabytes', replies, (text) => first(text, (line) => line.replace(/"bytes":\d+/, '"bytes":10000000000'))],
    ['whose data is deep', records, (text) => text.replace(/\nd\{"data":\{/, `\nd{"data":{"x":${deep},`)],
    ['whose data is wide', records, (text) => text.replace(/\nd\{"data":\{/, `\nd{"data":{"x":${wide},`)],
    [
      'whose subject has tags without end',
      records,
      (text) =>
        text.replace(
          /\no(\d+ \d+) \{/,
          (_, at) => `\no${at} {"tags":{${Array.from({ length: 1 << 18 }, (__, n) => `"${n}":""`).join(',')},"x":""},`,
        ),
    ],
    ['whose line never ends', records, (text) => text + 'x'.repeat(9 << 20)],
    ['which has a NUL', records, (text) => `${text}\0\n`],
    ['which has an empty line', records, (text) => `${text}\n`],
    ['which calls a member twice', records, (text) => text.replace(/\no(\d+ \d+) \{"id":"/, (_, at) => `\no${at} {"id":"x","id":"`)],
    [
      'which has a prototype',
      records,
      (text) => text.replace(/\no(\d+ \d+) \{"id":/, (_, at) => `\no${at} {"id":"x","__proto__":{"id":"y"},"i":`),
    ],
  ])('%s', async (_, which, change) => {
    const what = await outcome(await partWith(await which(), (bytes) => Buffer.from(change(bytes.toString('latin1')), 'latin1')));
    expect(['wrong-shape', 'not-json', 'inconsistent']).toContain(what);
  });
});
