import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Observation } from '../../src/model.ts';
import { CLAIMS, inRegions, openWorld, outcome, proofOf, type Scanned, type World } from './world.ts';

const off = { created: '-900d' };
const keys = {
  'alias/rotated': { ...off, rotation: { days: 365 } },
  'alias/aws/ebs': off,
  'alias/signing': { ...off, spec: 'RSA_4096' },
  'alias/post-quantum': { ...off, spec: 'ML_DSA_65' },
  'alias/tokens': { ...off, spec: 'HMAC_256' },
  'alias/brought': { ...off, origin: 'EXTERNAL' },
  'alias/hsm': { ...off, origin: 'AWS_CLOUDHSM' },
  'alias/elsewhere': { ...off, origin: 'EXTERNAL_KEY_STORE' },
  'alias/leaving': { ...off, state: 'PendingDeletion', rotation: { days: 365 } },
  'alias/asleep': { ...off, state: 'Disabled' },
};

let world: World;
let scanned: Scanned;

beforeAll(async () => {
  world = await openWorld(inRegions({ 'eu-west-1': { kms: { keys } } }), [CLAIMS.keys]);
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

test('no key that cannot be rotated contradicts the claim', () => {
  expect(outcome(scanned)).toEqual({ code: 0, verified: 0, verdicts: { keys: 'verified' } });
  expect(proofOf(scanned, 'keys').counts).toMatchObject({
    observations: 10,
    holds: 2,
    contradicts: 0,
    notApplicable: 8,
    unseen: 0,
    gaps: 0,
  });
});

test('each sort of key is counted apart', () => {
  expect(Object.values(proofOf(scanned, 'keys').notApplicable).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, 1, 1, 2]);
});

test('what sort each key is stands in its observation', () => {
  const data = scanned.facts.filter((fact): fact is Observation => fact.record === 'observation').map((fact) => fact.data);
  const some = (shape: object) => expect(data).toContainEqual(expect.objectContaining(shape));
  some({ manager: 'provider', rotationEligible: true, rotationEnabled: true, rotationPeriodDays: 365 });
  some({ spec: 'RSA_4096', rotationEligible: false, rotationIneligibleBecause: 'asymmetric' });
  some({ spec: 'ML_DSA_65', rotationEligible: false, rotationIneligibleBecause: 'post-quantum' });
  some({ spec: 'HMAC_256', rotationEligible: false, rotationIneligibleBecause: 'hmac' });
  some({ origin: 'imported', rotationEligible: false, rotationIneligibleBecause: 'imported' });
  some({ origin: 'hsm-cluster', rotationEligible: false, rotationIneligibleBecause: 'custom-key-store' });
  some({ origin: 'external-store', rotationEligible: false, rotationIneligibleBecause: 'custom-key-store' });
  some({ state: 'pending-deletion', rotationEligible: true });
  some({ state: 'disabled', rotationEligible: true });
});

test('a usable key that could be rotated and is not contradicts it all the same', async () => {
  await using other = await openWorld(inRegions({ 'eu-west-1': { kms: { keys: { ...keys, 'alias/still': off } } } }), [CLAIMS.keys]);
  const found = await other.scan();
  expect(outcome(found)).toEqual({ code: 3, verified: 0, verdicts: { keys: 'contradicted' } });
  expect(proofOf(found, 'keys').counts).toMatchObject({ holds: 2, contradicts: 1, notApplicable: 8 });
});

test('a rotation slower than the claim says contradicts it', async () => {
  const slow = { kms: { keys: { 'alias/slow': { ...off, rotation: { days: 400 } } } } };
  await using other = await openWorld(inRegions({ 'eu-west-1': slow }), [CLAIMS.keys]);
  expect(outcome(await other.scan())).toEqual({ code: 3, verified: 0, verdicts: { keys: 'contradicted' } });
});
