import { describe, expect, test } from 'vitest';
import { elbListeners } from '../../../collectors/aws/elb-listeners.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { encryptedInTransit } from '../../../src/checks/encrypted-in-transit.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

type Listener = Readonly<Record<string, unknown>>;

async function listeners(all: readonly Listener[], balancer: Listener = {}, faults: Scenario['faults'] = []) {
  const elasticloadbalancing = { loadBalancers: [{ name: 'edge', ...balancer, listeners: all }] };
  const { observed, gaps, calls } = await seenBy(elbListeners, { regions: { [REGION]: { elasticloadbalancing } }, faults });
  return { facts: observed.map(({ data }) => Object(data)), subjects: observed.map(({ subject }) => subject), gaps, calls };
}

const judged = (data: unknown, asked: object = {}) => encryptedInTransit.bind(asked).judge(data, { at: '2026-06-01T00:00:00Z' }).is;
const status = (StatusCode: string) => ({ Type: 'fixed-response', FixedResponseConfig: { StatusCode } });
const to = (Protocol: string | undefined) => ({ Type: 'redirect', RedirectConfig: { Protocol, StatusCode: 'HTTP_301' } });

describe('A-ELB: a listener of TLS', () => {
  test('lets in what its policy says, with all that is told of it', async () => {
    const { facts, subjects, gaps } = await listeners([
      { protocol: 'HTTPS', policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', mutual: 'verify' },
    ]);
    expect(gaps).toEqual([]);
    expect(facts).toEqual([
      {
        ...{ listener: 'tls', required: true, clientCertificate: 'required', exposure: 'internet' },
        ...{ policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', minimumVersion: 'TLSv1.2', versions: ['TLSv1.2', 'TLSv1.3'] },
        suites: ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
      },
    ]);
    expect(subjects).toMatchObject([{ service: 'elb', type: 'listener', id: expect.stringContaining(':listener/app/edge/') }]);
  });

  test('of a network load balancer, inside', async () => {
    const { facts } = await listeners([{ protocol: 'TLS', policy: 'ELBSecurityPolicy-2016-08' }], { type: 'network', scheme: 'internal' });
    expect(facts).toMatchObject([{ minimumVersion: 'TLSv1.0', exposure: 'private', clientCertificate: 'not-asked' }]);
    expect(judged(facts[0], { atLeast: 'TLSv1.2' })).toBe('contradicts');
  });

  test('under a policy for after quantum computers is judged by what that says, and not by its name', async () => {
    const { facts } = await listeners([{ protocol: 'HTTPS', policy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' }]);
    expect(judged(facts[0], { atLeast: 'TLSv1.2' })).toBe('holds');
  });

  test('under a policy that is not listed has no versions, however it is called', async () => {
    const { facts } = await listeners([{ protocol: 'HTTPS', policy: 'ELBSecurityPolicy-TLS13-1-3-2099-01' }]);
    expect(facts[0]).not.toHaveProperty('minimumVersion');
    expect(judged(facts[0], { atLeast: 'TLSv1.2' })).toBe('unseen');
  });

  test('whose policies are denied still is one', async () => {
    const { facts, gaps } = await listeners([{ protocol: 'HTTPS', policy: 'ELBSecurityPolicy-2016-08' }], {}, [
      { fault: 'deny', on: { action: 'DescribeSSLPolicies' } },
    ]);
    expect(facts).toMatchObject([{ listener: 'tls', required: true, policy: 'ELBSecurityPolicy-2016-08' }]);
    expect(gaps).toMatchObject([{ reason: 'denied', fields: ['minimumVersion', 'versions', 'suites'] }]);
  });
});

describe('A-ELB: a listener of plain text', () => {
  test.each<[string, Listener, object]>([
    ['that forwards lets it in', {}, { listener: 'plain', required: false }],
    ['that redirects turns it away', { action: 'redirect' }, { listener: 'redirects-to-tls', required: true }],
    ['that redirects, but for one rule, lets it in', { action: 'redirect', rules: ['redirect', 'forward'] }, { required: false }],
    ['that redirects to plain text lets it in', { action: to('HTTP') }, { listener: 'plain', required: false }],
    ['that redirects by the protocol that it came by lets it in', { action: to('#{protocol}') }, { required: false }],
    ['that redirects without saying how lets it in', { action: to(undefined) }, { required: false }],
    ['that refuses turns it away', { action: status('403') }, { listener: 'plain', required: true }],
    ['that answers lets it in', { action: status('200') }, { listener: 'plain', required: false }],
    ['that refuses and redirects turns it away', { action: status('404'), rules: ['redirect'] }, { listener: 'redirects-to-tls' }],
  ])('%s', async (_, listener, expected) => {
    const { facts, gaps } = await listeners([{ protocol: 'HTTP', ...listener }]);
    expect([gaps, facts]).toMatchObject([[], [expected]]);
  });

  test('whose rules are denied is never one that only redirects', async () => {
    const { facts, gaps } = await listeners([{ protocol: 'HTTP', action: 'redirect' }], {}, [
      { fault: 'deny', on: { action: 'DescribeRules' } },
    ]);
    expect([facts, judged(facts[0])]).toEqual([[{ exposure: 'internet' }], 'unseen']);
    expect(gaps).toMatchObject([{ permissions: ['elasticloadbalancing:DescribeRules'], fields: ['required', 'listener'] }]);
  });
});

test.each(['TCP', 'UDP', 'TCP_UDP', 'QUIC'])('what a listener of %s passes on is not seen', async (protocol) => {
  const { facts } = await listeners([{ protocol }], { type: 'network' });
  expect([facts, judged(facts[0])]).toEqual([[{ exposure: 'internet' }], 'unseen']);
});

test('no client connects to a gateway load balancer', async () => {
  expect((await listeners([{ protocol: 'GENEVE' }], { type: 'gateway' })).facts).toEqual([]);
});

test('hundreds of load balancers are all asked, and the policies once', async () => {
  const listener = { protocol: 'HTTPS', policy: 'ELBSecurityPolicy-2016-08' };
  const { facts, calls } = await listeners([listener], { count: 450 });
  expect([facts.length, calls['elasticloadbalancing:DescribeLoadBalancers'], calls['elasticloadbalancing:DescribeSSLPolicies']]).toEqual([
    450, 2, 1,
  ]);
});
