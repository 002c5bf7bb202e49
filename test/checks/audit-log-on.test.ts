import { describe, expect, test } from 'vitest';
import { auditLogOn } from '../../src/checks/audit-log-on.ts';
import { answerOf } from './answers.ts';

const trail = { active: true, allRegions: true, managementWrites: 'all' };
const recent = { deliveredWithin: '26h' };

describe('audit-log-on', () => {
  test.each([
    ['that runs everywhere', {}, trail, 'holds'],
    ['that is stopped', {}, { ...trail, active: false }, 'contradicts'],
    ['of one region', {}, { ...trail, allRegions: false }, 'contradicts'],
    ['that records some changes', {}, { ...trail, managementWrites: 'some' }, 'contradicts'],
    ['that records reads only', {}, { ...trail, managementReads: 'all', managementWrites: 'none' }, 'contradicts'],
    ['whose state was denied', {}, { allRegions: true, managementWrites: 'all' }, 'unseen active'],
    ['whose reach was not told', {}, { active: true, managementWrites: 'all' }, 'unseen allRegions'],
    ['whose selectors were denied', {}, { active: true, allRegions: true }, 'unseen managementWrites'],
    ['that records all reads of data, as asked', { records: ['dataReads'] }, { ...trail, dataReads: 'all' }, 'holds'],
    ['that records some reads of data', { records: ['managementWrites', 'dataReads'] }, { ...trail, dataReads: 'some' }, 'contradicts'],
    ['with digests', { integrity: true }, { ...trail, integrity: true }, 'holds'],
    ['without digests', { integrity: true }, { ...trail, integrity: false }, 'contradicts'],
    ['with perhaps digests', { integrity: true }, trail, 'unseen integrity'],
    ['of the whole organization', { wholeOrganization: true }, { ...trail, wholeOrganization: true }, 'holds'],
    ['of one account', { wholeOrganization: true }, { ...trail, wholeOrganization: false }, 'contradicts'],
    ['that leaves nobody out', { nobodyExempt: true }, { ...trail, exemptions: 0 }, 'holds'],
    ['that leaves one out', { nobodyExempt: true }, { ...trail, exemptions: 1 }, 'contradicts'],
    ['that can be searched', { searchable: true }, { ...trail, streamed: true }, 'holds'],
    ['that cannot be searched', { searchable: true }, { ...trail, streamed: false }, 'contradicts'],
    ['that delivers', recent, { ...trail, failing: false, deliveredAt: '2026-02-01T08:00:00Z' }, 'holds'],
    ['that delivered just so long ago', recent, { ...trail, failing: false, deliveredAt: '2026-01-31T07:00:00Z' }, 'holds'],
    ['that fails', recent, { ...trail, failing: true, deliveredAt: '2026-02-01T08:00:00Z' }, 'contradicts'],
    ['that delivered long ago', recent, { ...trail, failing: false, deliveredAt: '2026-01-30T08:00:00Z' }, 'contradicts'],
    ['whose deliveries were not told', recent, { ...trail, failing: false }, 'unseen deliveredAt'],
  ])('of a trail %s', (_what, params, data, answer) => {
    expect(answerOf(auditLogOn, params, data)).toBe(answer);
  });

  test('is settled by one trail of an account', () => {
    expect([auditLogOn.mode, auditLogOn.per]).toEqual(['some', 'account']);
  });

  test.each([[{ records: [] }], [{ records: ['everything'] }], [{ deliveredWithin: 'lately' }]])('cannot be asked with %j', (params) => {
    expect(() => auditLogOn.bind(params)).toThrow();
  });
});
