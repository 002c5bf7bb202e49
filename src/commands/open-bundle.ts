import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { notWritable } from '../bundle/durable.ts';
import { readSmall } from '../bundle/hostile.ts';
import { MANIFEST, MANIFEST_LIMIT } from '../bundle/layout.ts';
import { parseManifest } from '../bundle/manifest.ts';
import { UserError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import type { Io } from './io.ts';

/** Where a bundle lies that is no zip. UserError not-found. */
export async function bundleDirectory(path: string, { cwd }: Pick<Io, 'cwd'>): Promise<string> {
  const directory = absolute(cwd, path);
  const found = await stat(directory).catch((cause: unknown) => {
    throw new UserError('not-found', `there is no bundle at ${path}`, { cause });
  });
  if (found.isDirectory()) return directory;
  throw new UserError('not-found', `${path} is a file, and a directory is needed: claimcheck unpack ${path}`);
}

/** A bundle that is read. Where it is packed it lies in a private directory, which is gone when this is disposed. */
export interface OpenBundle extends AsyncDisposable {
  readonly directory: string;
  /** What the user named. */
  readonly path: string;
}

/** A bundle or a packed one. UserError not-found, not-writable; BundleError: the zip is not one of a bundle. */
export async function openBundle(path: string, io: Pick<Io, 'cwd'>): Promise<OpenBundle> {
  const named = absolute(io.cwd, path);
  const isFile = await stat(named).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return { directory: await bundleDirectory(path, io), path: named, [Symbol.asyncDispose]: async () => {} };
  const { unpackZip } = await import('../bundle/zip-read.ts');
  const directory = await mkdtemp(join(tmpdir(), 'claimcheck-zip-')).catch((cause: unknown) => {
    throw notWritable(tmpdir(), cause);
  });
  const dispose = async (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await unpackZip(named, directory);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { directory, path: named, [Symbol.asyncDispose]: dispose };
}

/** The manifest as it lies there, well-formed but not verified. BundleError. */
export async function readManifest(directory: string): Promise<Manifest> {
  return parseManifest(await readSmall(directory, MANIFEST, MANIFEST_LIMIT));
}
