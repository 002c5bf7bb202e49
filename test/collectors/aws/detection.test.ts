import { describe, expect, test } from 'vitest';
import { guarddutyDetectors } from '../../../collectors/aws/guardduty-detectors.ts';
import { shield } from '../../../collectors/aws/shield.ts';
import { webAcls } from '../../../collectors/aws/web-acls.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { threatDetectionOn } from '../../../src/checks/threat-detection-on.ts';
import type { Collector } from '../../../src/plugin.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

async function seen(
  collector: Collector,
  regions: NonNullable<Parameters<typeof seenBy>[1]>['regions'],
  faults: Scenario['faults'] = [],
  region = REGION,
) {
  const { observed, gaps, calls } = await seenBy(collector, { regions: { [REGION]: {}, 'us-east-1': {}, ...regions }, faults }, { region });
  return { observed, facts: observed.map(({ data }) => Object(data)), gaps, calls };
}

describe('A-DET: GuardDuty', () => {
  test('with its parts', async () => {
    const { facts, gaps } = await seen(guarddutyDetectors, { [REGION]: { guardduty: { detector: {} } } });
    expect([gaps, facts]).toEqual([
      [],
      [
        {
          ...{ watches: 'threats', active: true, features: ['CLOUD_TRAIL', 'DNS_LOGS'], featuresOff: ['S3_DATA_EVENTS'] },
          updatedAt: '2026-02-21T00:00:00.000Z',
        },
      ],
    ]);
  });

  test.each([{ guardduty: { detector: { on: false } } }, {}])('that is off, or not there, contradicts: %j', async (region) => {
    const { facts } = await seen(guarddutyDetectors, { [REGION]: region });
    expect(facts.map((data) => threatDetectionOn.bind({}).judge(data, { at: '2026-06-01T00:00:00Z' }).is)).toEqual(['contradicts']);
  });

  test('that is denied is never one that is not there', async () => {
    const faults = [{ fault: 'deny' as const, on: { action: 'ListDetectors' } }];
    const { facts, gaps } = await seen(guarddutyDetectors, {}, faults);
    expect([facts, gaps.length]).toEqual([[], 1]);
  });
});

describe('A-DET: Shield', () => {
  test('Standard is on by the provider, whatever the account has subscribed to', async () => {
    const { observed, facts } = await seen(shield, {});
    expect(facts).toMatchObject([
      { watches: 'denial-of-service', active: true, tier: 'standard' },
      { active: false, tier: 'advanced' },
    ]);
    expect(observed.map(({ basis }) => basis)).toEqual(['provider', undefined]);
  });

  test('Advanced is on where the account has subscribed', async () => {
    expect((await seen(shield, { 'us-east-1': { shield: { subscribed: true } } })).facts[1]).toMatchObject({ active: true });
  });

  test('a denied subscription hides Advanced, and not Standard', async () => {
    const { facts, gaps } = await seen(shield, {}, [{ fault: 'deny', on: { service: 'shield' } }]);
    expect([facts.map(({ tier }) => tier), gaps.map(({ subject }) => subject?.id)]).toEqual([
      ['standard'],
      ['111122223333/shield-advanced'],
    ]);
  });
});

describe('A-DET: a web access control list', () => {
  const acl = (one: object) => ({ [REGION]: { wafv2: { acls: [{ name: 'edge', ...one }], without: ['APP_RUNNER_SERVICE'] } } });

  test('that stands before something is on', async () => {
    const { facts, gaps, calls } = await seen(webAcls, acl({ before: { API_GATEWAY: ['arn:one'] } }));
    expect([gaps, facts]).toEqual([[], [{ watches: 'web-requests', active: true, rules: 1, blocks: true }]]);
    expect(calls['wafv2:ListResourcesForWebACL']).toBe(2);
  });

  test('that stands before nothing is off, also where a region lacks a sort of thing', async () => {
    const { facts, gaps } = await seen(webAcls, acl({}));
    expect([gaps, facts]).toMatchObject([[], [{ active: false }]]);
  });

  test('of which a sort of thing is denied is neither', async () => {
    const { facts, gaps } = await seen(webAcls, acl({}), [{ fault: 'deny', on: { action: 'ListResourcesForWebACL' } }]);
    expect(facts[0]).not.toHaveProperty('active');
    expect(gaps).toMatchObject([{ fields: ['active'] }]);
  });

  test.each([
    [{ rules: ['count', 'allow', 'group-counting'] }, false],
    [{ rules: ['group'] }, true],
    [{ rules: [], blocks: true }, true],
  ])('%j stops something: %s', async (one, blocks) => {
    expect((await seen(webAcls, acl(one))).facts[0]).toMatchObject({ blocks });
  });

  test('where there is none, that is told of the region', async () => {
    expect((await seen(webAcls, {})).facts).toEqual([{ watches: 'web-requests', active: false }]);
  });

  test("CloudFront's are in us-east-1, and before what they stand is not told there", async () => {
    const cloudfront = { wafv2: { acls: [{ name: 'cdn', scope: 'CLOUDFRONT' }] } };
    const { facts } = await seen(webAcls, { 'us-east-1': cloudfront }, [], 'us-east-1');
    expect(facts).toEqual([{ watches: 'web-requests', rules: 1, blocks: true }]);
    expect((await seen(webAcls, { [REGION]: cloudfront })).facts).toEqual([{ watches: 'web-requests', active: false }]);
  });
});
