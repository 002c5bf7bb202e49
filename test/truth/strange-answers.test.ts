import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gap } from '../../src/model.ts';
import { type Answer, openGoBetween } from './go-between.ts';
import { CLAIMS, causesOf, count, inRegions, openWorld, outcome, type Scanned } from './world.ts';

const text = (body: string) => (answer: Answer) => ({ ...answer, body: Buffer.from(body) });
const json = 'application/x-amz-json-1.1';

/** What happens to one action's answer, each in a region of its own, and the reasons that are honest about it. */
const volumes: Readonly<Record<string, { change: (answer: Answer) => Answer; reasons: readonly Gap['reason'][] }>> = {
  'xx-cut-1': { change: (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length >> 1) }), reasons: ['malformed'] },
  'xx-empty-1': { change: text(''), reasons: ['malformed'] },
  'xx-html-1': { change: text('<!doctype html><html><body><h1>Welcome</h1></body></html>'), reasons: ['malformed'] },
  'xx-json-1': { change: text('{"Volumes":[]}'), reasons: ['malformed'] },
  'xx-noise-1': { change: (answer) => ({ ...answer, body: Buffer.from([0xff, 0xfe, 0, 1, 2, 0xc3, 0x28]) }), reasons: ['malformed'] },
  'xx-other-1': { change: text('<DescribeVolumesResponse><volumes/></DescribeVolumesResponse>'), reasons: ['malformed'] },
  'xx-moved-1': {
    change: (answer) => ({ ...answer, status: 302, headers: { location: 'https://login.example.com/' } }),
    reasons: ['malformed', 'unreachable'],
  },
  'xx-gone-1': { change: (answer) => ({ ...text('<html>')(answer), status: 404 }), reasons: ['unsupported'] },
  'xx-proxy-1': { change: (answer) => ({ ...text('<html>')(answer), status: 407 }), reasons: ['denied'] },
  'xx-notyet-1': { change: (answer) => ({ ...text('')(answer), status: 501 }), reasons: ['unsupported'] },
  'xx-zip-1': { change: (answer) => ({ ...answer, headers: { 'content-encoding': 'gzip' } }), reasons: ['malformed'] },
};
const keys: typeof volumes = {
  'yy-cut-1': { change: (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length >> 1) }), reasons: ['malformed'] },
  'yy-html-1': { change: (answer) => ({ ...text('<html></html>')(answer), headers: { 'content-type': json } }), reasons: ['malformed'] },
  'yy-null-1': { change: text('null'), reasons: ['malformed'] },
  'yy-list-1': { change: text('[]'), reasons: ['malformed'] },
  'yy-proto-1': { change: text('{"__proto__":{"Keys":[]},"Truncated":false}'), reasons: ['malformed'] },
  'yy-number-1': { change: text('{"Keys":7,"Truncated":false}'), reasons: ['malformed'] },
};

/** Entities that would unfold to a volume's id. */
const ENTITIES =
  '<!DOCTYPE r [<!ENTITY a "vol-0a1b2c3d"><!ENTITY b "&a;&a;">]><DescribeVolumesResponse><volumeSet><item>' +
  '<volumeId>&b;</volumeId><encrypted>true</encrypted></item></volumeSet></DescribeVolumesResponse>';

const whole = { ec2: { volumes: [{ count: 4 }] }, kms: { keys: { 'alias/a': { rotation: {} }, 'alias/aws/ebs': {} } } };
const all = [...Object.keys(volumes), ...Object.keys(keys), 'xx-entity-1'];
let scanned: Scanned;
let cleanUp = async () => {};

beforeAll(async () => {
  const scenario = inRegions(Object.fromEntries(['eu-west-1', 'zz-zip-1', ...all].map((region) => [region, whole])));
  const world = await openWorld(scenario, [CLAIMS.volumes, CLAIMS.keys]);
  const between = await openGoBetween(world.practice.endpoint, (answer, { region, action }) => {
    if (action === 'DescribeVolumes' && region === 'zz-zip-1')
      return { ...answer, headers: { 'content-encoding': 'gzip' }, body: gzipSync(answer.body) };
    if (action === 'DescribeVolumes' && region === 'xx-entity-1') return text(ENTITIES)(answer);
    if (action === 'DescribeVolumes') return volumes[region]?.change(answer) ?? answer;
    if (action === 'ListKeys') return keys[region]?.change(answer) ?? answer;
    return answer;
  });
  cleanUp = async () => {
    await between[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  };
  scanned = await world.scan([], { env: { AWS_ENDPOINT_URL: between.endpoint } });
});
afterAll(async () => cleanUp());

test('nothing that a server says ends the scan', () => {
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven', keys: 'unproven' } });
  expect(scanned.stderr).not.toMatch(/\bbug\b|^ {4}at /m);
});

test.each(Object.entries(volumes))('%s: the volumes of that region are a gap with its reason, and no sweep', (region, { reasons }) => {
  const cause = causesOf(scanned, 'volumes').find(({ where }) => where.includes(`t0001/${region}`));
  expect(reasons).toContain(cause?.reason);
  expect(cause?.call).toBe('ec2:DescribeVolumes');
  expect(sweeps('aws.ebs-volumes', region)).toBe(0);
});

test.each(Object.entries(keys))('%s: the keys of that region are a gap with its reason, and no sweep', (region, { reasons }) => {
  const cause = causesOf(scanned, 'keys').find(({ where }) => where.includes(`t0001/${region}`));
  expect(reasons).toContain(cause?.reason);
  expect(sweeps('aws.kms-keys', region)).toBe(0);
});

test('what is answered as it should be is seen beside all that', () => {
  expect([count(scanned, 'gap', 'eu-west-1'), count(scanned, 'gap', 'zz-zip-1')]).toEqual([0, 0]);
  expect([count(scanned, 'observation', 'eu-west-1'), count(scanned, 'observation', 'zz-zip-1')]).toEqual([6, 6]);
});

test('entities that a server makes up are not unfolded', () => {
  const there = scanned.facts.filter(({ record, region }) => record === 'observation' && region === 'xx-entity-1');
  expect(JSON.stringify([there, scanned.view.names])).not.toContain('vol-0a1b2c3dvol-');
});

function sweeps(collector: string, region: string): number {
  return scanned.facts.filter((fact) => fact.record === 'sweep' && fact.collector === collector && fact.region === region).length;
}
