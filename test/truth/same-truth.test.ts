import { expect, test } from 'vitest';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { scanAwsHere } from './scan-here.ts';
import { CLAIMS, inRegions, openWorld, outcome, type Scanned, type World } from './world.ts';

/** Two pages of volumes and many small calls in each region; one thing wrong. */
const region = { ec2: { volumes: [{ count: 700, kmsKeys: 4 }] }, kms: { generate: { count: 12, key: { rotation: { days: 365 } } } } };
const regions = {
  'eu-west-1': region,
  'eu-west-2': { ...region, kms: { ...region.kms, keys: { still: {} } } },
  'eu-central-1': region,
  'us-east-1': region,
};
const claims = [CLAIMS.volumes, CLAIMS.keys, CLAIMS.default];

async function scanWith(
  scan: (world: World) => Promise<Scanned>,
  ...faults: NonNullable<Scenario['faults']>
): Promise<{ scanned: Scanned; hits: number }> {
  await using world = await openWorld({ now: '2026-06-01T00:00:00Z', ...inRegions(regions, ...faults) }, claims);
  const scanned = await scan(world);
  return { scanned, hits: world.practice.stats().faults.throttle ?? 0 };
}

/** Every observation, without when it was made and by which replies. */
function observations({ facts }: Scanned): unknown[] {
  return facts.flatMap((fact) => {
    if (fact.record !== 'observation') return [];
    const { at: _at, replies: _replies, ...what } = fact;
    return [what];
  });
}

function pages({ facts }: Scanned): unknown[] {
  return facts.flatMap((fact) =>
    fact.record === 'sweep' ? [[fact.collector, fact.region, fact.pages, fact.subjects, fact.observations]] : [],
  );
}

test('30 % of calls throttled changes no verdict and loses no page', async () => {
  const [calm, stormy] = await Promise.all([
    scanWith(({ scan }) => scan()),
    scanWith((world) => scanAwsHere(world), { fault: 'throttle', rate: 0.3 }),
  ]);
  expect(stormy.hits).toBeGreaterThan(50);
  expect(observations(stormy.scanned)).toHaveLength(4 * (700 + 12 + 1) + 1);
  expect(observations(stormy.scanned)).toEqual(observations(calm.scanned));
  expect(pages(stormy.scanned)).toEqual(pages(calm.scanned));
  expect([outcome(stormy.scanned), outcome(calm.scanned)]).toEqual([
    { code: 3, verified: 0, verdicts: { volumes: 'verified', keys: 'contradicted', default: 'verified' } },
    outcome(stormy.scanned),
  ]);
});
