import { collectorsFor, type Plan, regionsOf } from '../collect/plan.ts';
import type { KeptReply } from '../collect/reply.ts';
import { UserError } from '../errors.ts';
import { EVERY } from '../model.ts';
import { collectors, sources } from '../plugins.ts';
import { choose, configure } from './configure.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { needsOf } from './needs.ts';
import { prepare } from './prepare.ts';
import { signPlan } from './sign-plan.ts';
import { openSigning, type SigningOptions } from './signing.ts';
import { textTable } from './text-table.ts';

interface Row {
  readonly target: string;
  readonly account: string;
  readonly collector: string;
  readonly regions: readonly string[];
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

export interface PlanOptions extends SigningOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly resolve?: boolean;
  readonly out?: string;
  readonly claims?: readonly string[];
  readonly targets?: readonly string[];
}

/** `claimcheck plan`: what a scan would call. Without --resolve it asks nobody. With --out it is signed, for many machines to work on. */
export async function plan(options: PlanOptions, io: Io): Promise<Exit> {
  const { config: path, json, resolve, out } = options;
  const configured = choose(configure(path, io), options);
  if (out !== undefined) return signed(configured, out, options, io);
  const rows = resolve === true ? rowsOf(await resolved(configured, io, () => '')) : outlinedRows(configured);
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

async function signed(configured: ReturnType<typeof choose>, out: string, options: PlanOptions, io: Io): Promise<Exit> {
  if (options.resolve !== true)
    throw new UserError('usage', '--out needs --resolve: what is signed names accounts and regions that are there');
  const { signer: key } = await openSigning(options, configured.config, configured.base, io);
  const replies: KeptReply[] = [];
  const made = await resolved(configured, io, (reply) => `@${replies.push(reply)}`);
  const file = await signPlan(made, replies, configured, { out, key }, io);
  const { length: tasks } = made.tasks;
  if (options.json === true) io.out(`${JSON.stringify({ plan: file, tasks, keyid: key.keyid }, null, 2)}\n`);
  else {
    io.err(`${tasks} tasks, signed with the key ${key.keyid}. Each machine: claimcheck scan --plan ${out} --shard i/n\n`);
    io.out(`${file}\n`);
  }
  return EXIT.fine;
}

async function resolved({ config, claims, base }: ReturnType<typeof configure>, io: Io, keep: (reply: KeptReply) => string): Promise<Plan> {
  const { plan: made } = await prepare({ targets: config.targets, needs: needsOf(claims), base }, { sources, collectors }, {}, io, keep);
  for (const { resolved: one } of made.targets) one.close();
  return made;
}

function rowsOf(made: Plan): readonly Row[] {
  return made.targets.flatMap(({ target, collectors: own, resolved: { regions } }) =>
    own.map((collector) => ({
      target: target.config,
      account: target.name,
      collector: collector.id,
      regions: regionsOf(collector, regions),
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
