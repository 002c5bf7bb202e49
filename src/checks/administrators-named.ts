import { z } from 'zod';
import { privilegedAccess } from '../kinds/privileged-access.ts';
import { contradicts, defineCheck, notApplicable, unseen } from './check.ts';
import { all, read } from './conditions.ts';
import { accessLimited } from './controls.ts';

/**
 * "Only the operations team can administer it." Facts hold no names, so the list of those who may stands in the claim: `scope.where` leaves
 * them out (`!(subject.id in [...])`, a counted and signed number), or exceptions do, with owner and end (a break-glass account).
 * Whoever is left and may do everything contradicts. The account itself holds once its administrators were counted.
 */
export const administratorsNamed = defineCheck({
  id: 'administrators-named',
  version: 1,
  says: "Nobody has administrators' rights but those whom the claim's scope or exceptions name.",
  kind: privilegedAccess,
  mode: 'each',
  params: z.strictObject({
    rights: z
      .array(z.enum(['everything', 'everything-but-access', 'access-management']))
      .min(1)
      .optional()
      .describe("What counts as administrators' rights. Left out: everything."),
    standingOnly: z.boolean().optional().describe('Rights that are only given when asked for do not count.'),
  }),
  reads: ({ standingOnly }) => ['principal', 'rights', 'administrators', ...(standingOnly ? (['standing'] as const) : [])],
  judge: ({ principal, rights, administrators, standing }, { rights: asked = ['everything'], standingOnly }) => {
    if (principal === 'account') return all([read('administrators', administrators)]);
    if (rights === undefined) return unseen('rights');
    if (!asked.some((one) => one === rights)) return notApplicable('it has no such rights');
    if (standingOnly && standing === undefined) return unseen('standing');
    if (standingOnly && !standing) return notApplicable('it has such rights only when asked for');
    return contradicts(`it has rights to: ${rights}`);
  },
  controls: accessLimited,
  fix: "Take its rights away, or name it in the claim's scope or exceptions.",
});
