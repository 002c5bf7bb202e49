import { z } from 'zod';
import { constant, days, defineKind, instant, reference } from './kind.ts';

const day = z.iso.date();

/** Sources: facts/proof-recipes D-CERT, D-REPORT, D-POLICY, D-PLAN, D-SUBPROC, D-STATEMENT, D-TEST, D-EXTREF, L-LINK. */
export const document = defineKind({
  id: 'document',
  means:
    'What a document (or a page that a claim links to) says of itself: sort, standard, issuer, dates. Its bytes and names lie elsewhere.',
  data: z.strictObject({
    sort: z
      .enum(['certificate', 'report', 'policy', 'plan', 'sub-processors', 'statement', 'test-record', 'contract', 'page'])
      .optional()
      .describe('What it is.'),
    state: z
      .enum(['in-force', 'in-progress', 'suspended', 'withdrawn', 'superseded'])
      .optional()
      .describe('in-progress is never in force.'),
    standard: constant
      .optional()
      .describe('What it certifies against, as a framework of ours or in that form: "iso27001-2022", "soc2", "cyber-essentials".'),
    type: z
      .enum(['type-1', 'type-2'])
      .optional()
      .describe('Of a report: controls as they stood on a day, or as they worked over a period.'),
    issuer: reference.optional().describe('Who issued it.'),
    about: reference.optional().describe('Whom or what it is about.'),
    inherited: z.boolean().optional().describe('Whether it is about a provider, and not about the vendor itself.'),
    sites: z.int().nonnegative().optional().describe('How many sites it names.'),
    issuedOn: day.optional().describe('Day of issue, YYYY-MM-DD.'),
    validFrom: day.optional().describe('First day on which it holds.'),
    validUntil: day.optional().describe('Last day on which it holds.'),
    periodFrom: day.optional().describe('Of a report: first day of the period looked at.'),
    periodUntil: day.optional().describe('Of a report: last day of the period looked at.'),
    bridgedUntil: day.optional().describe('Of a report: last day that a bridge letter covers.'),
    reviewedOn: day.optional().describe('Of a policy or plan: the last review.'),
    reviewEveryDays: days.optional().describe('Of a policy or plan: days between reviews.'),
    exercisedOn: day.optional().describe('Of a plan: the last exercise.'),
    approved: z.boolean().optional().describe('Whether it names who approved it.'),
    signed: z.enum(['valid', 'invalid', 'none']).optional().describe('Whether it carries an electronic signature that verifies.'),
    reachable: z.boolean().optional().describe('Of a link: whether it was fetched.'),
    status: z.int().min(100).max(599).optional().describe('Of a link: HTTP status of the last answer.'),
    mediaType: constant.optional().describe('"application/pdf", as sent or as found in the bytes.'),
    sameAsFile: z.boolean().optional().describe('Of a link: whether its bytes are those of the file that the config names.'),
    changed: z.boolean().optional().describe('Of a link: whether its bytes differ from those of the run before.'),
    modifiedAt: instant.optional().describe('When it was last changed, as it says itself.'),
    pages: z.int().positive().optional().describe('Number of pages.'),
  }),
  references: ['issuer', 'about'],
  examples: {
    // GET of a linked page: status, Content-Type, Last-Modified, body digest
    live: { sort: 'certificate', reachable: true, status: 200, mediaType: 'application/pdf', sameAsFile: true, changed: false },
    // The proof's own fields in the config, and what the file's metadata says
    documents: {
      sort: 'certificate',
      state: 'in-force',
      standard: 'iso27001-2022',
      issuer: 's000001',
      about: 's000002',
      inherited: true,
      sites: 2,
      issuedOn: '2024-07-01',
      validFrom: '2024-07-01',
      validUntil: '2027-06-30',
      mediaType: 'application/pdf',
      pages: 3,
    },
  },
});
