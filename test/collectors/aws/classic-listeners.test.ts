import { expect, test } from 'vitest';
import { classicListeners } from '../../../collectors/aws/classic-listeners.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { encryptedInTransit } from '../../../src/checks/encrypted-in-transit.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

const MODERN = { 'Protocol-SSLv3': 'false', 'Protocol-TLSv1': 'false', 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' };
const REFERENCE = { 'Reference-Security-Policy': 'ELBSecurityPolicy-TLS-1-2-2017-01', 'Server-Defined-Cipher-Order': 'true' };

async function listeners(all: readonly object[], balancer: object = {}, faults: Scenario['faults'] = []) {
  const elasticloadbalancing = { classic: [{ name: 'first', ...balancer, listeners: all }] };
  const { observed, gaps, calls } = await seenBy(classicListeners, { regions: { [REGION]: { elasticloadbalancing } }, faults });
  return { facts: observed.map(({ data }) => Object(data)), ids: observed.map(({ subject }) => subject.id), gaps, calls };
}

const judged = (data: unknown, asked: object = {}) => encryptedInTransit.bind(asked).judge(data, { at: '2026-06-01T00:00:00Z' }).is;

test('A-ELB: a classic listener of TLS lets in what its own policy switches on', async () => {
  const { facts, ids, gaps } = await listeners([{ protocol: 'HTTPS', switches: { ...REFERENCE, ...MODERN }, sticky: true }]);
  expect(gaps).toEqual([]);
  expect(ids).toEqual([`arn:aws:elasticloadbalancing:${REGION}:111122223333:loadbalancer/first/80`]);
  expect(facts).toEqual([
    {
      ...{ listener: 'tls', required: true, exposure: 'internet' },
      ...{ minimumVersion: 'TLSv1.2', versions: ['TLSv1.2'], suites: ['ECDHE-RSA-AES128-GCM-SHA256'] },
    },
  ]);
});

test('an old version that is switched on contradicts, whatever the policy began from', async () => {
  const { facts } = await listeners([{ protocol: 'SSL', switches: { ...REFERENCE, ...MODERN, 'Protocol-TLSv1': 'true' } }], {
    scheme: 'internal',
  });
  expect(facts).toMatchObject([{ minimumVersion: 'TLSv1.0', exposure: 'private' }]);
  expect(judged(facts[0], { atLeast: 'TLSv1.2' })).toBe('contradicts');
});

test('a listener of TLS without a policy of TLS has no versions', async () => {
  const { facts, gaps, calls } = await listeners([{ protocol: 'HTTPS' }, { protocol: 'HTTPS', sticky: true }]);
  expect([gaps, facts.map((data) => judged(data, { atLeast: 'TLSv1.2' }))]).toEqual([[], ['unseen', 'unseen']]);
  expect(calls['elasticloadbalancing:DescribeLoadBalancerPolicies']).toBe(1);
});

test('a listener of TLS whose policy is denied still is one', async () => {
  const { facts, gaps } = await listeners([{ protocol: 'HTTPS', switches: MODERN }], {}, [
    { fault: 'deny', on: { action: 'DescribeLoadBalancerPolicies' } },
  ]);
  expect(facts).toEqual([{ listener: 'tls', required: true, exposure: 'internet' }]);
  expect(gaps).toMatchObject([{ reason: 'denied', fields: ['minimumVersion', 'versions', 'suites'] }]);
});

test('a listener of HTTP lets plain text in, and what one of TCP passes on is not seen', async () => {
  const { facts } = await listeners([{ protocol: 'HTTP' }, { protocol: 'TCP' }]);
  expect(facts.map((data) => judged(data))).toEqual(['contradicts', 'unseen']);
});

test('a load balancer without listeners says nothing, and hundreds are all seen', async () => {
  expect((await listeners([])).facts).toEqual([]);
  const { facts, calls } = await listeners([{ protocol: 'HTTP' }], { count: 450 });
  expect([facts.length, calls['elasticloadbalancing:DescribeLoadBalancers']]).toEqual([450, 2]);
});
