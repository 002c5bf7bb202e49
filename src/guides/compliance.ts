/** Whether an address keeps to a published guideline, requirement by requirement. */
import { z } from 'zod';
import { editions, policies } from './mozilla.ts';

const answer = z.enum(['met', 'not-met', 'unseen']);

export const compliance = z.strictObject({
  policy: z.enum(policies),
  version: z.enum(editions),
  source: z.url().describe('Where the guideline is published.'),
  answer: answer.describe('not-met: some requirement is not; else unseen: something was not seen that one of them asks for.'),
  requirements: z.array(
    z.strictObject({
      requirement: z.enum([
        'versions',
        'suites',
        'groups',
        'preferred-group',
        'server-preference',
        'dh-size',
        'certificate-type',
        'certificate-key',
        'certificate-signature',
        'certificate-lifetime',
        'hsts',
        'ocsp-staple',
      ]),
      binding: z
        .boolean()
        .describe(
          'Whether it counts for `answer`. What the guideline recommends, or allows to be otherwise, is told and counts for nothing.',
        ),
      answer,
      says: z.string().describe('What the guideline asks.'),
      faults: z.array(z.string()).describe('What is otherwise, or was not seen.'),
    }),
  ),
});

export type Compliance = z.infer<typeof compliance>;
export type Requirement = Compliance['requirements'][number];
