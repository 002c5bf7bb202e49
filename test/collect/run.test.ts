import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makePlan } from '../../src/collect/plan.ts';
import { readSpool } from '../../src/collect/read-spool.ts';
import { resolveTargets } from '../../src/collect/resolve.ts';
import { type Progress, runPlan, spoolFiles } from '../../src/collect/run.ts';
import { createWatermarks } from '../../src/collect/watermarks.ts';
import { createWire } from '../../src/collect/wire.ts';
import {
  CannotObserve,
  type Collector,
  type CollectorOf,
  defineCollector,
  defineSource,
  encryptionAtRest,
  type Look,
  type Resolved,
  type Seen,
} from '../../src/plugin.ts';
import { fakeClock } from './fake-clock.ts';

interface Session {
  readonly region: string;
}
const gone = () => new CannotObserve('denied', 'no', { call: 'x:List', code: 'AccessDenied' });
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-run-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** A source of one account with two regions; `resolving` may fail or find less. */
function sourceOf(resolving: Pick<Partial<Resolved<Session>>, 'gap' | 'excludes'> = {}) {
  return defineSource<object, Session>({
    id: 'x',
    key: 'x',
    body: z.object({}),
    outline: () => [],
    calls: { 'x:Regions': ['x:Regions'] },
    allowance: () => ({ bucket: 1000, rate: 1000 }),
    meaning: () => ({ reason: 'denied', retry: false, code: 'AccessDenied' }),
    resolve: async () => [
      {
        name: '111122223333',
        regions: resolving.gap === undefined ? ['r1', 'r2'] : ['*'],
        exclusions: [{ region: 'r3', reason: 'region-disabled', from: [] }],
        open: (region) => ({ region }),
        close: () => {},
        ...resolving,
      },
    ],
  });
}

function collectorOf(source: CollectorOf<Session>['source'], collect: (look: Look<Session>) => Promise<void>): Collector {
  return defineCollector<Session>({
    id: 'x.things',
    version: 1,
    source,
    per: 'region',
    kinds: [encryptionAtRest],
    services: ['things'],
    calls: { 'x:List': ['x:ListThings'] },
    collect,
  });
}

/** Runs one collector over the source, and gives what stands in each task's spool. */
async function run(collect: (look: Look<Session>) => Promise<void>, source = sourceOf()) {
  const clock = fakeClock();
  const events: Progress[] = [];
  const wire = createWire({ clock, random: () => 0, share: 1, concurrency: 50, timeout: 1000 });
  const marks = createWatermarks();
  const configs = [{ name: 'prod', source: 'x', body: {} }];
  const found = await resolveTargets(configs, [source], { wire, env: {}, base: directory, keep: () => '' });
  const plan = makePlan(found, [collectorOf(source, collect)], [{ kind: 'encryption-at-rest' }]);
  await runPlan(plan, {
    wire,
    clock,
    directory,
    abreast: 4,
    origin: undefined,
    progress: (event) => void events.push(event),
    written: marks.tell,
  });
  const spools = await Promise.all(
    plan.tasks.map(async ({ task }, index) => {
      const records: unknown[] = [];
      await readSpool(spoolFiles(directory, index), index, marks, {
        reply: () => {},
        observation: ({ service, type, ...shared }, data, name) =>
          records.push({ ...shared, ...data, subject: { ...JSON.parse(name.toString()), service, type } }),
        other: (record) => records.push(record),
      });
      return { region: task.region, records };
    }),
  );
  return { plan, spools, events };
}

const thing = (name: string) => ({ id: `thing/${name}`, service: 'things', type: 'thing' });

test('each region of the target is a task of its own, with a sweep that counts what it brought', async () => {
  const { spools } = await run(async ({ observe, region }) => observe(encryptionAtRest, thing(region), { encrypted: true }, []));
  expect(spools).toMatchObject([
    {
      region: 'r1',
      records: [
        { record: 'observation', subject: { id: 'thing/r1' } },
        { record: 'sweep', observations: 1, gaps: 0 },
      ],
    },
    {
      region: 'r2',
      records: [
        { record: 'observation', subject: { id: 'thing/r2' } },
        { record: 'sweep', observations: 1, gaps: 0 },
      ],
    },
  ]);
});

test.each([
  ['values', [...Array(1 << 18).keys()]],
  ['levels', JSON.parse(`${'['.repeat(125)}${']'.repeat(125)}`)],
  ['bytes', '"'.repeat(4 << 20)],
])('data with more %s than a line can have is a gap of that subject', async (_, data) => {
  const anything = { ...encryptionAtRest, parse: (given: unknown) => given };
  const { spools } = await run(async ({ attempt, observe }) => {
    await attempt({ subject: thing('a') }, async () => Reflect.apply(observe, undefined, [anything, thing('a'), data, []]));
    observe(encryptionAtRest, thing('b'), { encrypted: true }, []);
  });
  expect(spools[0]?.records).toMatchObject([
    { record: 'gap', reason: 'malformed', code: 'TooLarge', subject: { id: 'thing/a' } },
    { record: 'observation', subject: { id: 'thing/b' } },
    { record: 'sweep', observations: 1, gaps: 1 },
  ]);
});

test('a collector that cannot see leaves a gap with the missing permission, and no sweep', async () => {
  const { spools } = await run(async ({ region }) => {
    if (region === 'r1') throw gone();
  });
  expect(spools[0]?.records).toMatchObject([
    {
      record: 'gap',
      reason: 'denied',
      call: 'x:List',
      permissions: ['x:ListThings'],
      code: 'AccessDenied',
      kinds: ['encryption-at-rest'],
      services: ['things'],
    },
  ]);
  expect(spools[1]?.records).toMatchObject([{ record: 'sweep' }]);
});

test('a foreign error out of a collector is a gap "bug", and is told', async () => {
  const { spools, events } = await run(async () => {
    throw new RangeError('oops');
  });
  expect(spools[0]?.records).toMatchObject([{ record: 'gap', reason: 'bug' }]);
  expect(events.filter(({ is }) => is === 'bug')).toHaveLength(2);
});

test('what one item cannot show is a gap about it alone, in the order of the items', async () => {
  const { spools } = await run(async ({ each }) => {
    await each(
      ['a', 'b', 'c'],
      (name) => ({ subject: thing(name) }),
      async (name, look) => {
        await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 5 : 0));
        if (name === 'b') throw gone();
        look.observe(encryptionAtRest, thing(name), { encrypted: true }, []);
      },
    );
  });
  expect(spools[0]?.records).toMatchObject([
    { subject: { id: 'thing/a' } },
    { record: 'gap', subject: { id: 'thing/b' } },
    { subject: { id: 'thing/c' } },
    { record: 'sweep', observations: 2, gaps: 1 },
  ]);
});

test('a field that cannot be seen is a gap about that field, and the rest is observed', async () => {
  const { spools } = await run(async ({ attempt, observe }) => {
    const manager = await attempt({ subject: thing('a'), fields: ['keyManager'] }, async (): Promise<'customer'> => {
      throw gone();
    });
    observe(encryptionAtRest, thing('a'), { encrypted: true, ...(manager === undefined ? {} : { keyManager: manager }) }, []);
  });
  expect(spools[0]?.records).toMatchObject([
    { record: 'gap', fields: ['keyManager'] },
    { record: 'observation', data: { encrypted: true } },
    { record: 'sweep' },
  ]);
});

describe('what the provider itself says is not to be looked at', () => {
  const excludes = ({ code }: CannotObserve) => (code === 'ApiOff' ? ('api-off' as const) : undefined);
  const off = (replies: readonly string[]) => new CannotObserve('unsupported', 'off', { call: 'x:List', code: 'ApiOff', replies });
  const source = sourceOf({ excludes });

  test('is an exclusion that cites the answer, without gap and sweep', async () => {
    const { spools } = await run(async ({ region }) => {
      if (region === 'r1') throw off(['hash']);
    }, source);
    expect(spools[0]?.records).toEqual([
      {
        record: 'exclusion',
        target: 't0001',
        collector: 'x.things',
        region: 'r1',
        reason: 'api-off',
        at: expect.any(String),
        replies: ['hash'],
      },
    ]);
    expect(spools[1]?.records).toMatchObject([{ record: 'sweep', gaps: 0 }]);
  });

  test.each<[string, readonly string[], string]>([
    ['without an answer', [], 'ApiOff'],
    ['by a code that says something else', ['hash'], 'AccessDenied'],
  ])('%s is a gap', async (_, replies, code) => {
    const { spools } = await run(() => Promise.reject(new CannotObserve('denied', 'no', { code, replies })), source);
    expect(spools[0]?.records).toMatchObject([{ record: 'gap', code }]);
  });

  test('after something was seen is a gap: the two contradict each other', async () => {
    const { spools } = await run(async ({ observe }) => {
      observe(encryptionAtRest, thing('a'), { encrypted: true }, []);
      throw off(['hash']);
    }, source);
    expect(spools[0]?.records).toMatchObject([{ record: 'observation' }, { record: 'gap', code: 'ApiOff' }]);
  });

  test('of one part of a look is a gap in that part', async () => {
    const { spools } = await run(async ({ attempt }) => {
      await attempt({ fields: ['keyManager'] }, () => Promise.reject(off(['hash'])));
    }, source);
    expect(spools[0]?.records).toMatchObject([
      { record: 'gap', fields: ['keyManager'] },
      { record: 'sweep', gaps: 1 },
    ]);
  });
});

test('a listing that gives the same token twice is malformed, never an end', async () => {
  const { spools } = await run(async ({ pages, observe }) => {
    const asked = pages('x:List', {
      input: {},
      ask: async () => ({ token: 'same' }),
      page: z.object({ token: z.string() }),
      next: ({ token }) => ({ token }),
    });
    for await (const seen of asked) observe(encryptionAtRest, thing('a'), { encrypted: true }, [seen]);
  });
  expect(spools[0]?.records.at(-1)).toMatchObject({ record: 'gap', reason: 'malformed', code: 'RepeatedToken' });
});

test('a page is gone when the next is asked for, and its replies are not', async () => {
  const { spools, events } = await run(async ({ pages }) => {
    const asked = pages('x:List', {
      input: { from: 0 },
      ask: async ({ from }) => ({ from }),
      page: z.object({ from: z.number() }),
      next: ({ from }) => (from === 2 ? undefined : { from: from + 1 }),
    });
    const held: Seen<{ from: number }>[] = [];
    for await (const page of asked) held.push(page);
    expect(held.map(({ replies }) => replies)).toEqual([[], [], []]);
    expect(() => held[0]?.data).toThrow(TypeError);
    held.map(({ data }) => data);
  });
  expect(spools[0]?.records.at(-1)).toMatchObject({ record: 'gap', reason: 'bug' });
  expect(events).toContainEqual(expect.objectContaining({ is: 'bug' }));
});

test('an answer of another shape is malformed', async () => {
  const { spools } = await run(async ({ call }) => void (await call('x:List', {}, async () => '<html>', z.object({}))));
  expect(spools[0]?.records).toMatchObject([{ record: 'gap', reason: 'malformed', code: 'UnknownShape', call: 'x:List' }]);
});

test('a call, kind or service that the collector does not declare is a bug', async () => {
  const call = await run(async (look) => void (await look.call('x:Other', {}, async () => ({}), z.object({}))));
  expect(call.spools[0]?.records).toMatchObject([{ record: 'gap', reason: 'bug' }]);
  const service = await run(async ({ observe }) =>
    observe(encryptionAtRest, { ...thing('a'), service: 'others' }, { encrypted: true }, []),
  );
  expect(service.spools[0]?.records).toMatchObject([{ record: 'gap', reason: 'bug' }]);
});

test('data that is not of the kind’s shape is a bug, not an observation', async () => {
  const { spools } = await run(async ({ observe }) => observe(encryptionAtRest, thing('a'), { encrypted: true, key: 's000001x' }, []));
  expect(spools[0]?.records).toMatchObject([{ record: 'gap', reason: 'bug' }]);
});

test('an account whose regions cannot be listed has one task per collector, and its gap', async () => {
  const { spools } = await run(async () => {}, sourceOf({ gap: new CannotObserve('denied', 'no', { call: 'x:Regions' }) }));
  expect(spools).toMatchObject([
    { region: '*', records: [{ record: 'gap', reason: 'denied', call: 'x:Regions', permissions: ['x:Regions'] }] },
  ]);
});

test('a region that the provider says is off is an exclusion of the plan', async () => {
  const { plan } = await run(async () => {});
  expect(plan.exclusions).toMatchObject([{ region: 'r3', reason: 'region-disabled' }]);
});

test('what data points at stands whole in the spool, by its path', async () => {
  const { spools } = await run(async ({ observe, refer }) =>
    observe(encryptionAtRest, thing('a'), { encrypted: true, key: refer({ id: 'key/1', service: 'kms', type: 'key' }) }, []),
  );
  expect(spools[0]?.records[0]).toMatchObject({ refers: { key: { id: 'key/1' } } });
});
