import { stat } from 'node:fs/promises';
import { resolve as absolute } from 'node:path';
import { readSmall } from '../bundle/hostile.ts';
import { MANIFEST, MANIFEST_LIMIT } from '../bundle/layout.ts';
import { parseManifest } from '../bundle/manifest.ts';
import { UserError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import type { Io } from './io.ts';

/** Where a bundle lies. UserError not-found. */
export async function bundleDirectory(path: string, { cwd }: Pick<Io, 'cwd'>): Promise<string> {
  const directory = absolute(cwd, path);
  const found = await stat(directory).catch((cause: unknown) => {
    throw new UserError('not-found', `there is no bundle at ${path}`, { cause });
  });
  if (found.isDirectory()) return directory;
  throw new UserError('not-found', `${path} is a file; a bundle is a directory (packed bundles are not available yet)`);
}

/** The manifest as it lies there, well-formed but not verified. BundleError. */
export async function readManifest(directory: string): Promise<Manifest> {
  return parseManifest(await readSmall(directory, MANIFEST, MANIFEST_LIMIT));
}
