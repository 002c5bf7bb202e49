import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PROD } from './clients.ts';

const script = fileURLToPath(new URL('../../scripts/practice.ts', import.meta.url));
const Started = z.object({ endpoint: z.url(), env: z.object({ prod: z.record(z.string(), z.string()) }) });

test('a scenario file runs as a process of its own until SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'practice-'));
  const file = join(folder, 'scenario.json');
  writeFileSync(file, JSON.stringify({ accounts: { prod: { id: PROD, regions: { 'eu-west-1': { ec2: { volumes: [{ count: 3 }] } } } } } }));
  const child = spawn(process.execPath, [script, '--scenario', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { endpoint, env } = Started.parse(JSON.parse(line));
    const credentials = { accessKeyId: env.prod.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.prod.AWS_SECRET_ACCESS_KEY ?? '' };
    const client = new EC2Client({ endpoint, region: 'eu-west-1', credentials });
    const { Volumes } = await client.send(new DescribeVolumesCommand({}));
    client.destroy();
    const stats = await (await fetch(`${endpoint}/__stats`)).json();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect([Volumes?.length, stats, code]).toMatchObject([3, { calls: { 'ec2:DescribeVolumes': 1 } }, 0]);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

test('a scenario file that is wrong ends with code 2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'practice-'));
  const file = join(folder, 'scenario.json');
  writeFileSync(file, '{"accounts":{"prod":{"id":"1","regions":{}}}}');
  const child = spawn(process.execPath, [script, '--scenario', file], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  rmSync(folder, { recursive: true });
  expect(code).toBe(2);
});
