/** A provider whose clock and ours are years apart: tokens and their ends, dates and waits. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { scanHere } from './scan-here.ts';
import { openDesk, outcome } from './world.ts';

const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
const CLAIM = '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }';
const three = ['alpha', 'beta', 'gamma'].map((name) => ({ name }));
const years = (count: number) => () => Date.now() + count * 365 * 86_400_000;
const VERIFIED = { code: 0, verified: 0, verdicts: { encrypted: 'verified' } };

afterEach(() => vi.unstubAllEnvs());

test.each([-10, 10])('Azure, %i years from here', async (apart) => {
  const practice = await startAzurePractice(
    {
      pageSizes: { StorageAccounts_List: 2 },
      subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: three } } },
      faults: [{ fault: 'throttle', retryAfter: 7, times: 1, on: { action: 'StorageAccounts_List', page: 2 } }],
    },
    { clock: years(apart) },
  );
  setDefaultCACertificates([...getCACertificates('default'), practice.ca]);
  const desk = { env: practice.env(), close: practice.close };
  await using world = await openDesk(desk, [CLAIM], [`prod: { azure: { subscriptions: [${SUBSCRIPTION}] } }`]);
  const scanned = await scanHere(world);
  expect(outcome(scanned)).toEqual(VERIFIED);
  expect(scanned.facts.filter(({ record }) => record === 'observation')).toHaveLength(12);
});

test.each([-10, 10])('Google, %i years from here', async (apart) => {
  const practice = await startGcpPractice(
    {
      pageSizes: { 'buckets.list': 2 },
      projects: { 'example-prod': { buckets: three } },
      faults: [{ fault: 'throttle', retryAfter: 7, times: 1, on: { action: 'buckets.list', page: 2 } }],
    },
    { clock: years(apart) },
  );
  const env = practice.env();
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  await using world = await openDesk({ env, close: practice.close }, [CLAIM], ['prod: { gcp: { projects: [example-prod] } }']);
  const scanned = await scanHere(world);
  expect(outcome(scanned)).toEqual(VERIFIED);
  expect(scanned.facts.filter(({ record }) => record === 'observation')).toHaveLength(3);
});
