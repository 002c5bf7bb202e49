/** What the holder of the key changed and sealed again, and then redacted: a redaction hides what it withholds, and no lie about what it shows. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { redact } from '../../src/commands/redact.ts';
import { verify } from '../../src/commands/verify.ts';
import { type Change, resign } from '../bundle/resign.ts';
import { openWorld, type Scanned, type World } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';
import { claims, lies, liesAboutVerdicts, scenario } from './lies.ts';

let world: World;
let scanned: Scanned;
beforeAll(async () => {
  world = await openWorld(scenario, claims);
  await writeFile(join(world.directory, 'paper.txt'), 'We are certified.\n');
  for (const [name, text] of Object.entries(PROFILES)) await writeFile(join(world.directory, name), text);
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

/** Some lines of every stream, or all that tells which subjects an exception means. */
const PROFILES = {
  'replies.yaml': 'version: 1\nwithhold: [{ stream: [replies, run.replies] }]\n',
  'names.yaml': 'version: 1\nwithhold: [{ stream: [names, replies, run.replies] }]\n',
  'keys.yaml': 'version: 1\nwithhold: [{ kind: encryption-key }, { stream: [replies, run.replies] }]\n',
};

const Told = z.object({
  code: z.number(),
  answers: z.array(z.object({ question: z.string(), answer: z.string(), says: z.string() })),
  claims: z.array(z.object({ claim: z.string(), derived: z.boolean() })),
});

/** Each lie is told once, for all who redact it. */
const told = new Map<Change, Promise<string>>();

async function lieTold(change: Change): Promise<string> {
  const full = join(await mkdtemp(join(world.directory, 'lie-')), 'full');
  await cp(scanned.bundle, full, { recursive: true });
  await resign(full, world.key, change);
  return full;
}

/** What verify says of the redaction of a copy that was changed and sealed again; then `harm` may be done to the redaction itself. */
async function verified(change: Change, profile: string, harm: (redaction: string) => Promise<void> = async () => {}) {
  const place = await mkdtemp(join(world.directory, 'copy-'));
  const redaction = join(place, 'redaction');
  const full = told.get(change) ?? lieTold(change);
  told.set(change, full);
  await redact(await full, { profile, out: redaction }, heardIo(world.directory).io);
  await harm(redaction);
  const { io, stdout } = heardIo(world.directory);
  const code = await verify(redaction, { key: ['claimcheck.pub'], json: true }, io);
  await rm(place, { recursive: true });
  const answered = Told.parse({ ...JSON.parse(stdout()), code });
  const answer = (asked: string) => answered.answers.find(({ question }) => question === asked)?.answer;
  const no = answered.answers.filter(({ answer: one }) => one === 'no').map(({ question, says }) => `${question}: ${says}`);
  const derived = answered.claims.flatMap((one) => (one.derived ? [one.claim] : []));
  return { code, no, answer, derived };
}

/** A document that no line speaks of is refused by who redacts it. */
const FORGOTTEN = 'a document forgotten';
const redactable = [...lies, ...liesAboutVerdicts].filter(([name]) => name !== FORGOTTEN);

test('a bundle with a document forgotten is not redacted', async () => {
  const [, change = {}] = lies.find(([name]) => name === FORGOTTEN) ?? [];
  await expect(verified(change, 'public')).rejects.toMatchObject({ code: 'inconsistent' });
});

describe('where only replies are withheld, every lie about anything else is found', () => {
  test('and where nobody lies, every verdict is derived', async () => {
    const { code, no, answer } = await verified({}, 'replies.yaml');
    expect([code, no, answer('verdicts')]).toEqual([0, [], 'yes']);
  });

  test.each(redactable.filter(([name]) => !name.startsWith('a reply ')))('%s', async (_, change, names) => {
    const { code, no } = await verified(change, 'replies.yaml');
    expect([code, no]).toEqual([5, [expect.stringMatching(names)]]);
  });
});

describe('where more is withheld, a lie is found, or nothing that rests on what is withheld is said to be so', () => {
  /** Claims whose verdicts can still be derived. */
  const honest = new Map<string, readonly string[]>();
  beforeAll(async () => {
    for (const profile of ['public', ...Object.keys(PROFILES)]) honest.set(profile, (await verified({}, profile)).derived);
  });

  test('each profile leaves other verdicts to be derived', () => {
    const all = ['volumes', 'keys', 'default', 'excepted', 'lapsing', 'private-6'];
    expect(Object.fromEntries([...honest].map(([profile, ids]) => [profile, ids.toSorted()]))).toEqual({
      public: [],
      'replies.yaml': all.toSorted(),
      'names.yaml': ['default', 'keys', 'private-6', 'volumes'],
      'keys.yaml': ['private-6'],
    });
  });

  test.each(
    redactable.flatMap(([name, change]) => ['public', 'names.yaml', 'keys.yaml'].map((profile) => [name, profile, change] as const)),
  )('%s, in %s', async (_, profile, change) => {
    const { code, no, answer, derived } = await verified(change, profile);
    if (code === 5) return expect(no).toHaveLength(1);
    expect([code, no, answer('verdicts') === 'yes', answer('completeness') === 'yes', answer('origin') === 'yes']).toEqual([
      0,
      [],
      false,
      false,
      false,
    ]);
    expect(derived.filter((id) => honest.get(profile)?.includes(id) !== true)).toEqual([]);
  });
});

describe('what only a redaction can be lied about', () => {
  const stream = 'streams/t0001.names.jsonl';
  const lines = (change: (all: string[]) => readonly string[]) => async (redaction: string) => {
    const path = join(redaction, stream);
    const all = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    await writeFile(
      path,
      change(all)
        .map((line) => `${line}\n`)
        .join(''),
    );
  };
  const hash = 'ab'.repeat(32);

  test.each<[string, string, (redaction: string) => Promise<void>]>([
    ['a stub in the place of a line', 'replies.yaml', lines(([_, ...rest]) => [`#0 ${hash}`, ...rest])],
    ['a stub moved by one line', 'names.yaml', lines(([first = '', ...rest]) => [`#0 ${hash}`, first, ...rest])],
    [
      'a stub of half of its lines',
      'names.yaml',
      lines(([first = '', ...rest]) => [first.replace(/^#(\d+)/, (_, level) => `#${Number(level) - 1}`), ...rest]),
    ],
    [
      'a stub of twice its lines',
      'names.yaml',
      lines(([first = '', ...rest]) => [first.replace(/^#(\d+)/, (_, level) => `#${Number(level) + 1}`), ...rest]),
    ],
    ['a stub left out', 'names.yaml', lines(([_, ...rest]) => rest)],
    ['a stub with its hash in capitals', 'names.yaml', lines((all) => all.map((line) => line.toUpperCase()))],
    ['two lines that changed places', 'replies.yaml', lines(([first = '', second = '', ...rest]) => [second, first, ...rest])],
    ['a line that came from nowhere', 'names.yaml', lines((all) => [...all, `{"salt":"${'0'.repeat(32)}","record":"name"}`])],
  ])('%s', async (_, profile, harm) => {
    const { code, no } = await verified({}, profile, harm);
    expect([code, no]).toEqual([5, [expect.stringContaining(stream)]]);
  });
});
