import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diff } from '../../src/commands/diff.ts';
import type { Io } from '../../src/commands/io.ts';
import { pack } from '../../src/commands/pack.ts';
import type { BundleDiff } from '../../src/model.ts';
import { heardIo } from '../cli/heard-io.ts';
import { inRegions, openWorld } from '../truth/world.ts';

const id = (digit: string) => `vol-0000000000000000${digit}`;
const arn = (digit: string) => `arn:aws:ec2:eu-west-1:111122223333:volume/${id(digit)}`;

const volumes = (scope: string, more = '') =>
  `{ id: volumes, quote: Volumes are encrypted, ${scope}proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }]${more} }`;
const DEFAULT = '{ id: default, quote: New volumes are encrypted, proof: [{ check: encrypted-by-default }] }';

/** Two scans of one account between which things happened. */
let directory = '';
let [old, now, publicCopy] = ['', '', ''];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-diff-'));
  old = await scanned('old', [{ id: id('1') }, { id: id('2') }, { id: id('3') }], [volumes(''), DEFAULT]);
  now = await scanned(
    'now',
    [{ id: id('4') }, { id: id('2'), encrypted: false }, { id: id('1') }],
    [
      volumes(
        'scope: { targets: [prod] }, ',
        `, exceptions: [{ subject: "${arn('9')}", reason: swap, owner: infra, approvedBy: ciso, expires: 2027-01-31 }]`,
      ),
      '{ id: keys, quote: Keys are rotated, proof: [{ check: keys-rotate, with: { atMost: 365d } }] }',
    ],
  );
});
afterAll(async () => rm(directory, { recursive: true, force: true }));

async function scanned(name: string, ebs: readonly object[], claims: readonly string[]): Promise<string> {
  await using world = await openWorld(inRegions({ 'eu-west-1': { ec2: { volumes: ebs } } }), claims);
  const { bundle } = await world.scan(['--out', join(directory, name)]);
  if (name === 'old') {
    publicCopy = join(directory, 'public');
    const { code, stderr } = await world.run(['redact', bundle, '--profile', 'public', '--out', publicCopy]);
    if (code !== 0) throw new Error(stderr);
  }
  return bundle;
}

async function found(a: string, b: string): Promise<BundleDiff> {
  const { io, stdout } = heardIo(directory);
  expect(await diff(a, b, { json: true }, io)).toBe(0);
  return JSON.parse(stdout());
}

test('nothing differs between a bundle and itself, packed or not', async () => {
  const { io } = heardIo(directory);
  await pack(now, { out: 'now.zip' }, io);
  const { claims, sameClaims, targets, subjects, notCompared } = await found(now, 'now.zip');
  expect({ claims, sameClaims, targets, changed: [subjects?.changed, subjects?.in, subjects?.out, subjects?.list], notCompared }).toEqual({
    claims: [],
    sameClaims: 2,
    targets: { in: [], out: [] },
    changed: [0, 0, 0, []],
    notCompared: [],
  });
});

describe('between two scans', () => {
  test('claims that turned, came and went, with what of them was changed', async () => {
    const { claims } = await found(old, now);
    expect(claims.map(({ id: claim, is, turned }) => [claim, is, turned])).toEqual([
      ['volumes', 'changed', 'worse'],
      ['keys', 'in', undefined],
      ['default', 'out', undefined],
    ]);
    expect(claims[0]).toMatchObject({ old: 'verified', new: 'contradicted' });
    expect(claims[0]?.changes.map(({ what }) => what)).toEqual(['scope', 'exception', 'holds', 'contradicts']);
  });

  test('subjects by name: in, out, and what of the others changed, whatever their pseudonyms', async () => {
    const { subjects } = await found(old, now);
    const list = subjects?.list.filter(({ services }) => services.includes('ebs')) ?? [];
    expect(list.map(({ is, id: name, target }) => [is, name, target])).toEqual(
      expect.arrayContaining([
        ['changed', arn('2'), 'prod 111122223333'],
        ['out', arn('3'), 'prod 111122223333'],
        ['in', arn('4'), 'prod 111122223333'],
      ]),
    );
    expect(list.find(({ is }) => is === 'changed')?.changes).toContainEqual({
      what: 'encryption-at-rest encrypted',
      old: 'true',
      new: 'false',
    });
    expect(list.some(({ id: name }) => name === arn('1'))).toBe(false);
  });

  test('the other way round everything is the other way round', async () => {
    const [there, back] = [await found(old, now), await found(now, old)];
    expect([back.subjects?.in, back.subjects?.out, back.subjects?.changed]).toEqual([
      there.subjects?.out,
      there.subjects?.in,
      there.subjects?.changed,
    ]);
    expect(back.claims.find(({ id: claim }) => claim === 'volumes')?.turned).toBe('better');
  });

  test('a copy that withholds names says what could not be compared, and compares the rest', async () => {
    const { claims, subjects, targets, notCompared } = await found(publicCopy, now);
    expect([subjects, targets, claims.find(({ id: claim }) => claim === 'volumes')?.turned]).toEqual([undefined, undefined, 'worse']);
    expect(notCompared.map((why) => why.split(':')[0])).toEqual(['scope, proof and exceptions of claims, and targets', 'subjects']);
  });
});

describe('as text', () => {
  const written = async (columns: number, color: boolean): Promise<string> => {
    const { io, stdout } = heardIo(directory);
    const page: Io['page'] = { columns, isTty: color, color };
    await diff(old, now, {}, { ...io, page });
    return stdout();
  };

  test.each([80, 200])('no line is wider than %i columns, and there is colour only on a terminal', async (columns) => {
    const lines = (await written(columns, false)).split('\n');
    expect([lines.filter((line) => line.length > columns), lines.filter((line) => line.includes('\u001b'))]).toEqual([[], []]);
    expect(await written(columns, true)).toContain('\u001b[31m');
  });
});
