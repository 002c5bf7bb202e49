import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GcpFault } from '../../../fixtures/practice/gcp/fault.ts';
import { practise, walk } from './clients.ts';

const page = readFileSync(new URL('../../../docs/practice-gcp.md', import.meta.url), 'utf8');

test("the manual's scenario runs", async () => {
  const [, json = ''] = /<!-- scenario -->\n```json\n(.*?)```/s.exec(page) ?? [];
  await using cloud = await practise({ ...JSON.parse(json), faults: [], limits: 'none' });
  expect(await walk(await cloud.storage('narrow'), 1000)).toHaveLength(1003);
});

test("the manual's table has every fault", () => {
  const faults = GcpFault.unwrap().options.map((option) => [...option.shape.fault.values][0]);
  expect(faults.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
