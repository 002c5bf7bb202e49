import { collectorsFor, regionsOf } from '../collect/plan.ts';
import { EVERY } from '../model.ts';
import { collectors, sources } from '../plugins.ts';
import { configure } from './configure.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { needsOf } from './needs.ts';
import { prepare } from './prepare.ts';
import { textTable } from './text-table.ts';

interface Row {
  readonly target: string;
  readonly account: string;
  readonly collector: string;
  readonly regions: readonly string[];
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

/** `claimcheck plan`: what a scan would call. Without --resolve it asks nobody. */
export async function plan(
  { config: path, json, resolve }: { readonly config: string; readonly json?: boolean; readonly resolve?: boolean },
  io: Io,
): Promise<Exit> {
  const configured = configure(path, io);
  const rows = resolve === true ? await resolvedRows(configured, io) : outlinedRows(configured);
  if (json === true) {
    io.out(`${JSON.stringify({ resolved: resolve === true, tasks: rows }, null, 2)}\n`);
    return EXIT.fine;
  }
  const header = ['TARGET', 'ACCOUNT', 'COLLECTOR', 'REGIONS', 'CALLS (LEAST PERMISSION)'];
  io.out(
    textTable([
      header,
      ...rows.map(({ target, account, collector, regions, calls }) => [
        target,
        account,
        collector,
        told(regions),
        Object.entries(calls).map(callText).join(', '),
      ]),
    ]),
  );
  io.err(resolve === true ? '' : 'Nobody was asked; --resolve asks the providers which accounts and regions there are.\n');
  return EXIT.fine;
}

function outlinedRows({ config, claims }: ReturnType<typeof configure>): readonly Row[] {
  const needs = needsOf(claims);
  return config.targets.flatMap((target) => {
    const source = sources.find(({ id }) => id === target.source);
    return (source?.outline(target.body) ?? []).flatMap(({ name, regions }) =>
      collectorsFor(target, collectors, needs).map((collector) => ({
        target: target.name,
        account: name,
        collector: collector.id,
        regions: regionsOf(collector, regions),
        calls: collector.calls,
      })),
    );
  });
}

async function resolvedRows({ config, claims, base }: ReturnType<typeof configure>, io: Io): Promise<readonly Row[]> {
  const { plan: made } = await prepare({ targets: config.targets, needs: needsOf(claims), base }, {}, io, () => '');
  for (const { resolved } of made.targets) resolved.close();
  return made.targets.flatMap(({ target, collectors: own, resolved }) =>
    own.map((collector) => ({
      target: target.config,
      account: target.name,
      collector: collector.id,
      regions: regionsOf(collector, resolved.regions),
      calls: collector.calls,
    })),
  );
}

function told(regions: readonly string[]): string {
  if (regions.includes(EVERY)) return 'every enabled region';
  return regions.length > 3 ? `${regions.length} regions` : regions.join(' ');
}

function callText([call, permissions]: readonly [string, readonly string[]]): string {
  return permissions.length === 0 || (permissions.length === 1 && permissions[0] === call) ? call : `${call} (${permissions.join(', ')})`;
}
