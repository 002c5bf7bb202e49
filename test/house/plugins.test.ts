import { expect, test } from 'vitest';
import { pluginsOf } from '../../src/collector-plugins.ts';
import { collectors, sources } from '../../src/plugins.ts';

test.each(sources.map(({ id }) => id))('the source %s is wired for the thread that collects, with each of its collectors', async (id) => {
  const own = await pluginsOf([id]);
  expect(own.sources).toContain(sources.find((source) => source.id === id));
  expect(own.collectors).toEqual(expect.arrayContaining(collectors.filter(({ source }) => source === id)));
});

test('several sources are wired each once', async () => {
  const all = await pluginsOf([...sources, ...sources].map(({ id }) => id));
  expect(all.sources.map(({ id }) => id).toSorted()).toEqual(sources.map(({ id }) => id).toSorted());
  expect(new Set(all.collectors).size).toBe(collectors.length);
});

test('a source that nobody wires is a bug', async () => {
  await expect(pluginsOf(['nobody'])).rejects.toThrow(TypeError);
});
