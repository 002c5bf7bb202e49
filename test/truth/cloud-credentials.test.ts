/** The command line itself, with the credentials that a machine at Azure or Google has: each chain, and a token that ends in mid-listing. */
import { expect, test } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { count, openDesk, outcome } from './world.ts';

const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
const CLAIM = '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }';
const three = ['alpha', 'beta', 'gamma'].map((name) => ({ name }));

test.concurrent.each(['secret', 'workload-identity', 'managed-identity'] as const)(
  'Azure: %s opens a subscription, and a token that ends in mid-listing is renewed',
  async (credential) => {
    const practice = await startAzurePractice({
      principals: { evidence: { credential } },
      pageSizes: { StorageAccounts_List: 2 },
      subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: three } } },
      faults: [{ fault: 'expire-token', on: { action: 'StorageAccounts_List', page: 2 } }],
    });
    const desk = { env: practice.env(), close: practice.close };
    await using world = await openDesk(desk, [CLAIM], [`prod: { azure: { subscriptions: [${SUBSCRIPTION}] } }`]);
    const scanned = await world.scan();
    expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { encrypted: 'verified' } });
    expect([count(scanned, 'observation', 'global'), count(scanned, 'gap', 'global')]).toEqual([12, 0]);
    expect(practice.stats().faults).toEqual({ 'expire-token': 1 });
    expect(scanned.view.targets).toMatchObject([{ identity: expect.stringContaining(practice.tenant) }]);
  },
);

test.concurrent.each([
  ['workload identity federation', '', ({ GCE_METADATA_HOST: _, ...env }: Readonly<Record<string, string>>) => env],
  [
    'the metadata server',
    ', credentials: metadata',
    ({ GOOGLE_APPLICATION_CREDENTIALS: _, ...env }: Readonly<Record<string, string>>) => env,
  ],
] as const)('Google: %s opens a project, and a token that ends in mid-listing is renewed', async (_, more, only) => {
  const practice = await startGcpPractice({
    pageSizes: { 'buckets.list': 2 },
    projects: { 'example-prod': { buckets: three } },
    faults: [{ fault: 'expire-token', on: { action: 'buckets.list', page: 2 } }],
  });
  const desk = { env: only(practice.env()), close: practice.close };
  await using world = await openDesk(desk, [CLAIM], [`prod: { gcp: { projects: [example-prod]${more} } }`]);
  const scanned = await world.scan();
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { encrypted: 'verified' } });
  expect([count(scanned, 'observation', 'global'), count(scanned, 'gap', 'global')]).toEqual([3, 0]);
  expect(practice.stats().faults).toEqual({ 'expire-token': 1 });
  expect(scanned.view.targets).toMatchObject([{ identity: expect.stringContaining('@example-prod.iam.gserviceaccount.com') }]);
});
