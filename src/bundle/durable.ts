/** Files and directories that are on disk when they are said to be; what the operating system refuses is UserError not-writable. */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, realpath, rename } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { platform } from 'node:process';
import { UserError } from '../errors.ts';
import { errorCode } from './hostile.ts';

/** What the operating system refused, as one sentence for the person who chose the path. */
export function notWritable(path: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  return new UserError('not-writable', `cannot write ${path}: ${errorCode(cause)}`, { cause });
}

/** Nothing is ever overwritten, not even an empty directory. */
export async function refuseExisting(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return;
    throw notWritable(path, cause);
  }
  throw new UserError('not-writable', `${path} exists already and is not overwritten: choose another name or move it away`);
}

/** A bundle in which something new stands is not the bundle any more. UserError not-writable. */
export async function refuseInside(bundle: string, path: string): Promise<void> {
  const way = relative(await real(bundle), join(await real(dirname(path)), basename(path)));
  if (isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)) return;
  throw new UserError('not-writable', `${path} lies in the bundle, which would not be what it was: choose another place`);
}

/** Without links, as far as it is there. */
async function real(path: string): Promise<string> {
  return realpath(path).catch(async () => (dirname(path) === path ? path : join(await real(dirname(path)), basename(path))));
}

/** A new directory beside `final`, so that a rename can bring it there. */
export async function makeWorkingDirectory(final: string): Promise<string> {
  const path = `${final}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await mkdir(dirname(final), { recursive: true });
    await mkdir(path);
  } catch (cause) {
    throw notWritable(path, cause);
  }
  return path;
}

export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

/** A new file with its bytes on disk. */
export async function writeNew(path: string, bytes: Uint8Array, mode = 0o666): Promise<void> {
  try {
    const handle = await open(path, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

/** Gives a directory its final name, for good. `inner` are its own directories. */
export async function renameForGood(from: string, inner: readonly string[], to: string): Promise<void> {
  await refuseExisting(to);
  try {
    for (const directory of [...inner, from]) await syncDirectory(directory);
    await rename(from, to);
    await syncDirectory(dirname(to));
  } catch (cause) {
    throw notWritable(to, cause);
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories; its file system writes names through.
  if (platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
