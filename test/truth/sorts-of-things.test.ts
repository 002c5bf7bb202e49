/** Kinds that hold several sorts of things, through the command line: what was seen of one sort says nothing of another. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WHOLE } from '../collectors/aws/practice-account.ts';
import { openWorld, PROD, type Scanned, type World } from './world.ts';

const claims = {
  confined: '{ check: confined-to, with: { regions: [eu-west-1, eu-central-1] } }',
  located: '{ check: located-in, with: { regions: [eu-west-1], services: [ebs] } }',
  alarms: '{ check: watched-for, with: { watches: alarms } }',
  shielded: '{ check: watched-for, with: { watches: denial-of-service } }',
  ruled: '{ check: mfa-enforced-by-rule }',
  users: '{ check: mfa-required }',
  passwords: '{ check: password-rule, with: { maximumAge: 90d } }',
  keys: '{ check: credentials-rotate, with: { atMost: 4000d, of: [access-key] } }',
};

let world: World;
let scanned: Scanned;
beforeAll(async () => {
  const account = { id: PROD, principals: { evidence: {} }, regions: WHOLE };
  const lines = Object.entries(claims).map(([id, proof]) => `{ id: ${id}, quote: q, proof: [${proof}] }`);
  world = await openWorld({ now: '2026-06-01T00:00:00Z', accounts: { prod: account } }, lines);
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

test('what nobody looked for is unproven, and what was looked for beside it is judged', () => {
  expect(Object.fromEntries(scanned.manifest.claims.map(({ id, verdict }) => [id, verdict]))).toEqual({
    ...{ confined: 'verified', located: 'verified', alarms: 'unproven', shielded: 'verified' },
    ...{ ruled: 'unproven', users: 'contradicted', passwords: 'verified', keys: 'verified' },
  });
});
