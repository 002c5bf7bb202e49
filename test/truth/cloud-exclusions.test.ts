/** What a provider itself says is not there to be looked at holds no claim up, and is said; a denial in its place does. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import type { AzureScenario } from '../../fixtures/practice/azure/scenario.ts';
import type { GcpScenario } from '../../fixtures/practice/gcp/scenario.ts';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { scanHere } from './scan-here.ts';
import { type Desk, openDesk, outcome, proofOf } from './world.ts';

const CLAIM = '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }';
const LAB = '11112222-3333-4444-8555-666677770002';

afterEach(() => vi.unstubAllEnvs());

async function azure(faults: AzureScenario['faults']): Promise<Desk> {
  const practice = await startAzurePractice({
    subscriptions: { prod: { id: '11112222-3333-4444-8555-666677770001', storage: { accounts: [{}] } }, lab: { id: LAB } },
    faults,
  });
  setDefaultCACertificates([...getCACertificates('default'), practice.ca]);
  return openDesk({ env: practice.env(), close: practice.close }, [CLAIM], ['prod: { azure: { subscriptions: all } }']);
}

async function google(faults: GcpScenario['faults']): Promise<Desk> {
  const practice = await startGcpPractice({ projects: { 'example-prod': { buckets: [{}] }, 'example-lab': {} }, faults });
  const env = practice.env();
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  return openDesk({ env, close: practice.close }, [CLAIM], ['prod: { gcp: { projects: [example-prod, example-lab] } }']);
}

const list = { account: LAB, action: 'StorageAccounts_List' };
const buckets = { account: 'example-lab', action: 'buckets.list' };

test.each([
  ['a resource provider that is not registered', () => azure([{ fault: 'not-registered', on: list }]), 'api-off'],
  ['a subscription that is disabled meanwhile', () => azure([{ fault: 'suspended', refuses: true, on: list }]), 'account-suspended'],
  ['an API that is switched off', () => google([{ fault: 'api-off', on: buckets }]), 'api-off'],
] as const)('%s is an exclusion, and the rest is verified', async (_, open, reason) => {
  await using desk = await open();
  const scanned = await scanHere(desk);
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { encrypted: 'verified' } });
  expect(proofOf(scanned, 'encrypted').counts).toMatchObject({ exclusions: 1, tasks: 1, swept: 1, gaps: 0 });
  expect(scanned.facts.filter(({ record }) => record === 'exclusion')).toMatchObject([
    { target: 't0002', reason, replies: [expect.stringMatching(/^[0-9a-f]{64}$/)] },
  ]);
  expect(scanned.manifest.run.complete).toBe(true);
});

test.each([
  ['Azure', () => azure([{ fault: 'deny', on: list }])],
  ['Google', () => google([{ fault: 'deny', on: buckets }])],
] as const)('%s: a denial in its place is a gap', async (_, open) => {
  await using desk = await open();
  const scanned = await scanHere(desk);
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { encrypted: 'unproven' } });
  expect(proofOf(scanned, 'encrypted').counts).toMatchObject({ exclusions: 0, tasks: 2, swept: 1, gaps: 1 });
});
