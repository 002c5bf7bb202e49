/** Bundles of released format versions: what verify once said of them it says for ever. `scripts/frozen-bundles.ts` made them. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { verify } from '../../src/commands/verify.ts';
import { heardIo } from '../cli/heard-io.ts';
import { inTemporaryDirectory } from './small-bundle.ts';

const FROZEN = join(import.meta.dirname, '../../fixtures/bundles');
/** As of when the expected answers about today are. */
const AS_OF = '2090-01-01T00:00:00Z';

const versions = await readdir(FROZEN);

async function answers(version: string, bundle: string): Promise<object> {
  return inTemporaryDirectory(async (directory) => {
    const folder = join(FROZEN, version);
    const trust = {
      version: 1,
      keys: [{ name: 'Example Ltd', key: join(folder, 'signer.pub') }],
      timestampAuthorities: [{ name: 'Example Time', roots: join(folder, 'time-roots.pem') }],
    };
    await writeFile(join(directory, 'trust.json'), JSON.stringify(trust));
    const { io, stdout } = heardIo(directory);
    const exit = await verify(bundle, { trust: 'trust.json', asOf: AS_OF, json: true }, io);
    const { bundle: _, answers: __, integrity, ...told } = z.looseObject({}).parse(JSON.parse(stdout()));
    // Later versions write another VERIFY.md, and note that this one is not theirs.
    return { exit, ...told, integrity: integrity === 'note' ? 'yes' : integrity };
  });
}

describe.each(versions)('the bundles of format %s', async (version) => {
  const expected = z
    .record(z.string(), z.looseObject({}))
    .parse(JSON.parse(await readFile(join(FROZEN, version, 'expected.json'), 'utf8')));

  test('are those of which it is written down what they say', async () => {
    const beside = ['expected.json', 'signer.pub', 'time-roots.pem'];
    expect((await readdir(join(FROZEN, version))).toSorted()).toEqual([...Object.keys(expected), ...beside].toSorted());
  });

  test.each(Object.keys(expected))('%s says what it said', async (name) => {
    expect(await answers(version, join(FROZEN, version, name))).toEqual({ exit: 0, ...expected[name] });
  });

  test('say no where a verdict is another', async () => {
    await inTemporaryDirectory(async (directory) => {
      const copy = join(directory, 'copy');
      await cp(join(FROZEN, version, 'full'), copy, { recursive: true });
      const text = await readFile(join(copy, 'manifest.json'), 'utf8');
      await writeFile(join(copy, 'manifest.json'), text.replace('"verdict":"contradicted"', '"verdict":"verified"'));
      expect(await answers(version, copy)).toMatchObject({ exit: 5, integrity: 'no', verdicts: 'not-checked' });
    });
  });
});
