import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineProvider } from '../../../fixtures/practice/azure/provider.ts';
import { listed } from '../../../fixtures/practice/listing.ts';
import { namesOf, oneSubscription, PROD, practise } from './clients.ts';

const page = readFileSync(new URL('../../../docs/practice-azure.md', import.meta.url), 'utf8');

test("the manual's scenario runs", async () => {
  const [, json = ''] = /<!-- scenario -->\n```json\n(.*?)```/s.exec(page) ?? [];
  await using cloud = await practise({ ...JSON.parse(json), faults: [] });
  expect(await namesOf(cloud.storage(PROD, 'narrow'))).toHaveLength(132);
});

test("the manual's table has every fault", () => {
  const source = ['../../../fixtures/practice/azure/fault.ts', '../../../fixtures/practice/fault.ts'].map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  const faults = source.flatMap((text) => [...text.matchAll(/z\.literal\('([\w-]+)'\)/g)].map(([, name]) => name));
  const table = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(faults.filter((name) => !table.some((line) => line.split('|')[1]?.includes(`\`${name}\``)))).toEqual([]);
});

test('a provider of a test has tokens, permissions and pages of its own accord', async () => {
  const disks = defineProvider({
    id: 'compute',
    namespace: 'Microsoft.Compute',
    section: z.strictObject({ disks: z.array(z.string()).default([]) }),
    open: (section) =>
      listed(section.disks.map((name) => ({ id: `/${name}`, name, type: 'Microsoft.Compute/disks', location: 'westeurope' }))),
    resources: (all) => all,
    operations: {
      Disks_List: {
        path: '/providers/Microsoft.Compute/disks',
        permission: 'Microsoft.Compute/disks/read',
        handle: (asking, all) => {
          const { items, next } = asking.page(all, 1);
          return { value: items, nextLink: next };
        },
      },
    },
  });
  const scenario = oneSubscription({ compute: { disks: ['one', 'two'] } }, { principals: { all: {}, none: { allow: [] } } });
  await using cloud = await practise(scenario, { providers: [disks()] });
  const url = `${cloud.practice.resourceManager}/subscriptions/${PROD}/providers/Microsoft.Compute/disks?api-version=1`;
  const first = JSON.parse((await cloud.get(url)).text);
  const second = JSON.parse((await cloud.get(first.nextLink)).text);
  expect([first.value[0].name, second.value[0].name, second.nextLink]).toEqual(['one', 'two', undefined]);
  expect([(await cloud.get(url, { principal: 'none' })).status, (await cloud.raw(url)).status]).toEqual([403, 401]);
});
