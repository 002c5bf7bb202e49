import { resolve as absolute } from 'node:path';
import { bundleFiles, packZip } from '../bundle/zip-write.ts';
import { UserError } from '../errors.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { openBundle, readManifest } from './open-bundle.ts';

/** `claimcheck pack`: a bundle as one .zip; its path is the last line. Whether it verifies is verify's to say. */
export async function pack(
  path: string,
  { out, store, json }: { readonly out?: string; readonly store?: boolean; readonly json?: boolean },
  io: Io,
): Promise<Exit> {
  await using bundle = await openBundle(path, io);
  const { directory, path: named } = bundle;
  if (out === undefined && directory !== named)
    throw new UserError('usage', `${path} is packed already: say with --out FILE where to pack it again`);
  const file = out === undefined ? `${directory}.zip` : absolute(io.cwd, out);
  const files = await bundleFiles(directory, await readManifest(directory));
  await packZip(directory, files, file, store === true);
  io.out(json === true ? `${JSON.stringify({ bundle: named, zip: file, files: files.length }, null, 2)}\n` : `${file}\n`);
  return EXIT.fine;
}
