/** Recorded answers of the real provider (recordings/SOURCES.md), served on the wire to the real clients. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bucketEncryption } from '../../../collectors/gcp/bucket-encryption.ts';
import { bucketLocation } from '../../../collectors/gcp/bucket-location.ts';
import { bucketPublicAccess } from '../../../collectors/gcp/bucket-public-access.ts';
import { look } from './looking.ts';
import { json, type Script } from './loopback.ts';

const Recording = z.object({ status: z.number(), body: z.unknown() });

function listed(name: string): Script {
  const { status, body } = Recording.parse(JSON.parse(readFileSync(new URL(`recordings/${name}.json`, import.meta.url), 'utf8')));
  return {
    'storage:buckets.list': () => json(body, status),
    'storage:buckets.getIamPolicy': () =>
      json({ kind: 'storage#policy', bindings: [{ role: 'roles/storage.admin', members: ['projectOwner:example-prod'] }] }),
  };
}

test("a bucket of 2019 is encrypted under Google's own key", async () => {
  const { observed, gaps } = await look(bucketEncryption, listed('buckets-list-2019'));
  expect(gaps).toEqual([]);
  expect(observed.map(({ data }) => data)).toEqual([{ encrypted: true, covers: 'new-writes', keyManager: 'provider' }]);
});

test('a bucket of 2019 does not say how far it is spread', async () => {
  const { observed } = await look(bucketLocation, listed('buckets-list-2019'));
  expect(observed.map(({ data }) => data)).toEqual([{ regions: ['EU'], holdsData: true, knownBy: 'provider' }]);
});

test("a bucket of 2019 has uniform access under its old name, which is off: its objects' lists are not seen", async () => {
  const { observed } = await look(bucketPublicAccess, listed('buckets-list-2019'));
  expect(observed.map(({ data }) => data)).toEqual([{ about: 'thing', aclsDisabled: false }]);
});

test('buckets of 2020, with and without uniform access, and without saying', async () => {
  const { observed, gaps } = await look(bucketPublicAccess, listed('buckets-list-2020'));
  expect(gaps).toEqual([]);
  expect(observed.map(({ data }) => data)).toEqual([
    { about: 'thing' },
    { about: 'thing', aclsDisabled: false },
    { about: 'thing', public: false, aclsDisabled: true },
    { about: 'thing', public: false, aclsDisabled: true },
  ]);
});

test('regions and multi-regions of 2020', async () => {
  const { observed } = await look(bucketLocation, listed('buckets-list-2020'));
  expect(new Set(observed.map(({ data }) => JSON.stringify(data)))).toEqual(
    new Set([
      JSON.stringify({ regions: ['US'], reach: 'multi-region', holdsData: true, knownBy: 'provider' }),
      JSON.stringify({ regions: ['US-EAST1'], reach: 'region', holdsData: true, knownBy: 'provider' }),
    ]),
  );
});

test('an API that is off, as another service says it', async () => {
  const { gaps } = await look(bucketEncryption, listed('sql-api-disabled'));
  expect(gaps).toMatchObject([{ reason: 'unsupported', code: 'SERVICE_DISABLED', status: 403 }]);
});
