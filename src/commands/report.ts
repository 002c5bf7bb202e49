import { mkdir, writeFile } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { refuseInside } from '../bundle/durable.ts';
import { UserError } from '../errors.ts';
import type { BundleView } from '../model.ts';
import { reports, terminalSummary } from '../plugins.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { openBundle, readManifest } from './open-bundle.ts';
import { readView } from './read-view.ts';

/** `claimcheck report`: every line that a report shows was checked against the manifest; the signature is verify's to check. */
export async function report(
  path: string,
  options: { readonly format: readonly string[]; readonly out?: string; readonly json?: boolean },
  io: Io,
): Promise<Exit> {
  const formats = options.json === true ? ['json'] : options.format;
  const known = ['terminal', ...reports.map(({ id }) => id)];
  const unknown = formats.find((format) => !known.includes(format));
  if (unknown !== undefined) throw new UserError('usage', `--format ${unknown} is not known; there are: ${known.join(', ')}`);
  if (options.out === undefined && formats.length > 1) throw new UserError('usage', 'several formats need --out DIR');
  await using bundle = await openBundle(path, io);
  const { directory } = bundle;
  if (options.out !== undefined) await refuseInside(directory, join(absolute(io.cwd, options.out), 'report'));
  const view = await readView(directory, await readManifest(directory));
  for (const format of formats) {
    const text = render(format, view, path, io);
    if (options.out === undefined) io.out(text);
    else io.out(`${await writeReport(absolute(io.cwd, options.out), format, text)}\n`);
  }
  return EXIT.fine;
}

function render(format: string, view: BundleView, bundle: string, io: Io): string {
  const its = reports.find(({ id }) => id === format);
  return its?.render(view, { bundle }) ?? terminalSummary(view, { columns: io.page.columns, color: io.page.color, bundle });
}

async function writeReport(directory: string, format: string, text: string): Promise<string> {
  const extension = reports.find(({ id }) => id === format)?.extension ?? 'txt';
  const file = join(directory, `report.${extension}`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw new UserError('not-writable', `${file} cannot be written`, { cause });
  }
  return file;
}
