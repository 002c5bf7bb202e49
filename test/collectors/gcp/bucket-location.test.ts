import { expect, test } from 'vitest';
import { bucketLocation } from '../../../collectors/gcp/bucket-location.ts';
import { look } from './looking.ts';
import { bucket, bucketList } from './loopback.ts';

async function where(fields: Readonly<Record<string, unknown>>) {
  const { observed } = await look(bucketLocation, { 'storage:buckets.list': () => bucketList([bucket('logs', fields)]) });
  return observed[0]?.data;
}

test('a region', async () => {
  expect(await where({ location: 'EUROPE-WEST1', locationType: 'region' })).toEqual({
    regions: ['EUROPE-WEST1'],
    reach: 'region',
    holdsData: true,
    knownBy: 'provider',
  });
});

test('a multi-region, as Google names it', async () => {
  expect(await where({ location: 'EU', locationType: 'multi-region' })).toMatchObject({ regions: ['EU'], reach: 'multi-region' });
});

test('G-GCS: a pair of regions that was chosen is told by dataLocations, not by location', async () => {
  const pair = { location: 'EU', locationType: 'dual-region', customPlacementConfig: { dataLocations: ['EUROPE-WEST1', 'EUROPE-WEST4'] } };
  expect(await where(pair)).toMatchObject({ regions: ['EUROPE-WEST1', 'EUROPE-WEST4'], reach: 'multi-region' });
});

test("a predefined pair keeps Google's name for it", async () => {
  expect(await where({ location: 'EUR4', locationType: 'dual-region' })).toMatchObject({ regions: ['EUR4'], reach: 'multi-region' });
});

test("a zone's bucket lies in its region", async () => {
  const zonal = { location: 'US-CENTRAL1', locationType: 'zone', customPlacementConfig: { dataLocations: ['us-central1-a'] } };
  expect(await where(zonal)).toMatchObject({ regions: ['US-CENTRAL1'], reach: 'zone' });
});

test('a type that we do not know is left unsaid', async () => {
  expect(await where({ location: 'EU', locationType: 'orbit' })).not.toHaveProperty('reach');
});

test('a bucket that does not say where it lies stays without an answer', async () => {
  expect(await where({ location: undefined, locationType: undefined })).toEqual({ holdsData: true, knownBy: 'provider' });
});

test('copies elsewhere are not read, and so not denied', async () => {
  expect(await where({})).not.toHaveProperty('elsewhere');
});
