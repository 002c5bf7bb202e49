import { z } from 'zod';

const chosen = z.unknown().optional();

/** WAFv2 GetWebACL. A choice is the one member that is there. */
export const Answer = z.object({
  WebACL: z.object({
    DefaultAction: z.object({ Block: chosen, Allow: chosen }),
    Rules: z
      .array(
        z.object({
          Action: z.object({ Block: chosen, Allow: chosen, Count: chosen, Captcha: chosen, Challenge: chosen }).optional(),
          OverrideAction: z.object({ Count: chosen, None: chosen }).optional(),
        }),
      )
      .optional(),
  }),
});

/** Rules that only count stop nothing; of a group of rules, whose own actions are not told here, one that is not made to count may. */
export function rulesIn({ WebACL: { DefaultAction, Rules = [] } }: z.infer<typeof Answer>) {
  const stops = Rules.some(
    ({ Action, OverrideAction }) =>
      Action?.Block !== undefined || Action?.Captcha !== undefined || Action?.Challenge !== undefined || OverrideAction?.None !== undefined,
  );
  return { rules: Rules.length, blocks: stops || DefaultAction.Block !== undefined };
}
