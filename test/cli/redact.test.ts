import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redact } from '../../src/commands/redact.ts';
import { report } from '../../src/commands/report.ts';
import { verify } from '../../src/commands/verify.ts';
import { UserError } from '../../src/errors.ts';
import { CLAIMS, inRegions, openWorld, type Scanned, type World } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';

const region = {
  ec2: {
    volumes: [
      { count: 3, tags: { env: 'prod' } },
      { id: 'vol-0a1b2c3d4e5f60001', encrypted: false, tags: { env: 'lab' } },
    ],
  },
  kms: { keys: { 'alias/aws/ebs': {}, 'alias/a': { rotation: { days: 365 } } } },
};
const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const claims = [
  CLAIMS.volumes,
  CLAIMS.keys,
  `{ id: scoped, quote: q, scope: { where: 'subject.tags.env == "prod"' }, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }`,
  `{ id: paper, quote: q, proof: [{ document: ./paper.txt, validUntil: ${day} }] }`,
];

let world: World;
let scanned: Scanned;
beforeAll(async () => {
  world = await openWorld(inRegions({ 'eu-west-1': region, 'eu-west-2': region }), claims);
  await writeFile(join(world.directory, 'paper.txt'), 'We are certified.\n');
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

/** A redaction of the bundle, or of another. A profile of more than one line is a file. */
async function redacted(profile: string, from = scanned.bundle, keepNamesOf: readonly string[] = []): Promise<string> {
  const place = await mkdtemp(join(world.directory, 'redacted-'));
  const named = profile.includes('\n') ? join(place, 'profile.yaml') : profile;
  if (named !== profile) await writeFile(named, profile);
  const out = join(place, 'copy');
  const { io, stdout } = heardIo(world.directory);
  const code = await redact(from, { profile: named, out, keepNamesOf }, io);
  expect([code, stdout()]).toEqual([0, `${out}\n`]);
  return out;
}

interface Told {
  readonly code: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly underivable: readonly string[];
}

async function verified(bundle: string, more: { readonly gate?: boolean } = {}): Promise<Told> {
  const { io, stdout } = heardIo(world.directory);
  const code = await verify(bundle, { key: ['claimcheck.pub'], json: true, ...more }, io);
  const { answers: _, claims: told, ...fields } = JSON.parse(stdout());
  const underivable = told.flatMap(({ claim, derived }: { claim: string; derived: boolean }) => (derived ? [] : [claim]));
  return { code, fields, underivable };
}

async function lines(bundle: string, stream: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await readFile(join(bundle, 'streams', `${stream}.jsonl`), 'utf8');
  return text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}

test('a public copy keeps every fact and nothing else, and no verdict of it can be derived again', async () => {
  const copy = await redacted('public');
  const facts = await readFile(join(copy, 'streams/t0001.jsonl'));
  expect(facts.equals(await readFile(join(scanned.bundle, 'streams/t0001.jsonl')))).toBe(true);
  for (const stream of ['run', 'run.replies', 't0001.names', 't0001.replies']) expect(await lines(copy, stream)).toEqual([]);
  const { code, fields, underivable } = await verified(copy);
  expect([code, underivable.length]).toEqual([0, 4]);
  expect(fields).toMatchObject({ holds: true, signature: 'yes', signer: 'yes', integrity: 'yes', completeness: 'not-checked' });
  expect(fields).toMatchObject({ verdicts: 'not-checked', today: 'not-checked', documents: 'not-checked', origin: 'note' });
});

test('a public copy shows the names of targets that were chosen', async () => {
  const copy = await redacted('public', scanned.bundle, ['prod']);
  expect(await lines(copy, 't0001.names')).toEqual(await lines(scanned.bundle, 't0001.names'));
});

test('an auditor’s copy has no replies, and every verdict of it is derived again', async () => {
  const copy = await redacted('auditor');
  for (const stream of ['run.replies', 't0001.replies']) expect(await lines(copy, stream)).toEqual([]);
  expect(await readdir(join(copy, 'documents'))).toEqual(await readdir(join(scanned.bundle, 'documents')));
  const { code, fields, underivable } = await verified(copy);
  expect([code, underivable]).toEqual([0, []]);
  expect(fields).toMatchObject({ verdicts: 'yes', today: 'yes', documents: 'yes' });
});

test('a public copy of an auditor’s copy is the public copy', async () => {
  const [direct, twice] = [await redacted('public'), await redacted('public', await redacted('auditor'))];
  for (const stream of await readdir(join(direct, 'streams'))) {
    const [a, b] = [await readFile(join(direct, 'streams', stream)), await readFile(join(twice, 'streams', stream))];
    expect([stream, a.equals(b)]).toEqual([stream, true]);
  }
});

describe('a profile of rules', () => {
  test('withholds names, and with them the verdict of the claim that has to know them', async () => {
    const { code, fields, underivable } = await verified(await redacted('version: 1\nwithhold: [{ stream: names }]\n'));
    expect([code, underivable, fields['verdicts'], fields['completeness']]).toEqual([0, ['scoped'], 'note', 'note']);
  });

  test('withholds the facts of a kind, and with them every verdict that they could bear on', async () => {
    const copy = await redacted('version: 1\nwithhold:\n  - kind: encryption-key\n  - stream: replies\n');
    const kinds = (await lines(copy, 't0001')).flatMap(({ record, kind }) => (record === 'observation' ? [kind] : []));
    expect([kinds.includes('encryption-key'), kinds.includes('encryption-at-rest')]).toEqual([false, true]);
    expect((await verified(copy)).underivable).toEqual(['volumes', 'keys', 'scoped']);
  });

  test('withholds what is about a subject, its name and its facts', async () => {
    const copy = await redacted('version: 1\nwithhold:\n  - subject: "*vol-0a1b2c3d4e5f60001"\n  - stream: replies\n');
    const [before, after] = [await lines(scanned.bundle, 't0001.names'), await lines(copy, 't0001.names')];
    const gone = before.filter(({ subject }) => !after.some((line) => line['subject'] === subject));
    expect(gone.map(({ id }) => String(id).split('/').at(-1))).toEqual(['vol-0a1b2c3d4e5f60001', 'vol-0a1b2c3d4e5f60001']);
    const subjects = new Set((await lines(copy, 't0001')).map(({ subject }) => subject));
    expect(gone.filter(({ subject }) => subjects.has(subject))).toEqual([]);
  });

  test('keeps what a rule of keep means', async () => {
    const copy = await redacted(
      'version: 1\nwithhold: [{ stream: [facts, names, replies] }]\nkeep:\n  - { stream: facts, subject: "*vol-0a1b2c3d4e5f60001" }\n',
    );
    expect((await lines(copy, 't0001')).map(({ data }) => data)).toEqual([
      expect.objectContaining({ encrypted: false }),
      expect.objectContaining({ encrypted: false }),
    ]);
    expect(await lines(copy, 't0001.names')).toEqual([]);
  });

  test('takes a pseudonym for that subject alone, and a pattern for ids alone', async () => {
    const subjects = async (subject: string) => {
      const text = `version: 1\nwithhold: [{ stream: [names, replies] }]\nkeep:\n  - { stream: names, subject: "${subject}" }\n`;
      return (await lines(await redacted(text), 't0001.names')).map((name) => name['subject']);
    };
    expect([await subjects('t0001/s000002'), await subjects('*/s00000?'), await subjects('t0001/*')]).toEqual([['s000002'], [], []]);
  });

  test('withholds a document with its line', async () => {
    const copy = await redacted('version: 1\nwithhold:\n  - stream: run\n');
    expect(await stat(join(copy, 'documents')).catch(() => undefined)).toBeUndefined();
  });

  test.each<[string, string, readonly string[]]>([
    ['no YAML', 'version: 1\nwithhold: [\n', ['3:1:']],
    ['unknown fields and streams', 'version: 1\nwithhold:\n  - { streem: names }\n  - { stream: nams }\n', ['3:7:', '4:15:']],
    ['a kind that nobody knows', 'version: 1\nwithhold:\n  - kind: encryption-at-rset\n  - stream: replies\n', ['3:11:']],
    ['nothing to withhold', 'version: 1\nwithhold: []\n', ['2:11:']],
    ['another version', 'version: 2\nwithhold: [{ stream: names }]\n', ['1:10:']],
    ['a target that is not there', 'version: 1\nwithhold:\n  - { stream: names, target: staging }\n', ['3:30:']],
    ['a kind of which the replies would tell', 'version: 1\nwithhold:\n  - kind: mfa\n', ['3:11:']],
    ['a subject of which the replies would tell', 'version: 1\nwithhold:\n  - subject: "*"\n', ['3:14:']],
  ])('with %s is refused, each fault with its place', async (_, text, places) => {
    const fault = await redacted(text).catch((error: unknown) => error);
    if (!(fault instanceof UserError)) throw fault;
    expect(
      fault.faults.map(({ line, column }) => `${line}:${column}:`).map((place, index) => place.startsWith(places[index] ?? '?')),
    ).toEqual(places.map(() => true));
  });

  test('by id is refused where names are withheld already', async () => {
    const copy = await redacted('public');
    await expect(redacted('version: 1\nwithhold:\n  - subject: "*"\n  - stream: replies\n', copy)).rejects.toMatchObject({ code: 'usage' });
  });
});

test('a target that the bundle does not have is a usage error, and leaves nothing', async () => {
  await expect(redacted('public', scanned.bundle, ['nowhere'])).rejects.toMatchObject({ code: 'usage' });
});

test('a gate takes verdicts that cannot be derived for unproven, and a contradiction for one', async () => {
  expect((await verified(await redacted('public'), { gate: true })).code).toBe(3);
});

test('a report of a public copy shows the sealed verdicts and says first that lines are withheld', async () => {
  const copy = await redacted('public');
  const { io, stdout } = heardIo(world.directory);
  expect(await report(copy, { format: ['json'] }, io)).toBe(0);
  const told = JSON.parse(stdout());
  expect(told.withheld.warnings).toHaveLength(1);
  expect(told.withheld.lines.run).toBeGreaterThan(5);
  expect(told.claims.map(({ verdict }: { verdict: string }) => verdict)).toEqual(scanned.manifest.claims.map(({ verdict }) => verdict));
});

test('the command line writes the copy, and its path as the last line', async () => {
  const { code, stdout } = await world.run(['redact', scanned.bundle, '--profile', 'public', '--out', 'shown']);
  expect([code, stdout]).toEqual([0, `${join(world.directory, 'shown')}\n`]);
  expect((await world.run(['redact', scanned.bundle, '--profile', 'nothing.yaml', '--out', 'other'])).code).toBe(2);
});
