/** A bundle as one .zip: the same bundle gives the same bytes, whoever packs it, as long as zlib is the same. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Manifest } from '../model.ts';
import { notWritable, refuseExisting, refuseInside, renameForGood } from './durable.ts';
import { openRegular } from './hostile.ts';
import { ATTESTATION, MANIFEST, PUBLIC_KEY, VERIFY_MD } from './layout.ts';
import { listDocuments } from './list.ts';

/** The beginning of a zip's time, in the local time that its fields are in: the same bytes in every zone. */
const ENTRY = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 } as const;
const DEFLATED = 6;

/** The files of a bundle in the order in which they are packed, the manifest first. BundleError: something lies there that does not belong. */
export async function bundleFiles(directory: string, manifest: Manifest): Promise<readonly string[]> {
  const documents = await listDocuments(directory, manifest);
  return [MANIFEST, ATTESTATION, PUBLIC_KEY, VERIFY_MD, ...manifest.streams.map(({ file }) => file), ...documents];
}

/** Packs these files, one after the other, in constant memory. `store`: without compression. BundleError missing-file; UserError not-writable. */
export async function packZip(directory: string, files: readonly string[], final: string, store: boolean): Promise<void> {
  await refuseExisting(final);
  await refuseInside(directory, final);
  const partial = `${final}.partial`;
  const zip = new ZipFile();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // told by the race below
  zip.on('error', failed.reject);
  for (const file of files) {
    zip.addReadStreamLazy(file, { ...ENTRY, compressionLevel: store ? 0 : DEFLATED }, (give) => {
      openRegular(directory, file).then(
        ({ handle }) => give(null, handle.createReadStream().on('error', failed.reject)),
        (error: unknown) => failed.reject(error),
      );
    });
  }
  zip.end();
  try {
    await Promise.race([pipeline(zip.outputStream, createWriteStream(partial, { flags: 'wx', flush: true })), failed.promise]);
    await renameForGood(partial, [], final);
  } catch (error) {
    await rm(partial, { force: true });
    throw error instanceof Error && 'syscall' in error ? notWritable(final, error) : error;
  }
}
