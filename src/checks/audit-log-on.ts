import { z } from 'zod';
import { auditLog } from '../kinds/audit-log.ts';
import { defineCheck } from './check.ts';
import { all, known } from './conditions.ts';
import { auditLogged } from './controls.ts';
import { daysBetween, inDays, timeSpan } from './day-count.ts';

const recorded = z.enum(['managementReads', 'managementWrites', 'dataReads', 'dataWrites']);
const changes: readonly z.infer<typeof recorded>[] = ['managementWrites'];

/** "All changes are logged": one trail that runs, everywhere, and leaves nothing out of what is claimed. */
export const auditLogOn = defineCheck({
  id: 'audit-log-on',
  version: 1,
  says: 'In every account, one audit trail records what was done, in every region.',
  kind: auditLog,
  mode: 'some',
  per: 'account',
  params: z.strictObject({
    records: z.array(recorded).min(1).optional().describe('What it must record, all of it. Left out: changes of the configuration.'),
    integrity: z.boolean().optional().describe('Also: tampering with its files would show.'),
    wholeOrganization: z.boolean().optional().describe('Also: it covers every account of the organization.'),
    nobodyExempt: z.boolean().optional().describe('Also: it leaves nobody out.'),
    searchable: z.boolean().optional().describe('Also: it goes to a log service, where it can be searched.'),
    deliveredWithin: timeSpan.optional().describe('Also: it delivered no longer ago than that, and did not fail since: "26h" or "1d".'),
  }),
  reads: ({ records = changes, ...asked }) => [
    'active',
    'allRegions',
    ...records,
    ...(asked.integrity ? (['integrity'] as const) : []),
    ...(asked.wholeOrganization ? (['wholeOrganization'] as const) : []),
    ...(asked.nobodyExempt ? (['exemptions'] as const) : []),
    ...(asked.searchable ? (['streamed'] as const) : []),
    ...(asked.deliveredWithin === undefined ? [] : (['deliveredAt', 'failing'] as const)),
  ],
  judge: (trail, { records = changes, deliveredWithin, ...asked }, { at }) => {
    const age = trail.deliveredAt === undefined ? undefined : daysBetween(trail.deliveredAt, at);
    return all([
      { field: 'active', shown: trail.active, else: 'it does not record' },
      { field: 'allRegions', shown: trail.allRegions, else: 'it does not cover every region' },
      ...records.map((field) => ({
        field,
        shown: known(trail[field], (some) => some === 'all'),
        else: `of ${field} it records: ${trail[field]}`,
      })),
      asked.integrity && { field: 'integrity', shown: trail.integrity, else: 'tampering with it would not show' },
      asked.wholeOrganization && { field: 'wholeOrganization', shown: trail.wholeOrganization, else: 'it does not cover every account' },
      asked.nobodyExempt && { field: 'exemptions', shown: known(trail.exemptions, (count) => count === 0), else: 'it leaves somebody out' },
      asked.searchable && { field: 'streamed', shown: trail.streamed, else: 'it cannot be searched' },
      deliveredWithin !== undefined && {
        field: 'failing',
        shown: known(trail.failing, (failed) => !failed),
        else: 'its last delivery failed',
      },
      deliveredWithin !== undefined && {
        field: 'deliveredAt',
        shown: known(age, (days) => days <= deliveredWithin),
        else: `its last delivery was ${inDays(age ?? 0)} ago`,
      },
    ]);
  },
  controls: auditLogged,
  fix: 'Switch on one trail for all regions, with what is claimed, and see that it delivers.',
});
