import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path/posix';
import { type Import, importsOf } from './imports.ts';
import { door, exceptions, type Room, roofs, rooms, sdkOwners } from './rooms.ts';

/** What is wrong with an import. Each is planted in test/house/walls.test.ts. */
export type FaultRule = 'no-room' | 'unreadable' | 'wall' | 'package' | 'sdk' | 'builtin' | 'computed' | 'outside' | 'path-string';

export interface ImportFault {
  readonly file: string;
  readonly line: number;
  readonly rule: FaultRule;
  readonly message: string;
}

export interface Inspection {
  /** The files that were read, sorted. */
  readonly files: readonly string[];
  readonly faults: readonly ImportFault[];
}

/** Reads every source file below `root` and says which imports go through a wall. */
export async function inspect(root: string): Promise<Inspection> {
  const files = await sourceFiles(root);
  const faults = await Promise.all(files.map(async (file) => faultsIn(file, await readFile(join(root, file), 'utf8'))));
  return { files, faults: faults.flat() };
}

/** The faults of one file; `file` is relative to the root, with slashes. */
export function faultsIn(file: string, code: string): readonly ImportFault[] {
  if (isRoof(file)) return [];
  const home = roomOf(file);
  if (home === undefined) return [{ file, line: 1, rule: 'no-room', message: 'which room is this? name it in scripts/rooms.ts' }];
  const imports = importsOf(file, code);
  if (imports instanceof SyntaxError) return [{ file, line: 1, rule: 'unreadable', message: imports.message }];
  return imports.flatMap((found) => {
    const fault = faultOf(file, home, found);
    return fault === undefined ? [] : [{ file, line: found.line, ...fault }];
  });
}

function faultOf(file: string, home: Home, found: Import): Pick<ImportFault, 'rule' | 'message'> | undefined {
  const { room } = home;
  if (found.how === 'computed') {
    return room.computed ? undefined : { rule: 'computed', message: 'imports a name that is only known at run time' };
  }
  const { name } = found;
  if (found.how === 'url') {
    return /^\.{1,2}\/.*\.ts$/.test(name) ? { rule: 'path-string', message: `the build does not rewrite the path ${name}` } : undefined;
  }
  if (name.startsWith('.')) return relativeFault(file, home, name);
  if (name === door) return room.imports.includes(door) ? undefined : { rule: 'wall', message: `${home.path} may not import ${door}` };
  if (name.startsWith('claimcheck')) return { rule: 'wall', message: `${name} is not a door; ${door} is` };
  if (/^(\/|[a-z]+:)/i.test(name) && !name.startsWith('node:')) return { rule: 'outside', message: `${name} is not in the house` };
  if (name === 'module' || name === 'node:module') return { rule: 'computed', message: `${name} loads modules past the walls` };
  if (isBuiltin(name)) {
    if (found.how === 'type' || allows(room.builtins, name.replace(/^node:/, '').split('/')[0] ?? name)) return undefined;
    return { rule: 'builtin', message: `${home.path} may not use ${name}` };
  }
  const owner = sdkOwners.find(({ packages }) => allows(packages, name));
  if (owner !== undefined && found.how !== 'type' && !owner.rooms.includes(home.path))
    return { rule: 'sdk', message: `${name} belongs to ${owner.rooms.join(', ')}` };
  if (!allows(room.packages, name)) return { rule: 'package', message: `${home.path} may not use ${name}` };
  return undefined;
}

function relativeFault(file: string, home: Home, name: string): Pick<ImportFault, 'rule' | 'message'> | undefined {
  const path = normalize(join(dirname(file), name));
  if (path.startsWith('..')) return { rule: 'outside', message: `${name} is not in the house` };
  const to = roomOf(path);
  if (to === undefined) return { rule: 'wall', message: `${home.path} may not import ${path}, which is in no room` };
  if (to.path === home.path) return undefined;
  if (home.room.imports.includes(to.room.path)) return undefined;
  if (exceptions.some((exception) => isPartOf(file, exception.file) && exception.imports.includes(to.room.path))) return undefined;
  return { rule: 'wall', message: `${home.path} may not import ${to.path}` };
}

/** A file's room, and the path of that very room: `collectors/aws/` where the table says `collectors/*`. */
interface Home {
  readonly room: Room;
  readonly path: string;
}

export function roomOf(file: string): Home | undefined {
  const fitting = rooms.flatMap((room) => {
    const pattern = `^${room.path.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}${room.path.endsWith('/') ? '' : '$'}`;
    const [path] = new RegExp(pattern).exec(file) ?? [];
    return path === undefined ? [] : [{ room, path }];
  });
  return fitting.sort((a, b) => b.room.path.length - a.room.path.length)[0];
}

function isRoof(file: string): boolean {
  return roofs.some((roof) => file === roof || (roof.endsWith('/') && file.startsWith(roof)));
}

/** `src/commands/demo` is `src/commands/demo.ts`, `src/commands/demo-page.ts` is not, `src/commands/demo/page.ts` is. */
function isPartOf(file: string, prefix: string): boolean {
  return file === `${prefix}.ts` || file.startsWith(`${prefix}/`);
}

function allows(list: readonly string[] | 'any', name: string): boolean {
  return list === 'any' || list.some((entry) => name === entry || name.startsWith(entry.endsWith('/') ? entry : `${entry}/`));
}

const notOurs = new Set(['node_modules', 'dist', 'demo', 'claimcheck-demo', 'evidence', 'coverage', 'docs']);

async function sourceFiles(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      if (folder === '' && notOurs.has(entry.name)) continue;
      if (entry.isDirectory() && entry.name !== 'node_modules') await walk(`${folder}${entry.name}/`);
      else if (/\.[cm]?[jt]sx?$/.test(entry.name)) found.push(`${folder}${entry.name}`);
    }
  };
  await walk('');
  return found.sort();
}

if (import.meta.main) {
  const { files, faults } = await inspect(process.argv[2] ?? join(import.meta.dirname, '..'));
  for (const { file, line, rule, message } of faults) console.error(`${file}:${line}: ${rule}: ${message}`);
  console.log(`walls: ${files.length} files, ${faults.length} faults`);
  if (faults.length > 0 || files.length === 0) process.exitCode = 1;
}
