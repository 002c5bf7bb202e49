import { relative } from 'node:path';
import type { BundleView } from '../model.ts';
import { reports, terminalSummary } from '../plugins.ts';
import type { Io } from './io.ts';
import { readManifest } from './open-bundle.ts';
import { readView } from './read-view.ts';

/** Tells a person (or, with --json, a program) what a scan found; the last line of stdout is the bundle's path. */
export async function tell(directory: string, { json }: { readonly json?: boolean }, io: Io): Promise<BundleView> {
  const view = await readView(directory, await readManifest(directory));
  const bundle = shortest(directory, io.cwd);
  if (json === true) {
    const report = reports.find(({ id }) => id === 'json');
    const document: unknown = JSON.parse(report?.render(view, { bundle }) ?? '{}');
    io.out(`${JSON.stringify({ bundle: directory, ...(typeof document === 'object' ? document : {}) }, null, 2)}\n`);
    return view;
  }
  io.out(terminalSummary(view, { columns: io.page.columns, color: io.page.color, bundle }));
  io.out(`${directory}\n`);
  return view;
}

function shortest(path: string, cwd: string): string {
  const beside = relative(cwd, path);
  return beside.length < path.length && !beside.startsWith('..') ? beside : path;
}
