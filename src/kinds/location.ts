import { z } from 'zod';
import { constant, defineKind } from './kind.ts';

const region = constant.describe('The provider\'s code of the region: "eu-west-1", "uksouth".');
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .describe('ISO 3166-1 alpha-2 code.');

/** Sources: facts/proof-recipes A-REG, A-S3, Z-REG, Z-STO, Z-SQL-BKP, G-REG, G-GCS, L-DNS. */
export const location = defineKind({
  id: 'location',
  means: 'Where one thing, its replicas and its copies lie; or to which places an account is confined.',
  data: z.strictObject({
    regions: z
      .array(region)
      .optional()
      .describe(
        'Where it lies: one region, the members of a dual region, or a multi-region as the provider names it. Empty: ' +
          'nowhere in particular.',
      ),
    reach: z.enum(['zone', 'region', 'multi-region', 'global']).optional().describe('How far it is spread by its own nature.'),
    countries: z.array(country).optional().describe('Countries of those regions, as the provider publishes them.'),
    holdsData: z
      .boolean()
      .optional()
      .describe("Whether customers' data can lie in it: true for a server; false for a rule, a role, a name, an account."),
    elsewhere: z
      .array(
        z.strictObject({
          region,
          country: country.optional(),
          why: z.enum(['replica', 'backup', 'geo-redundancy', 'failover', 'copy']).describe('What puts it there.'),
        }),
      )
      .optional()
      .describe('Other regions that hold a copy, each with its reason. Empty: there are none. Absent: not read.'),
    confined: z
      .boolean()
      .optional()
      .describe('Of an account: whether a policy that its own administrators cannot change keeps it to some regions.'),
    confinedTo: z
      .array(region)
      .optional()
      .describe(
        'Of a confined account: the only regions in which that policy lets anything be made in which data can lie; in which of them ' +
          'other rules forbid it too is not told.',
      ),
    knownBy: z
      .enum(['provider', 'address-range', 'document'])
      .optional()
      .describe("Who says so: the provider's own answer, its published address ranges (weaker), or a document."),
  }),
  examples: {
    // S3 ListBuckets: BucketRegion; GetBucketReplication: Rules[].Destination.Bucket
    aws: { regions: ['eu-west-1'], reach: 'region', countries: ['IE'], holdsData: true, elsewhere: [], knownBy: 'provider' },
    // Resource Graph: location; storageAccounts.list: primaryLocation, secondaryLocation, sku.name
    azure: {
      regions: ['uksouth'],
      reach: 'region',
      countries: ['GB'],
      holdsData: true,
      elsewhere: [{ region: 'ukwest', country: 'GB', why: 'geo-redundancy' }],
      knownBy: 'provider',
    },
    // Storage getBuckets: location, locationType, customPlacementConfig.dataLocations; searchAllResources: location
    gcp: { regions: ['EUROPE-WEST1', 'EUROPE-WEST4'], reach: 'multi-region', holdsData: true, elsewhere: [], knownBy: 'provider' },
    // A and AAAA answers against the clouds' published ranges
    live: { regions: ['fr-par'], countries: ['FR'], holdsData: true, knownBy: 'address-range' },
  },
});
