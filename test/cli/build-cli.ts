/** Builds the command line once for all tests that start it: what is published starts three times as fast as its sources. */
import { createHash } from 'node:crypto';
import { access, glob, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { assemble } from '../../scripts/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file to start. */
    readonly cli: string;
  }
}

const ROOT = join(import.meta.dirname, '../..');
/** Below node_modules, where the SDKs are found from. */
const CACHE = join(ROOT, 'node_modules/.cache/claimcheck');
const PARTS = '{package-lock.json,package.json,{bin,collectors,fixtures,reports,schema,scripts,src}/**}';

/** Old builds are kept so long: another run may be using them. Milliseconds. */
const KEPT = 3_600_000;

export default async function setup(project: TestProject): Promise<void> {
  const provide = async (): Promise<void> => project.provide('cli', await built());
  project.onTestsRerun(provide);
  await provide();
}

async function built(): Promise<string> {
  const out = join(CACHE, `cli-${await digest()}`);
  if (!(await isThere(out))) await make(out);
  return join(out, 'src/cli.js');
}

/** Whole or not at all; another process may have made the same meanwhile. */
async function make(out: string): Promise<void> {
  const fresh = `${out}.${process.pid}`;
  await assemble(fresh);
  for await (const old of glob('cli-*', { cwd: CACHE })) {
    const path = join(CACHE, old);
    if ((await stat(path)).mtimeMs < Date.now() - KEPT) await rm(path, { recursive: true, force: true });
  }
  await rename(fresh, out).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!(await isThere(out))) throw error;
  });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Of whatever the build reads. */
async function digest(): Promise<string> {
  const hash = createHash('sha256');
  const files: string[] = [];
  for await (const entry of glob(PARTS, { cwd: ROOT, withFileTypes: true }))
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
