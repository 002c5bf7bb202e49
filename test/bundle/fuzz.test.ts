import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactBundle } from '../../src/bundle/redact.ts';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { inTemporaryDirectory, sealSmallBundle, trusted } from './small-bundle.ts';

/** What a stranger may do to a file. */
const harm: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ bits;
    return changed;
  }),
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 40 })).map(
    ([at, more]) =>
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), more, bytes.subarray(at % (bytes.length + 1))]),
  ),
  fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('drop', 'twice', 'stub')).map(([at, level, what]) => (bytes: Buffer) => {
    const lines = bytes.toString('latin1').split('\n');
    const line = lines[at % lines.length] ?? '';
    const stub = `#${level % 54} ${'ab'.repeat(32)}`;
    lines.splice(at % lines.length, 1, ...(what === 'drop' ? [] : what === 'twice' ? [line, line] : [stub]));
    return Buffer.from(lines.join('\n'), 'latin1');
  }),
);

test('whatever is done to a file of a bundle, full or redacted, is seen, and nothing throws', async () => {
  await inTemporaryDirectory(async (directory) => {
    const [full, redacted, copy] = ['full', 'redacted', 'copy'].map((name) => join(directory, name));
    if (full === undefined || redacted === undefined || copy === undefined) throw new TypeError('three names, three paths');
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
        await cp(bundle, copy, { recursive: true, force: true });
        await writeFile(join(copy, file), changed);
        expect((await verifyIntegrity(copy, key)).failures).not.toEqual([]);
        await writeFile(join(copy, file), bytes);
      }),
      { numRuns: 300 },
    );
  });
});
