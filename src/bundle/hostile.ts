/** Reading what strangers send: regular files only, never more than asked for, and names that cannot play tricks on a terminal. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '../errors.ts';

/** A foreign text as one short printable ASCII line, in quotes. */
export function shown(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return JSON.stringify(short).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Opens a regular file of a bundle. A link, pipe or device is refused and never waited for. `file` is relative, with slashes. */
export async function openRegular(directory: string, file: string): Promise<{ handle: FileHandle; size: number }> {
  const handle = await openWithoutFollowing(join(directory, file), file);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new BundleError('wrong-shape', `${shown(file)} is not a regular file`);
    return { handle, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openWithoutFollowing(path: string, file: string): Promise<FileHandle> {
  // Windows has neither flag.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  try {
    return await open(path, flags);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new BundleError('missing-file', `${shown(file)} is missing`, { cause });
    if (code === 'ELOOP' || code === 'EMLINK') throw new BundleError('wrong-shape', `${shown(file)} is a symbolic link`, { cause });
    throw new BundleError('missing-file', `${shown(file)} cannot be read: ${code}`, { cause });
  }
}

/** The whole of a small file. */
export async function readSmall(directory: string, file: string, limit: number): Promise<Buffer> {
  const { handle, size } = await openRegular(directory, file);
  try {
    if (size > limit) throw new BundleError('wrong-shape', `${shown(file)} has ${size} bytes, at most ${limit} are allowed`);
    const bytes = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, size - filled);
      if (bytesRead === 0) throw new BundleError('digest', `${shown(file)} became shorter while it was read`);
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** The operating system's code of an error: "ENOENT". */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
