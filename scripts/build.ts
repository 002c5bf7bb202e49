/** `npm run build`: the package that is published, as a folder. `npm pack ./dist` makes the archive. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bundled, bundle } from './bundle.ts';

const root = join(import.meta.dirname, '..');

const entries = {
  bundled: {
    'src/cli': 'src/cli.ts',
    'src/plugin': 'src/plugin.ts',
    // A thread starts here: src/commands/collector-thread.ts looks for it beside itself.
    'src/commands/collecting-loop': 'src/commands/collecting-loop.ts',
  },
  shared: 'src/commands',
  kept: ['fixtures/demo', 'fixtures/practice'],
};
const papers = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'schema'];

/** Compiles the house into `out` and makes a package of it; returns the digest of the package. */
export async function build(out: string): Promise<string> {
  await rm(out, { recursive: true, force: true });
  compile(out);
  return assemble(out);
}

/** The same without a look at the types, and without the declarations for plugins. */
export async function assemble(out: string): Promise<string> {
  const kept = await Promise.all(entries.kept.map(async (folder) => (await filesIn(join(root, folder))).map((file) => join(folder, file))));
  const { packages, imported } = await bundle(root, out, { ...entries, kept: kept.flat() });
  for (const paper of papers) await cp(join(root, paper), join(out, paper), { recursive: true });
  await writeFile(join(out, 'THIRD-PARTY-LICENSES.txt'), licences(packages));
  await writeLauncher(out);
  await writeFile(join(out, 'package.json'), `${JSON.stringify(published(await readManifest(), imported), null, 2)}\n`);
  const { digest, files } = await packageDigest(out);
  await writeFile(join(out, 'digest.json'), `${JSON.stringify({ sha256: digest, files }, null, 2)}\n`);
  return digest;
}

/**
 * SHA-256 over the package's files: over one line `<sha256>  <path>` each, in byte order of the paths, digest.json left out.
 * In a shell: `find * -type f ! -path digest.json | LC_ALL=C sort | xargs sha256sum | sha256sum`.
 */
export async function packageDigest(folder: string): Promise<{ readonly digest: string; readonly files: number }> {
  const lines: string[] = [];
  for (const path of await filesIn(folder)) {
    if (path !== 'digest.json') lines.push(`${sha256(await readFile(join(folder, path)))}  ${path}\n`);
  }
  return { digest: sha256(lines.join('')), files: lines.length };
}

/** Checks every room; writes the declarations of what plugins may import. */
function compile(out: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const args of [['--noEmit'], ['-p', join(root, 'tsconfig.door.json'), '--outDir', out]]) {
    const { status } = spawnSync(process.execPath, [tsc, ...args], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error('the compiler found errors; nothing was built');
  }
}

function licences(packages: readonly Bundled[]): string {
  const told = packages.map(({ name, version, license, words }) => `${name} ${version} (${license})\n\n${words}\n`);
  return ['The compiled code of this package contains code of these packages.\n', ...told].join(`\n${'-'.repeat(80)}\n\n`);
}

async function writeLauncher(out: string): Promise<void> {
  const launcher = join(out, 'bin/claimcheck.cjs');
  const source = await readFile(join(root, 'bin/claimcheck.cjs'), 'utf8');
  const launched = source.replace("import('../src/cli.ts')", "import('../src/cli.js')").replace(/^ *\/\/ The build turns .*\n/m, '');
  if (launched.includes('cli.ts')) throw new Error('bin/claimcheck.cjs no longer imports ../src/cli.ts');
  await stat(join(out, 'src/cli.js'));
  await mkdir(dirname(launcher), { recursive: true });
  await writeFile(launcher, launched);
  await chmod(launcher, 0o755);
}

type Manifest = Readonly<Record<string, unknown>> & { readonly dependencies: Readonly<Record<string, string>> };

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
}

/** dist is a package of its own: its nearest package.json makes `claimcheck/plugin` mean dist/src/plugin.js there. What is part of it is not installed. */
function published({ scripts, devDependencies, optionalDependencies, files, ...kept }: Manifest, imported: ReadonlySet<string>): Manifest {
  return {
    ...kept,
    exports: { './plugin': { types: './src/plugin.d.ts', default: './src/plugin.js' }, './package.json': './package.json' },
    dependencies: Object.fromEntries(Object.entries(kept.dependencies).filter(([name]) => imported.has(name))),
  };
}

/** Paths of the files below a folder, with slashes, in byte order. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of glob('**/*', { cwd: folder, withFileTypes: true })) {
    if (entry.isFile()) found.push(join(entry.parentPath, entry.name).slice(resolve(folder).length + 1));
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (import.meta.main) {
  const { out } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } }).values;
  console.log(`${out}: sha256 ${await build(resolve(out))}`);
}
