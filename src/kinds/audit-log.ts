import { z } from 'zod';
import { constant, defineKind, instant, reference } from './kind.ts';

const events = z.enum(['all', 'some', 'none']);

/** Sources: facts/proof-recipes A-CT, Z-LOG (diagnostic settings, SQL auditing), G-LOG (audit configs). */
export const auditLog = defineKind({
  id: 'audit-log',
  means: 'One trail of who did what: whether it runs, what it covers, where it goes, whether tampering would show.',
  data: z.strictObject({
    active: z.boolean().optional().describe('Whether it records now.'),
    allRegions: z
      .boolean()
      .optional()
      .describe('Whether it covers every region of the account, or has no regions; false of a trail that records one thing.'),
    wholeOrganization: z.boolean().optional().describe('Whether it covers every account of the organisation.'),
    managementReads: events.optional().describe('Reads of the configuration that it records.'),
    managementWrites: events.optional().describe('Changes of the configuration that it records.'),
    dataReads: events.optional().describe('Reads of the data itself that it records.'),
    dataWrites: events.optional().describe('Writes of the data itself that it records.'),
    categories: z
      .array(constant)
      .optional()
      .describe('Switched-on categories, in the provider\'s words: "Administrative", "SQLSecurityAuditEvents".'),
    categoriesOff: z.array(constant).optional().describe('Categories that exist and are off. Empty: all are on.'),
    exemptions: z.int().nonnegative().optional().describe('How many principals it does not record.'),
    integrity: z.boolean().optional().describe('Whether signed digests of its files are kept, so that tampering shows.'),
    encryptedBy: z.enum(['provider', 'customer']).optional().describe('Who manages the key that its files are encrypted with.'),
    key: reference.optional().describe('That key.'),
    destination: reference.optional().describe('Where it writes.'),
    destinationRegion: constant.optional().describe('The region of that place.'),
    streamed: z.boolean().optional().describe('Whether it also goes to a log service, where it can be searched and alarmed on.'),
    deliveredAt: instant.optional().describe('The last delivery that went well.'),
    digestAt: instant.optional().describe('The last delivery of a signed digest.'),
    failing: z.boolean().optional().describe('Whether the last delivery failed.'),
    of: reference.optional().describe('The thing whose events it records, where it is not the whole account.'),
  }),
  references: ['key', 'destination', 'of'],
  examples: {
    // CloudTrail DescribeTrails: IsMultiRegionTrail, IsOrganizationTrail, LogFileValidationEnabled, KmsKeyId, S3BucketName,
    // CloudWatchLogsLogGroupArn;
    // GetTrailStatus: IsLogging, LatestDeliveryTime, LatestDigestDeliveryTime, LatestDeliveryError; GetEventSelectors
    aws: {
      active: true,
      allRegions: true,
      wholeOrganization: false,
      managementReads: 'all',
      managementWrites: 'all',
      dataReads: 'none',
      dataWrites: 'none',
      integrity: true,
      encryptedBy: 'customer',
      key: 's000001',
      destination: 's000002',
      destinationRegion: 'eu-west-1',
      streamed: true,
      deliveredAt: '2026-02-01T08:50:00Z',
      digestAt: '2026-02-01T08:00:00Z',
      failing: false,
    },
    // diagnosticSettings.list: logs[].{category,enabled}, workspaceId, storageAccountId
    azure: {
      active: true,
      allRegions: true,
      managementReads: 'none',
      managementWrites: 'all',
      categories: ['Administrative', 'Security', 'Policy'],
      categoriesOff: ['Autoscale'],
      destination: 's000003',
      streamed: true,
    },
    // getIamPolicy: auditConfigs[].auditLogConfigs[].{logType,exemptedMembers}; changes of the configuration are always recorded
    gcp: {
      active: true,
      allRegions: true,
      managementReads: 'all',
      managementWrites: 'all',
      dataReads: 'some',
      dataWrites: 'all',
      exemptions: 0,
    },
  },
});
