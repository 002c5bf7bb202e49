import type { ExclusionReason, Target, Task } from '../model.ts';
import type { Plan } from './plan.ts';

/** A plan as plain data: what the bundle's writer needs of it, on whichever thread it runs. */
export interface Outline {
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
  /** `replies`: tokens of the replies that say so. */
  readonly exclusions: readonly {
    readonly target: string;
    readonly region: string;
    readonly reason: ExclusionReason;
    readonly replies: readonly string[];
  }[];
  /** Where another's plan was followed: what was found beyond it. */
  readonly beyond?: readonly string[];
}

export function outlineOf({ targets, tasks, exclusions }: Plan): Outline {
  return {
    targets: targets.map(({ target }) => target),
    tasks: tasks.map(({ task }) => task),
    exclusions: exclusions.map(({ of, region, reason, from }) => ({
      target: of.target.target,
      region,
      reason,
      replies: from.flatMap(({ replies }) => replies),
    })),
  };
}
