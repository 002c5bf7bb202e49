import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** The rooms and rules of this house in a temporary folder, with files planted in it; removed at the end of the scope. */
export async function copyOfHouse(
  planted: readonly (readonly [file: string, code: string])[],
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'claimcheck-house-'));
  for (const name of ['src', 'collectors', 'reports', 'scripts', 'biome.json', 'package.json']) {
    await cp(join(root, name), join(path, name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  for (const [file, code] of planted) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), code, { flag: 'wx' });
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
