import { defineCollector, location } from 'claimcheck/plugin';
import { z } from 'zod';
import { buckets, bucketsList } from './buckets.ts';
import { gcp } from './source.ts';

const Bucket = z.object({
  location: z.string().min(1).optional(),
  locationType: z.string().optional(),
  customPlacementConfig: z.object({ dataLocations: z.array(z.string().min(1)).min(1).optional() }).optional(),
});

/** Buckets resource, "locationType"; a type that is not here is left unsaid. */
const REACH: Readonly<Record<string, 'zone' | 'region' | 'multi-region'>> = {
  zone: 'zone',
  region: 'region',
  'dual-region': 'multi-region',
  'multi-region': 'multi-region',
};

/**
 * Where buckets lie: a region, a multi-region as Google names it, or both regions of a pair that was chosen. A predefined pair ("EUR4") and
 * copies that a transfer job makes elsewhere are not told by a bucket. Recipe G-GCS.
 */
export const bucketLocation = defineCollector({
  id: 'gcp.bucket-location',
  version: 1,
  source: gcp,
  per: 'region',
  kinds: [location],
  answers: { location: ['regions', 'reach', 'countries', 'elsewhere', 'knownBy'] },
  services: ['gcs'],
  calls: { ...bucketsList },

  collect: async (look) => {
    for await (const page of buckets(look, location, Bucket)) {
      for (const { subject, bucket, page: seen } of page) {
        const reach = REACH[bucket.locationType ?? ''];
        const pair = bucket.locationType === 'dual-region' ? bucket.customPlacementConfig?.dataLocations : undefined;
        const regions = pair ?? (bucket.location === undefined ? undefined : [bucket.location]);
        const known = { holdsData: true, knownBy: 'provider' } as const;
        const data = { ...known, ...(regions === undefined ? {} : { regions }), ...(reach === undefined ? {} : { reach }) };
        look.observe(location, subject, data, [seen]);
      }
    }
  },
});
