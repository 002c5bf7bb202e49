import { readFileSync } from 'node:fs';
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { practise } from './clients.ts';

const page = readFileSync(new URL('../../docs/practice-cloud.md', import.meta.url), 'utf8');

test("the manual's scenario runs", async () => {
  const [, json = ''] = /<!-- scenario -->\n```json\n(.*?)```/s.exec(page) ?? [];
  await using cloud = await practise({ ...JSON.parse(json), faults: [] });
  const { Volumes } = await cloud.ec2({ principal: 'narrow' }).send(new DescribeVolumesCommand({}));
  expect(Volumes).toHaveLength(1031);
});

test("the manual's table has every fault", async () => {
  const source = readFileSync(new URL('../../fixtures/practice/fault.ts', import.meta.url), 'utf8');
  const faults = [...source.matchAll(/z\.literal\('(\w+)'\)/g)].map(([, name]) => name);
  expect(faults.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
