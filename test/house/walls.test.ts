import { spawnSync } from 'node:child_process';
import { glob, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { door, rooms } from '../../scripts/rooms.ts';
import { type FaultRule, faultsIn, type Inspection, inspect, roomOf } from '../../scripts/walls.ts';
import { copyOfHouse, root } from './copy-of-house.ts';

/** One fault of each sort, each in a file of its own that is put into a copy of the house. */
const throughAWall: Readonly<Record<string, readonly [rule: FaultRule, code: string]>> = {
  'src/model.ts': ['wall', "import './errors.ts';"],
  'src/model/planted.ts': ['wall', "import '../errors.ts';"],
  'src/model/planted-door.ts': ['wall', "import type { Claim } from '../model.ts';"],
  'src/model/planted-package.ts': ['package', "import 'zod';"],
  'src/errors.ts': ['package', "import 'zod';"],
  'src/kinds/planted.ts': ['wall', "import '../checks/check.ts';"],
  'src/checks/planted.ts': ['wall', "import '../judge/evaluate.ts';"],
  'src/checks/planted-sdk.ts': ['sdk', "import '@aws-sdk/client-ec2';"],
  'src/judge/planted.ts': ['wall', "import { door } from '../plugin.ts';"],
  'src/judge/planted-type.ts': ['wall', "import type { Fault } from '../errors.ts';"],
  'src/judge/planted-re-export.ts': ['wall', "export * from '../checks/check.ts';"],
  'src/judge/deep/planted.ts': ['wall', "export type Seen = import('../../plugin.ts').Seen<string>;"],
  'src/checks/planted-sdk-type.ts': ['package', "import type { Volume } from '@aws-sdk/client-ec2';"],
  'src/judge/planted-package.ts': ['package', "import pLimit from 'p-limit';"],
  'src/judge/planted-past-the-door.ts': ['wall', "import type { Claim } from '../model/claims.ts';"],
  'src/bundle/planted.ts': ['wall', "import '../collect/wire.ts';"],
  'src/signers/planted.ts': ['wall', "import '../bundle/seal.ts';"],
  'src/plugin/planted.ts': ['wall', "import '../kinds/index.ts';"],
  'src/plugin/planted-door.ts': ['wall', "import type { Plugin } from '../plugin.ts';"],
  'src/plugin/planted-builtin.ts': ['builtin', "import { readFileSync } from 'node:fs';"],
  'src/collect/planted-past-the-door.ts': ['wall', "import type { Look } from '../plugin/collector.ts';"],
  'src/config/planted.ts': ['wall', "import '../plugins.ts';"],
  'src/collect/planted.ts': ['wall', "const bundle = await import('../bundle/seal.ts');"],
  'src/collect/planted-template.ts': ['wall', 'const bundle = await import(`../bundle/seal.ts`);'],
  'src/collect/planted-computed.ts': ['computed', "const name = './wire.ts'; await import(name);"],
  'src/collect/planted-require.ts': ['computed', "import { createRequire } from 'node:module';"],
  'src/collect/planted-sdk.ts': ['sdk', "import { EC2Client } from '@aws-sdk/client-ec2';"],
  'src/collect/planted-url.ts': ['path-string', "const worker = new URL('./worker.ts', import.meta.url);"],
  'src/commands/planted.ts': ['wall', "import '../checks/check.ts';"],
  'src/commands/planted-collector.ts': ['wall', "import '../../collectors/aws/index.ts';"],
  'src/commands/demo-planted.ts': ['wall', "import '../../fixtures/demo/index.ts';"],
  'src/commands/demo/planted.ts': ['wall', "import '../../../fixtures/practice/start-practice.ts';"],
  'src/commands/planted-roof.ts': ['wall', "import '../../test/house/architecture.test.ts';"],
  'src/commands/planted-outside.ts': ['outside', "import '../../../elsewhere.ts';"],
  'src/commands/planted-absolute.ts': ['outside', "import '/opt/elsewhere.ts';"],
  'src/cli.ts': ['wall', "import './judge/evaluate.ts';"],
  'src/judge/planted-unreadable.ts': ['unreadable', 'const = 3;'],
  'src/utils/planted.ts': ['no-room', 'export const planted = 1;'],
  'src/planted.ts': ['no-room', 'export const planted = 1;'],
  'collectors/planted.ts': ['no-room', 'export const planted = 1;'],
  'web/planted.ts': ['no-room', 'export const planted = 1;'],
  'collectors/aws/planted.ts': ['wall', "import { CannotObserve } from '../../src/plugin.ts';"],
  'collectors/aws/planted-sibling.ts': ['wall', "import '../gcp/buckets.ts';"],
  'collectors/aws/planted-live.ts': ['wall', "import '../live/tls.ts';"],
  'collectors/aws/planted-door.ts': ['wall', "import 'claimcheck/src/model.js';"],
  'collectors/aws/planted-builtin.ts': ['builtin', "import { readFileSync } from 'node:fs';"],
  'collectors/aws/planted-sdk.ts': ['sdk', "import '@azure/arm-storage';"],
  'plugins/example/planted.ts': ['wall', "import '../../src/model.ts';"],
  'plugins/example/planted-sibling.ts': ['wall', "import '../other/index.ts';"],
  'reports/planted.ts': ['wall', "import '../collectors/aws/index.ts';"],
  'reports/planted-door.ts': ['wall', `import '${door}';`],
  'reports/html/planted.ts': ['builtin', "import { createHash } from 'crypto';"],
  'fixtures/practice/planted.ts': ['wall', "import '../../src/model.ts';"],
};

describe('who may import whom', () => {
  let house: Inspection;
  beforeAll(async () => {
    house = await inspect(root);
  });

  test('holds in the house as it stands', () => {
    expect(house.faults).toEqual([]);
  });

  test('was looked at: every source file below the rooms was read', async () => {
    const inRooms = house.files.filter((file) => roomOf(file) !== undefined);
    const there: string[] = [];
    for await (const file of glob('{src,collectors,reports,fixtures,plugins}/**/*.ts', { cwd: root })) there.push(file);
    expect(inRooms).toEqual(there.filter((file) => !file.includes('node_modules')).sort());
    expect(inRooms).toEqual(expect.arrayContaining(['src/model.ts', 'src/plugin.ts', 'src/judge/evaluate.ts']));
  });

  test('runs down only: each room imports rooms that stand above it in the table', () => {
    const order = rooms.map(({ path }) => path);
    const upward = rooms.flatMap(({ path, imports }) =>
      imports
        .map((name) => (name === door ? 'src/plugin.ts' : name))
        .filter((name) => !(order.indexOf(name) !== -1 && order.indexOf(name) < order.indexOf(path)))
        .map((name) => `${path} → ${name}`),
    );
    expect(upward).toEqual([]);
  });

  test.each(Object.entries(throughAWall))('%s with a planted fault is caught', (file, [rule, code]) => {
    expect(faultsIn(file, `${code}\n`).map((fault) => fault.rule)).toEqual([rule]);
  });

  test.each([
    ['collectors/aws/planted.ts', `import { CannotObserve } from '${door}';\nimport { z } from 'zod';\nimport './source.ts';`],
    ['collectors/live/planted.ts', "import { connect } from 'node:tls';"],
    ['src/judge/deep/planted.ts', "import type { Claim } from '../../model.ts';\nimport '../evaluate.ts';"],
    ['src/model.ts', "export type { Claim } from './model/claims.ts';"],
    ['src/plugin.ts', "export { defineSource } from './plugin/source.ts';"],
    ['src/model/planted.ts', "import type { Instant } from './facts.ts';"],
    ['src/judge/planted.ts', "import type { KeyObject } from 'node:crypto';"],
    ['src/judge/text.ts', "export const text = \"import x from '../errors.ts'\"; // import '../errors.ts'"],
    ['src/commands/demo.ts', "const cloud = await import('../../fixtures/demo/index.ts');"],
    ['src/plugins.ts', "import '../collectors/aws/index.ts';\nconst plugin = await import(process.argv[2] ?? '');"],
    ['src/collector-plugins.ts', "import '../collectors/live/index.ts';"],
    ['src/plugins.ts', "import '../collectors/live/index.ts';"],
    ['fixtures/practice/planted.ts', "import type { Volume } from '@aws-sdk/client-ec2';"],
    ['test/planted.test.ts', "import '../src/judge/evaluate.ts';"],
  ])('%s without a fault is let through', (file, code) => {
    expect(faultsIn(file, `${code}\n`)).toEqual([]);
  });
});

describe('the walls as `npm run lint` runs them', () => {
  const walls = (at: string) => spawnSync(process.execPath, [join(root, 'scripts/walls.ts'), at], { encoding: 'utf8' });

  test('find each planted file by themselves', async () => {
    const planted = Object.entries(throughAWall).filter(([file]) => file.includes('planted'));
    await using house = await copyOfHouse(planted.map(([file, [, code]]) => [file, `${code}\n`]));
    const { status, stderr } = walls(house.path);
    const found = stderr.split('\n').filter((line) => line.includes('planted.ts:') || line.includes('planted-'));
    expect(status).toBe(1);
    expect(found.map((line) => line.split(':', 3).join(':')).sort()).toEqual(planted.map(([file, [rule]]) => `${file}:1: ${rule}`).sort());
  });

  test('pass where there is something to look at and nothing to find', async () => {
    const small = await mkdtemp(join(tmpdir(), 'claimcheck-small-'));
    await mkdir(join(small, 'src'));
    await writeFile(join(small, 'src/model.ts'), 'export const nothing = 0;\n');
    expect(walls(small).status).toBe(0);
    await rm(small, { recursive: true });
  });

  test('fail where there is nothing to look at', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'claimcheck-empty-'));
    expect(walls(empty).status).toBe(1);
    await rm(empty, { recursive: true });
  });
});
