/** The compiled rooms of the published package: few files, for a program waits for each file that it reads. */
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

/** What the package is made of. */
export interface Entries {
  /** Paths in the package, and their sources below the house. What several need, or what is imported once it is needed, becomes a file of its own. */
  readonly bundled: Readonly<Record<string, string>>;
  /** Where such files lie: as deep as the sources, which look for things beside and above themselves. */
  readonly shared: string;
  /** Files of the house that look for each other in their folders: each stays one. */
  readonly kept: readonly string[];
}

/** A package of others whose code has become part of ours. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The licence's words. */
  readonly words: string;
}

/** The clouds' SDKs stay packages of their own: they are large, and each is read only where its cloud is looked at. */
const SDK = /^(@aws-sdk|@smithy|@azure|@google-cloud|google-auth-library)(\/|$)/;

/** Bundles the house at `root` into `out`; tells which packages it took in, and which it still imports by name. */
export async function bundle(
  root: string,
  out: string,
  { bundled, shared, kept }: Entries,
): Promise<{ readonly packages: readonly Bundled[]; readonly imported: ReadonlySet<string> }> {
  const house = await rolldown({
    cwd: root,
    platform: 'node',
    input: { ...bundled },
    external: SDK,
    plugins: [fixturesApart(), builtins(), required()],
    resolve: { alias: { 'claimcheck/plugin': join(root, 'src/plugin.ts') } },
  });
  const made = await house.write({ dir: out, entryFileNames: '[name].js', chunkFileNames: `${shared}/[name].js` });
  const fixtures = await rolldown({ cwd: root, platform: 'node', input: [...kept], external: (id) => !/^[./]/.test(id) });
  const one = await fixtures.write({ dir: out, preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js' });
  const chunks = [...made.output, ...one.output].filter((each) => each.type === 'chunk');
  const imported = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]).filter((id) => !/^[./]/.test(id));
  return {
    packages: await packagesIn(chunks),
    imported: new Set(imported.filter((id) => !isBuiltin(id) && !id.endsWith('.js')).map(packageOf)),
  };
}

/** The practice cloud is found by folder, file by file: it stays beside the bundle. */
function fixturesApart(): Plugin {
  return {
    name: 'fixtures-apart',
    resolveId: {
      filter: { id: /^(\.\.\/)+fixtures\// },
      handler: (id) => ({ id: id.replace(/\.ts$/, '.js'), external: true }),
    },
  };
}

/**
 * Where a module of Node's own is imported, Node reads every member of it, and so loads what lies behind the lazy ones of node:http (a WebSocket):
 * 35 ms of CPU in each thread. Here only members that somebody names are read. Imports stand first in a chunk, one a line.
 */
function builtins(): Plugin {
  const line = /^import (?:([\w$]+)(?:, )?)?(?:\* as ([\w$]+)|\{ (.+) \})? ?from "([^"]+)";$/;
  return {
    name: 'builtins',
    renderChunk: (code) => {
      const lines = code.split('\n');
      const end = lines.findIndex((each) => !/^(import|#!)/.test(each));
      const head = lines.slice(0, end).map((each) => {
        const [, whole, all, members, id = ''] = line.exec(each) ?? [];
        if (!isBuiltin(id)) return each;
        const names = [whole, all, members === undefined ? undefined : `{ ${members.replaceAll(' as ', ': ')} }`];
        return names
          .flatMap((name) => (name === undefined ? [] : `const ${name} = globalThis.process.getBuiltinModule("${id}");`))
          .join(' ');
      });
      return [...head, ...lines.slice(end)].join('\n');
    },
  };
}

/**
 * Where a CommonJS package is imported, Node first reads all of its code for signs of ES modules and for the names that it exports: 35 ms for the SDK
 * clients of a scan. It is required instead; that works for an ES module too.
 */
function required(): Plugin {
  const call = /\bimport\(("@(?:aws-sdk|smithy)\/[^"]+")\)/g;
  const maker = 'const requireSdk = globalThis.process.getBuiltinModule("node:module").createRequire(import.meta.url);';
  return {
    name: 'required',
    renderChunk: (code) => {
      const made = code.replace(call, 'Promise.resolve().then(() => requireSdk($1))');
      return made === code ? null : `${made}\n${maker}\n`;
    },
  };
}

async function packagesIn(chunks: readonly OutputChunk[]): Promise<readonly Bundled[]> {
  const folders = new Set(
    chunks.flatMap(({ moduleIds }) => moduleIds).flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
  );
  return Promise.all([...folders].toSorted().map(readPackage));
}

async function readPackage(folder: string): Promise<Bundled> {
  const { name, version, license }: Readonly<Record<string, unknown>> = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof name !== 'string' || typeof version !== 'string' || typeof license !== 'string')
    throw new TypeError(`${folder} does not say what it is`);
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (file === undefined) throw new TypeError(`${name} brings no licence, which whoever passes it on has to pass on too`);
  return { name, version, license, words: (await readFile(join(folder, file), 'utf8')).trim() };
}

function packageOf(id: string): string {
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/');
}
