import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { verify } from '../../src/commands/verify.ts';
import { resign } from '../bundle/resign.ts';
import { openWorld, type Scanned, type World } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';
import { claims, lies, liesAboutVerdicts, scenario } from './lies.ts';

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

describe('a bundle in which one thing no longer agrees, signed again with the same key, is refused', () => {
  test.each([...lies, ...liesAboutVerdicts])('%s', async (_, change, names) => {
    const { code, no } = await verified((copy) => resign(copy, world.key, change));
    expect([code, no]).toEqual([5, [expect.stringMatching(names)]]);
  });
});
