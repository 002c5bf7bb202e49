/** A grade by the SSL Labs Server Rating Guide 2009r: computed by the guide's rules, and not by SSL Labs. */
import { z } from 'zod';
import { GUIDE, letters } from './letters.ts';

const letter = z.enum(letters);
const grade = z.enum([...letters, 'T', 'M']).describe('T: not trusted. M: the certificate is for another name.');

const reason = z.strictObject({
  rule: z.string(),
  grade: grade.describe('The best that is left where the rule applies.'),
  says: z.string(),
  since: z.string().describe("The guide's version, or the year, that brought it."),
});

const score = z.strictObject({
  score: z.number().min(0).max(100).describe('Where it is not whole, the best that it can be.'),
  from: z.array(z.string()).describe('What it was made of.'),
  whole: z.boolean().describe('Nothing that could lower it was left unseen.'),
});

export const rating = z.strictObject({
  guide: z.literal(GUIDE),
  grade: grade.optional().describe('Absent: something that could lower it was not seen; `gradeAtBest` is then the best that it can be.'),
  gradeTrustIgnored: letter.optional().describe("The same, whatever the certificate's trust, dates and name: for private authorities."),
  gradeAtBest: grade.optional(),
  scores: z.strictObject({
    protocol: score,
    keyExchange: score,
    cipherStrength: score,
    total: z.int().describe('30 % protocol, 30 % key exchange, 40 % cipher strength, rounded down; 0 where one of them is 0.'),
  }),
  gradeReasons: z.array(reason).describe('Rules that apply, worst first.'),
  unseen: z.array(reason).describe('Rules whose inputs were not seen, and that would lower the grade.'),
  notChecked: z
    .array(z.strictObject({ rule: z.string(), says: z.string() }))
    .describe('Rules of the guide that nothing was asked for: a grade leaves them out.'),
  assumed: z.array(z.string()).describe('What was taken as not offered without being refused.'),
});

export type Rating = z.infer<typeof rating>;
export type GradeReason = z.infer<typeof reason>;
/** T and M take the place of any letter. */
export type Grade = z.infer<typeof grade>;
export type Letter = z.infer<typeof letter>;
export type Score = z.infer<typeof score>;
export type Scores = Rating['scores'];
