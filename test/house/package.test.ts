import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packageDigest } from '../../scripts/build.ts';
import { root } from './copy-of-house.ts';

const Packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }));
const Manifest = z.looseObject({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

describe('the package as a stranger installs it', () => {
  let folder: string;
  let installed: string;
  let files: readonly string[];
  let manifest: z.infer<typeof Manifest>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claimcheck-package-'));
    const dist = join(folder, 'dist');
    execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--out', dist], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const json = execFileSync('npm', ['pack', '--json', '--offline', '--pack-destination', folder, dist], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [packed] = Packed.parse(JSON.parse(json));
    files = packed?.files.map(({ path }) => path) ?? [];

    installed = join(folder, 'app/node_modules/claimcheck');
    await mkdir(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', installed, '--strip-components=1']);
    manifest = Manifest.parse(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')));
    await linkDependencies(join(folder, 'app/node_modules'));
  }, 120_000);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** What `npm install` would fetch from a registry, taken from this house's own node_modules instead. */
  async function linkDependencies(modules: string): Promise<void> {
    for (const name of await readdir(join(root, 'node_modules'))) {
      if (!name.startsWith('.') && !name.startsWith('node-')) await symlink(join(root, 'node_modules', name), join(modules, name));
    }
  }

  const run = (path: string, ...args: string[]) =>
    spawnSync(process.execPath, [path, ...args], { cwd: join(folder, 'app'), encoding: 'utf8' });

  test('runs from another folder and tells its version', () => {
    const { status, stdout, stderr } = run(join(installed, 'bin/claimcheck.cjs'), '--version');
    expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: manifest.version, stderr: '' });
  });

  test('holds compiled code, the papers and the schema, and no source, test or script', () => {
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'SECURITY.md', 'package.json', 'digest.json', 'bin/claimcheck.cjs', 'src/cli.js']),
    );
    expect(files).toEqual(expect.arrayContaining(['src/plugin.js', 'src/plugin.d.ts', 'schema/claimcheck.schema.json']));
    expect(files.filter((path) => /(?<!\.d)\.ts$|^(test|bench|scripts|docs|node_modules)\//.test(path))).toEqual([]);
  });

  test('declares what it needs at run time and nothing of its development', () => {
    expect(manifest).toMatchObject({ bin: { claimcheck: 'bin/claimcheck.cjs' }, engines: { node: expect.any(String) } });
    expect(Object.keys(manifest)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(devDependencies|optionalDependencies|scripts)$/)]),
    );
    expect(Object.keys(manifest.dependencies)).not.toEqual([]);
  });

  test('declares each package that one of its files imports by name', async () => {
    const code = await Promise.all(
      files.filter((path) => /\.(js|d\.ts)$/.test(path)).map((path) => readFile(join(installed, path), 'utf8')),
    );
    const named = code.flatMap((text) =>
      Array.from(
        text.matchAll(/(?:^import .* from |^export .* from |\bimport\(|\brequireSdk\()["']([a-z@][^"']*)["']/gm),
        ([, id = '']) => id,
      ),
    );
    const packages = new Set(
      named.filter((id) => !isBuiltin(id) && id !== 'claimcheck/plugin').map((id) => id.split('/', id.startsWith('@') ? 2 : 1).join('/')),
    );
    expect([...packages].toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
  });

  test('brings the licence of each package that is part of it', async () => {
    const { dependencies } = Manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    const licences = await readFile(join(installed, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const parts = Object.entries(dependencies).filter(([name]) => !(name in manifest.dependencies));
    expect(parts).not.toEqual([]);
    expect(parts.filter(([name, version]) => !licences.includes(`\n${name} ${version} (`))).toEqual([]);
  });

  test('does the whole main job: its thread, its practice cloud and its own digest are found', async () => {
    const { status, stdout, stderr } = run(join(installed, 'bin/claimcheck.cjs'), 'demo', '--out', 'demo');
    expect({ status, stderr: stderr.match(/claimcheck: a bug.*/g) }).toEqual({ status: 0, stderr: null });
    expect(stdout).toContain('The bundle is what it says.');
    const [name = ''] = await readdir(join(folder, 'app/demo/evidence'));
    const sealed = z
      .object({ tool: z.object({ digest: z.string() }) })
      .parse(JSON.parse(await readFile(join(folder, 'app/demo/evidence', name, 'manifest.json'), 'utf8')));
    expect(sealed.tool.digest).toBe((await packageDigest(installed)).digest);
  }, 60_000);

  test('gives a plugin of another package the very door that its own collectors come through', async () => {
    const plugin = join(folder, 'app/plugin.mjs');
    const own = "import('claimcheck/plugin')";
    await writeFile(join(installed, 'from-inside.mjs'), `export const door = await ${own};`);
    await writeFile(
      plugin,
      `const { door } = await import('./node_modules/claimcheck/from-inside.mjs'); console.log(door === (await ${own}), typeof door.defineCollector);`,
    );
    const { stdout, stderr } = run(plugin);
    await rm(join(installed, 'from-inside.mjs'));
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: 'true function', stderr: '' });
  });

  test.each([
    ['a boolean', 'true', []],
    ['a word', "'yes'", ['TS2322']],
  ])('gives a plugin of another package its types: %s for a boolean', async (_, encrypted, codes) => {
    const plugin = join(folder, 'app/typed.mts');
    const observed = `{ id: 'v', service: 'v', type: 'v' }, { encrypted: ${encrypted} }, []`;
    await writeFile(
      plugin,
      `import { encryptionAtRest, type Look } from 'claimcheck/plugin';
       export const collect = (look: Look<object>): void => look.observe(encryptionAtRest, ${observed});`,
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', plugin];
    const { stdout } = run(join(root, 'node_modules/typescript/bin/tsc'), ...options);
    expect(stdout.match(/TS\d+/g) ?? []).toEqual(codes);
  });

  test('carries the digest of its own files', async () => {
    const carried = z
      .object({ sha256: z.string(), files: z.number() })
      .parse(JSON.parse(await readFile(join(installed, 'digest.json'), 'utf8')));
    expect(await packageDigest(installed)).toEqual({ digest: carried.sha256, files: carried.files });
  });

  test('has another digest once one byte of one file is another', async () => {
    const changed = join(folder, 'changed');
    await cp(installed, changed, { recursive: true });
    await writeFile(join(changed, 'src/plugin.js'), '// not what was built\n', { flag: 'a' });
    expect((await packageDigest(changed)).digest).not.toBe((await packageDigest(installed)).digest);
    await rm(changed, { recursive: true });
  });
});
