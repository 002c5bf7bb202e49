import type { Part, PartTask } from '../bundle/part.ts';
import type { SealedPlan } from '../bundle/plan-file.ts';
import { BundleError } from '../errors.ts';
import type { Target, Task } from '../model.ts';

/** A part, and where it lies: `name` as the user wrote it, for messages. */
export interface GivenPart {
  readonly name: string;
  readonly directory: string;
  readonly part: Part;
}

/** Every task of a plan with the part that has it. */
export interface Arranged {
  /** In an order that does not depend on the order in which they were given. */
  readonly parts: readonly GivenPart[];
  /** By task, from 0: the place in `parts`, and the row there. */
  readonly rows: readonly { readonly part: number; readonly row: PartTask }[];
  /** With the identities of those who looked. */
  readonly targets: readonly Target[];
}

const TOLD = 5;

/** BundleError inconsistent: a part of another plan or tool, a task that is missing, there twice, or that the plan does not have. */
export function arrangeParts(
  { digest, plan }: { readonly digest: string; readonly plan: SealedPlan },
  given: readonly GivenPart[],
): Arranged {
  const parts = given.toSorted(
    ({ part: a }, { part: b }) => (a.tasks[0]?.task ?? 0) - (b.tasks[0]?.task ?? 0) || a.shard.number - b.shard.number,
  );
  for (const { name, part } of parts) {
    if (part.plan !== digest)
      throw inconsistent(`${name} is a part of another plan (${part.plan.slice(0, 12)}…, not ${digest.slice(0, 12)}…)`);
    if (part.tool.version !== plan.tool.version || part.tool.digest !== plan.tool.digest)
      throw inconsistent(`${name} was made by another claimcheck: ${part.tool.version} (${part.tool.digest.slice(0, 12)}…)`);
  }
  const rows: ({ readonly part: number; readonly row: PartTask } | undefined)[] = plan.tasks.map(() => undefined);
  for (const [index, { name, part }] of parts.entries()) {
    for (const row of part.tasks) {
      const task = plan.tasks[row.task - 1];
      if (task === undefined) throw inconsistent(`${name} has a task ${row.task}; the plan has ${plan.tasks.length}`);
      const other = rows[row.task - 1];
      if (other !== undefined) throw inconsistent(`${told(task, row.task)} is in ${parts[other.part]?.name} and again in ${name}`);
      rows[row.task - 1] = { part: index, row };
    }
  }
  const found = rows.flatMap((row) => row ?? []);
  if (found.length < rows.length) {
    const missing = rows.flatMap((row, index) => (row === undefined ? [told(plan.tasks[index], index + 1)] : []));
    const more = missing.length > TOLD ? `, and ${missing.length - TOLD} more` : '';
    throw inconsistent(`${missing.length} of ${rows.length} tasks are in none of the parts: ${missing.slice(0, TOLD).join(', ')}${more}`);
  }
  return { parts, rows: found, targets: targetsOf(plan, parts, found) };
}

/** Who looked at a target is for the parts to say; where several did, all of them. */
function targetsOf(plan: SealedPlan, parts: readonly GivenPart[], rows: Arranged['rows']): readonly Target[] {
  const looked = new Map<string, Set<string>>();
  const tasked = new Set<string>();
  for (const [index, { part }] of rows.entries()) {
    const target = plan.tasks[index]?.target ?? '';
    tasked.add(target);
    const identity = parts[part]?.part.identities[target];
    if (identity !== undefined) looked.set(target, (looked.get(target) ?? new Set()).add(identity));
  }
  return plan.targets.map(({ identity, ...target }) => {
    const own = tasked.has(target.target) ? [...(looked.get(target.target) ?? [])].join(', ') : identity;
    return own === undefined || own === '' ? target : { ...target, identity: own };
  });
}

function told(task: Task | undefined, number: number): string {
  return `task ${number} (${task?.target} ${task?.collector} ${task?.region})`;
}

function inconsistent(what: string): BundleError {
  return new BundleError('inconsistent', what);
}
