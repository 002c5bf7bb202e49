/** Every AWS collector at once, through the command line: the policy that `permissions` prints is enough, and each action that it has is needed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aws } from '../../collectors/aws/index.ts';
import { WHOLE } from '../collectors/aws/practice-account.ts';
import { scanAwsHere } from './scan-here.ts';
import { openWorld, outcome, PROD, type Scanned, type World } from './world.ts';

const kinds = [...new Set(aws.collectors.flatMap((collector) => collector.kinds.map(({ id }) => id)))];
const claims = kinds.map((kind, index) => `{ id: c${index}, quote: q, proof: [{ kind: ${kind}, expect: "true" }] }`);

/** By the SDK's own calls: every collector's, and the source's for an account without a role. */
const needed = [...new Set(['ec2:DescribeRegions', ...aws.collectors.flatMap(({ calls }) => Object.values(calls).flat())])].sort();

const now = '2026-06-01T00:00:00Z';
const account = (allow: readonly string[]) => ({
  now,
  accounts: { prod: { id: PROD, principals: { evidence: { allow: [...allow] } }, regions: WHOLE } },
});

const gapsOf = ({ facts }: Scanned) => facts.filter((fact) => fact.record === 'gap');

let world: World;
let scanned: Scanned;
beforeAll(async () => {
  world = await openWorld(account(needed), claims);
  scanned = await world.scan();
});
afterAll(async () => world[Symbol.asyncDispose]());

test('every collector is asked, and sweeps the whole account', () => {
  expect(new Set(scanned.facts.filter((fact) => fact.record === 'sweep').map(({ collector }) => collector))).toEqual(
    new Set(aws.collectors.map(({ id }) => id)),
  );
});

test('the policy that permissions prints has exactly the actions that are needed', async () => {
  const { code, stdout } = await world.run(['permissions', '--format', 'aws-policy']);
  const [{ Action }] = JSON.parse(stdout).Statement;
  expect([code, Action]).toEqual([0, needed]);
});

test('with these permissions and no other nothing is denied', () => {
  expect(gapsOf(scanned)).toEqual([]);
});

test.each<[readonly string[], (world: World) => Promise<Scanned>]>([
  [[], (world) => world.scan()],
  [['ec2:DescribeRegions'], (world) => scanAwsHere(world)],
])('who may do nothing, or no more than %j, proves nothing, and that is no success', async (allow, scan) => {
  await using barred = await openWorld(account(allow), claims);
  const { code, verdicts } = outcome(await scan(barred));
  expect([code, new Set(Object.values(verdicts))]).toEqual([4, new Set(['unproven'])]);
});

test('without any of a second half, each gap names what was missing', async () => {
  const left = needed.filter((action) => action !== 'ec2:DescribeRegions').filter((_, index) => index % 2 === 1);
  await using lesser = await openWorld(account(needed.filter((action) => !left.includes(action))), claims);
  const gaps = gapsOf(await scanAwsHere(lesser));
  expect(gaps).not.toEqual([]);
  for (const gap of gaps) {
    expect(gap).toMatchObject({ reason: 'denied' });
    expect(left).toEqual(expect.arrayContaining([...('permissions' in gap ? (gap.permissions ?? []) : [])]));
  }
});
