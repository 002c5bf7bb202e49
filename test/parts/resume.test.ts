import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLAIMS, inRegions, openWorld, readBundle } from '../truth/world.ts';

const busy = { ec2: { volumes: [{ count: 3 }] }, kms: { generate: { count: 10, key: { rotation: {} } } } };

test('a shard that is interrupted keeps the tasks that ended; --resume looks at the others, and both make one bundle', async () => {
  const regions = { 'eu-west-1': busy, 'eu-west-2': busy };
  await using world = await openWorld(
    inRegions(regions, { fault: 'hang', on: { action: 'DescribeVolumes', region: 'eu-west-2' }, times: 1 }),
    [CLAIMS.volumes, CLAIMS.keys],
  );
  const plan = await world.run(['plan', '--resolve', '--out', 'plan.json']);
  const scan = ['scan', '--plan', 'plan.json', '--shard', '1/1', '--out', 'parts', '--call-timeout', '10m', '--share', '100'];
  const when = () => (world.practice.stats().calls['kms:ListKeyRotations'] ?? 0) >= 12;
  const first = await world.run(scan, { interrupt: { with: 'SIGINT', when } });
  const resumed = await world.run([...scan, '--resume']);
  expect([plan.code, first.code, first.stdout, resumed.code]).toEqual([0, 130, '', 0]);
  const again = resumed.stdout.trimEnd();
  const parts = [again.replace(/-2$/, ''), again];
  const tasks = await Promise.all(parts.map(async (part) => JSON.parse(await readFile(join(part, 'part.json'), 'utf8')).tasks.length));
  expect([tasks.every((count) => count > 0), tasks.reduce((sum, count) => sum + count, 0)]).toEqual([true, 4]);
  const merged = await world.run(['merge', ...parts, '--plan', 'plan.json', '--out', 'bundle']);
  const verified = await world.run(['verify', 'bundle', '--key', 'claimcheck.pub']);
  const { manifest } = await readBundle(join(world.directory, 'bundle'));
  expect([merged.code, verified.code, manifest.run.complete]).toEqual([0, 0, true]);
});
