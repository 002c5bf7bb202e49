import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyMd } from '../../src/bundle/verify-md.ts';
import { createBundle } from '../../src/bundle/write.ts';
import { generateKey } from '../../src/signers/keygen.ts';
import { resign } from '../bundle/resign.ts';
import { inTemporaryDirectory, manifestOfRun, sealSmallBundle, seededRandom, signerOf } from '../bundle/small-bundle.ts';
import { peer } from './peer.ts';

/** The commands of VERIFY.md, as they are printed, in one shell that stops at the first that fails. */
function runCommands(bundle: string, text: string): { status: number | null; said: string } {
  const commands = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, command]) => command);
  const path = [dirname(peer('openssl')), dirname(peer('python3')), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', commands.join('\n')], {
    cwd: bundle,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, TMPDIR: dirname(bundle) },
  });
  return { status, said: stdout + stderr };
}

describe('the commands of VERIFY.md', () => {
  test('say yes to a bundle, and leave nothing behind in it', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const key = await sealSmallBundle(bundle);
      const before = await readdir(bundle, { recursive: true });
      const { status, said } = runCommands(bundle, await readFile(join(bundle, 'VERIFY.md'), 'utf8'));
      expect(said.split('\n')).toEqual(
        expect.arrayContaining([
          key.keyid,
          'Verified OK',
          'manifest.json: OK',
          ...['run', 't0001', 't0001.names', 't0001.replies'].map((name) => `streams/${name}.jsonl: OK`),
          './documents/policy.pdf: OK',
        ]),
      );
      expect(said.split('\n').filter((line) => line === 'streams/t0001.jsonl: OK')).toHaveLength(2);
      expect(status).toBe(0);
      expect(await readdir(bundle, { recursive: true })).toEqual(before);
    });
  });

  test('say yes to a bundle of many lines, of none, and without documents', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
      const run = bundle.stream('run');
      for (let line = 0; line < 1237; line++) run.write({ record: 'target', text: `Zürich \u2028 ${line}` });
      await run.end();
      await bundle.stream('t0001').end();
      await bundle.seal(manifestOfRun, signerOf(generateKey()));
      await bundle.commit();
      expect(runCommands(join(directory, 'bundle'), verifyMd)).toMatchObject({ status: 0 });
    });
  });

  test.each<[string, (text: string) => string]>([
    ['manifest.json', (text) => text.replace('"practice":1', '"practice":0')],
    ['attestation.sigstore.json', withLastByteOfSignatureFlipped],
    ['streams/run.jsonl', (text) => text.replace('"subset":false', '"subset":true ')],
    ['streams/t0001.jsonl', (text) => text.replace('"denied"', '"deniec"')],
  ])('say no where %s was changed', async (file, change) => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      await sealSmallBundle(bundle);
      await writeFile(join(bundle, file), change(await readFile(join(bundle, file), 'utf8')));
      expect(runCommands(bundle, verifyMd).status).not.toBe(0);
    });
  });

  test('say no where a document was changed', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      await sealSmallBundle(bundle);
      const [name = ''] = await readdir(join(bundle, 'documents'));
      await writeFile(join(bundle, 'documents', name), 'other');
      expect(runCommands(bundle, verifyMd)).toMatchObject({ status: 1, said: expect.stringContaining('missing or changed') });
    });
  });

  test('say no where a stream has another root than its lines, though its SHA-256 is right', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const key = await sealSmallBundle(bundle);
      const root = createHash('sha256').digest('hex');
      await resign(bundle, key, {
        manifest: (manifest) => ({ ...manifest, streams: manifest.streams.map((stream) => ({ ...stream, root })) }),
      });
      expect(runCommands(bundle, verifyMd)).toMatchObject({ status: 1, said: expect.stringContaining('changed') });
    });
  });
});

function withLastByteOfSignatureFlipped(text: string): string {
  return text.replace(/(?<="sig":")[^"]*/, (sig) => {
    const bytes = Buffer.from(sig, 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes.toString('base64');
  });
}

test('the root checker in VERIFY.md has at most thirty lines', () => {
  const [script = ''] = verifyMd.match(/import hashlib, json\n.*?(?=EOF)/s) ?? [];
  expect(script).toContain('def root');
  expect(script.split('\n').length - 1).toBeLessThanOrEqual(30);
});
