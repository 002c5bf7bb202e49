/** Bundles that are made to use up whoever looks at them: refused in one line, by a process that has little memory. */
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { KeyPair } from '../../src/signers/keygen.ts';
import { claimcheck } from '../cli/claimcheck.ts';
import { type Change, resign } from './resign.ts';
import { inTemporaryDirectory, sealSmallBundle } from './small-bundle.ts';

const salt = 'ab'.repeat(16);
const MEGABYTE = 1 << 20;
/** Of JavaScript's own memory; a reply may have 64 MiB, and is there as bytes, as text and as a record. */
const MEMORY = '--max-old-space-size=256';

/** What the command line says of a small bundle after `harm`; `said`: the answers that are "no". */
async function verified(harm: (bundle: string, key: KeyPair) => Promise<unknown>, memory = MEMORY) {
  return inTemporaryDirectory(async (directory) => {
    const bundle = join(directory, 'bundle');
    const key = await sealSmallBundle(bundle);
    await writeFile(join(directory, 'key.pub'), key.publicPem);
    await harm(bundle, key);
    const { code, stdout, stderr } = await claimcheck(['verify', 'bundle', '--key', 'key.pub'], {
      cwd: directory,
      env: { NODE_OPTIONS: memory },
    });
    return {
      code,
      said: [...stdout.split('\n').filter((line) => line.includes('✗ NO')), ...stderr.split('\n').filter((line) => line !== '')],
    };
  });
}

const sealed = (change: Change) => (bundle: string, key: KeyPair) => resign(bundle, key, change);
const added = (stream: string, line: () => string) =>
  sealed({ bytes: { [stream]: (bytes) => Buffer.concat([bytes, Buffer.from(`${line()}\n`)]) } });
const reply = (input: string) => `{"salt":"${salt}","record":"reply","input":${input}}`;

describe('a bundle is refused in one line, with exit 5, where it has', () => {
  test.each<[string, (bundle: string, key: KeyPair) => Promise<unknown>]>([
    ['a line of 100 MB', added('t0001', () => `{"salt":"${salt}","a":"${'x'.repeat(1e8)}"}`)],
    ['a line of 100 MB that never ends', sealed({ bytes: { t0001: () => Buffer.alloc(1e8, 'x') } })],
    ['a reply of 100 MB', added('t0001.replies', () => reply(`"${'x'.repeat(1e8)}"`))],
    ['a stub of 100 MB', added('t0001', () => `#${'0'.repeat(1e8)}`)],
    ['a reply of sixty megabytes of arrays', added('t0001.replies', () => reply(`[${'[],'.repeat(20 * MEGABYTE)}0]`))],
    ['a reply of sixty megabytes of levels', added('t0001.replies', () => reply('['.repeat(60 * MEGABYTE)))],
    [
      'a reply of five million members',
      added('t0001.replies', () => reply(`{${Array.from({ length: 5e6 }, (_, index) => `"${index}":0`).join(',')}}`)),
    ],
    ['a reply of sixty megabytes of escapes', added('t0001.replies', () => reply(`"${'\\u00'.repeat(15 * MEGABYTE)}"`))],
    ['a manifest of 100 MB', (bundle) => writeFile(join(bundle, 'manifest.json'), Buffer.alloc(1e8, '['))],
    ['an attestation of a million levels', (bundle) => writeFile(join(bundle, 'attestation.sigstore.json'), '['.repeat(1e6))],
    ['a device in the place of a stream', (bundle) => replacedBy('/dev/zero', join(bundle, 'streams/t0001.jsonl'))],
    ['a device in the place of its key', (bundle) => replacedBy('/dev/zero', join(bundle, 'claimcheck.pub'))],
  ])('%s', async (_, harm) => {
    const { code, said } = await verified(harm);
    expect(code).toBe(5);
    expect(said.length).toBeGreaterThan(0);
    for (const line of said) expect(line).toMatch(/^[ -~✗…]{1,400}$/);
  });
});

async function replacedBy(other: string, path: string): Promise<void> {
  await rm(path);
  await symlink(other, path);
}

test('a scope, an exception and an expression that would take years are answered', async () => {
  const long = `arn:${'a'.repeat(1e5)}`;
  const { code, said } = await verified(
    sealed({
      records: {
        't0001.names': (all) => all.map((name) => ({ ...name, id: long })),
        run: (all) =>
          all.map((record) => {
            if (record['record'] !== 'claim') return record;
            const where = ['a', 'b', 'c', 'd'].reduce((inner, one) => `subject.tags.all(${one}, ${inner})`, 'true');
            const subject = `${'*a'.repeat(1000)}*b`;
            const exception = { subject, reason: 'r', owner: 'o', approvedBy: 'a', expires: '2027-01-01' };
            return { ...record, scope: { where }, exceptions: [exception] };
          }),
      },
    }),
  );
  expect({ code, said }).toEqual({ code: 0, said: [] });
});

test('names of a hundred megabytes and a claim that asks for them are read in little memory', async () => {
  const name = (number: number) => {
    const subject = `s${String(number).padStart(6, '0')}`;
    return `{"salt":"${salt}","record":"name","target":"t0001","subject":"${subject}","id":"arn:${number}","tags":{"env":"${'p'.repeat(2000)}"}}\n`;
  };
  const all = Buffer.from(Array.from({ length: 50_000 }, (_, index) => name(index + 1)).join(''));
  const { code, said } = await verified(
    sealed({
      bytes: { 't0001.names': () => all },
      records: {
        run: (records) =>
          records.map((record) => (record['record'] === 'claim' ? { ...record, scope: { where: 'subject.tags.env != "x"' } } : record)),
      },
    }),
    '--max-old-space-size=48',
  );
  expect({ code, said }).toEqual({ code: 0, said: [] });
});

test('a zip of a hundred megabytes of nothing is refused before it is unpacked', async () => {
  await inTemporaryDirectory(async (directory) => {
    const key = await sealSmallBundle(join(directory, 'bundle'));
    await writeFile(join(directory, 'key.pub'), key.publicPem);
    const zip = new ZipFile();
    zip.addFile(join(directory, 'bundle/manifest.json'), 'manifest.json');
    zip.addBuffer(Buffer.alloc(1e8), 'streams/t0001.jsonl');
    zip.end();
    await writeFile(join(directory, 'bomb.zip'), await buffer(zip.outputStream));
    const { code, stdout, stderr } = await claimcheck(['verify', 'bomb.zip', '--key', 'key.pub'], {
      cwd: directory,
      env: { NODE_OPTIONS: MEMORY },
    });
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 5, stdout: '', lines: 1 });
  });
});
