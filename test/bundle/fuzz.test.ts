import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { redactBundle } from '../../src/bundle/redact.ts';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { verify } from '../../src/commands/verify.ts';
import { BundleError } from '../../src/errors.ts';
import { heardIo } from '../cli/heard-io.ts';
import fc from '../property.ts';
import { harm } from './harm.ts';
import { changeOf, mutation } from './mutations.ts';
import { resign } from './resign.ts';
import { inTemporaryDirectory, sealSmallBundle, trusted } from './small-bundle.ts';

test('whatever is done to a file of a bundle, full or redacted, is seen, and nothing throws', async () => {
  await inTemporaryDirectory(async (directory) => {
    const [full, redacted] = [join(directory, 'full'), join(directory, 'redacted')];
    const key = trusted(await sealSmallBundle(full));
    let line = 0;
    await redactBundle(full, redacted, { keep: ({ name }) => (name === 'run' ? 'all' : () => line++ % 3 === 0) });
    const files = ['manifest.json', 'attestation.sigstore.json', 'claimcheck.pub'];
    const streams = (await readdir(join(full, 'streams'))).map((name) => `streams/${name}`);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(full, redacted), fc.constantFrom(...files, ...streams), harm, async (bundle, file, change) => {
        const bytes = await readFile(join(bundle, file));
        const changed = change(bytes);
        fc.pre(!changed.equals(bytes));
        await writeFile(join(bundle, file), changed);
        const { failures } = await verifyIntegrity(bundle, key).finally(() => writeFile(join(bundle, file), bytes));
        expect(failures).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** What the whole of verify ends with, as the command line would. */
async function exitOf(bundle: string, key: string, folder: string): Promise<number> {
  try {
    return await verify(bundle, { key: [key], asOf: '2026-12-01T00:00:00Z' }, heardIo(folder).io);
  } catch (error) {
    if (error instanceof BundleError) return 5;
    throw error;
  }
}

test('whatever the holder of the key does to a value somewhere, verify answers', async () => {
  await inTemporaryDirectory(async (directory) => {
    const [bundle, copy, pub] = ['bundle', 'copy', 'key.pub'].map((name) => join(directory, name));
    if (bundle === undefined || copy === undefined || pub === undefined) throw new TypeError('three names, three paths');
    const key = await sealSmallBundle(bundle);
    await writeFile(pub, key.publicPem);
    const exits = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(mutation, async (one) => {
        await cp(bundle, copy, { recursive: true, force: true });
        await resign(copy, key, changeOf(one));
        const exit = await exitOf(copy, pub, directory);
        exits.set(exit, (exits.get(exit) ?? 0) + 1);
        expect([0, 5]).toContain(exit);
      }),
      { numRuns: 200 },
    );
    expect([...exits.keys()].toSorted()).toEqual([0, 5]);
  });
});

describe('bytes of a frozen bundle that are others', () => {
  const frozen = join(import.meta.dirname, '../../fixtures/bundles/v1');
  const signer = join(frozen, 'signer.pub');

  test.each(['full', 'public', 'merged-and-stamped', 'twice-redacted'])('in %s: never a crash, never a false yes', async (name) => {
    await inTemporaryDirectory(async (directory) => {
      const copy = join(directory, 'copy');
      await cp(join(frozen, name), copy, { recursive: true });
      const files = (await readdir(copy, { recursive: true, withFileTypes: true })).flatMap((entry) =>
        entry.isFile() && entry.name !== 'VERIFY.md' ? [join(entry.parentPath, entry.name)] : [],
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...files), harm, async (file, change) => {
          const bytes = await readFile(file);
          const changed = change(bytes);
          fc.pre(!changed.equals(bytes));
          await writeFile(file, changed);
          const exit = await exitOf(copy, signer, directory).finally(() => writeFile(file, bytes));
          // Of a timestamp nobody is sure without its authority, which is not given here: verify says that it did not check it.
          expect(withoutTimestamp(changed) === withoutTimestamp(bytes) ? [0, 5] : [5]).toContain(exit);
        }),
        { numRuns: 60 },
      );
    });
  });

  const withoutTimestamp = (bytes: Buffer): string => bytes.toString('latin1').replace(/(?<="signedTimestamp":")[^"]*/, '');

  test('in a zip: a refusal, or the same bundle', async () => {
    await inTemporaryDirectory(async (directory) => {
      const copy = join(directory, 'copy.zip');
      const bytes = await readFile(join(frozen, 'packed.zip'));
      const said = async (): Promise<{ readonly exit: number; readonly answers: unknown }> => {
        const { io, stdout } = heardIo(directory);
        try {
          const exit = await verify(copy, { key: [signer], json: true, asOf: '2026-12-01T00:00:00Z' }, io);
          return { exit, answers: JSON.parse(stdout()) };
        } catch (error) {
          if (error instanceof BundleError) return { exit: 5, answers: undefined };
          throw error;
        }
      };
      await writeFile(copy, bytes);
      const before = await said();
      await fc.assert(
        fc.asyncProperty(harm, async (change) => {
          await writeFile(copy, change(bytes));
          const after = await said();
          if (after.exit !== 5) expect(withoutNotes(after)).toEqual(withoutNotes(before));
        }),
        { numRuns: 200 },
      );
    });
  });
});

/** VERIFY.md is covered by no signature: that it is another text is a note. */
function withoutNotes(said: unknown): unknown {
  return JSON.parse(
    JSON.stringify(said, (name, value: unknown) =>
      name === 'answers' && Array.isArray(value) ? value.filter((one) => !JSON.stringify(one).includes('VERIFY.md')) : value,
    ),
  );
}
