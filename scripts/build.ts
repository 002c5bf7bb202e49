/** `npm run build`: the package that is published, as a folder. `npm pack ./dist` makes the archive. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');

/** Where the compiled rooms come from: as in tsconfig.build.json. */
const compiled = ['src', 'collectors', 'reports', 'fixtures/demo', 'fixtures/practice', 'fixtures/trust-pages'];
const papers = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'schema'];

/** Compiles the house into `out` and makes a package of it; returns the digest of the package. */
export async function build(out: string): Promise<string> {
  await rm(out, { recursive: true, force: true });
  compile(out);
  await copyAssets(out);
  await writeLauncher(out);
  await writeFile(join(out, 'package.json'), `${JSON.stringify(published(await readManifest()), null, 2)}\n`);
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

/** Code of every room; declarations only of what plugins may import. */
function compile(out: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const project of ['tsconfig.build.json', 'tsconfig.door.json']) {
    const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, project), '--outDir', out], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error('the compiler found errors; nothing was built');
  }
}

/** What tsc does not carry over: data beside the code, and the papers. */
async function copyAssets(out: string): Promise<void> {
  for (const room of compiled) {
    for (const path of await filesIn(join(root, room))) {
      if (!path.endsWith('.ts')) await copy(join(room, path), out);
    }
  }
  for (const paper of papers) await copy(paper, out);
}

async function copy(path: string, out: string): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await cp(join(root, path), join(out, path), { recursive: true });
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

type Manifest = Readonly<Record<string, unknown>>;

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
}

/** dist is a package of its own: its nearest package.json makes `claimcheck/plugin` mean dist/src/plugin.js there. */
function published({ scripts, devDependencies, optionalDependencies, files, ...kept }: Manifest): Manifest {
  return {
    ...kept,
    exports: { './plugin': { types: './src/plugin.d.ts', default: './src/plugin.js' }, './package.json': './package.json' },
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
