import { relative } from 'node:path';
import type { BundleView } from '../model.ts';
import { reports, terminalSummary } from '../plugins.ts';
import type { Io } from './io.ts';

/** Tells a person (or, with --json, a program) what a scan found; the last line of stdout is the bundle's path. */
export function tellScan(
  directory: string,
  view: BundleView,
  { json, publicKey }: { readonly json?: boolean; readonly publicKey: string },
  io: Io,
): void {
  if (json === true) return io.out(scanJson(directory, view));
  io.out(scanSummary(directory, view, publicKey, io));
  io.out(`${directory}\n`);
}

/** The summary as its own user may read it: private claims in full. */
export function scanSummary(directory: string, view: BundleView, publicKey: string, io: Io): string {
  const { columns, color } = io.page;
  return terminalSummary(view, {
    columns,
    color,
    bundle: shortest(directory, io.cwd),
    key: shortest(publicKey, io.cwd),
    showPrivate: true,
  });
}

function scanJson(directory: string, view: BundleView): string {
  const report = reports.find(({ id }) => id === 'json');
  if (report === undefined) throw new TypeError('there is no JSON report');
  const document: unknown = JSON.parse(report.render(view, { bundle: directory, showPrivate: true }));
  return `${JSON.stringify({ bundle: directory, ...(typeof document === 'object' ? document : {}) }, null, 2)}\n`;
}

/** The path as a person would type it. */
export function shortest(path: string, cwd: string): string {
  const beside = relative(cwd, path);
  return beside.length < path.length && !beside.startsWith('..') ? beside : path;
}
