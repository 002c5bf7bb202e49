import { afterEach, describe, expect, test, vi } from 'vitest';
import { aws } from '../../../collectors/aws/source.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { startPractice } from '../../../fixtures/practice/start-practice.ts';
import { openWire } from './looking.ts';

const HOME = '111122223333';
const FIRST = 444455556000;
const member = (index: number) => String(FIRST + index);

/** A management account with 44 members: the fourth is closed, the fifth has no such role, the others are alike. Three pages. */
function scenario(faults: Scenario['faults'] = [], only?: 'status' | 'state'): Scenario {
  const members = Array.from({ length: 44 }, (_, index) => ({
    id: member(index),
    state: index === 3 ? ('CLOSED' as const) : ('ACTIVE' as const),
  }));
  const account = (index: number) => ({
    id: member(index),
    principals: {},
    roles: index === 4 ? {} : { evidence: { trusts: [HOME], externalId: 'abc' } },
    regions: { 'us-east-1': {}, 'af-south-1': { status: 'not-opted-in' as const } },
  });
  const home = {
    id: HOME,
    regions: { 'us-east-1': { organizations: { members, ...(only === undefined ? {} : { only }) } }, 'eu-west-1': {} },
  };
  return {
    accounts: { home, ...Object.fromEntries(members.map((_, index) => [`member${index}`, account(index)])) },
    ...(faults === undefined ? {} : { faults }),
  };
}

async function resolve(wanted: Scenario) {
  const practice = await startPractice(wanted);
  for (const [name, value] of Object.entries(practice.env('home'))) vi.stubEnv(name, value);
  const { tap, call } = openWire();
  const caller = {
    target: 't',
    key: 't',
    meaning: aws.meaning,
    allowance: () => ({ bucket: 1000, rate: 1000 }),
    numbers: { calls: 0, retries: 0 },
    keep: () => 'hash',
  };
  try {
    const resolved = await aws.resolve(
      { organization: true, role: 'evidence', externalId: 'abc' },
      {
        tap,
        base: '/',
        env: process.env,
        call: async (name, input, ask, shape) => {
          const { value, replies } = await call(caller, name, input, ask);
          return { data: shape.parse(value), replies };
        },
      },
    );
    for (const one of resolved) one.close();
    return resolved;
  } finally {
    await practice.close();
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an organization', () => {
  test('is all its accounts, with the one that asks looked at by its own credentials', async () => {
    const resolved = await resolve(scenario());
    expect(resolved).toHaveLength(45);
    expect(resolved[0]).toMatchObject({ name: HOME, identity: `arn:aws:iam::${HOME}:user/evidence` });
    expect(resolved[1]).toMatchObject({
      name: member(0),
      identity: `arn:aws:sts::${member(0)}:assumed-role/evidence/claimcheck`,
      regions: ['us-east-1'],
    });
  });

  test.each(['status', 'state'] as const)("excludes a closed account by the provider's own reply, told by its %s", async (only) => {
    const closed = (await resolve(scenario([], only))).find(({ name }) => name === member(3));
    expect(closed).toMatchObject({
      regions: [],
      exclusions: [{ region: '*', reason: 'account-suspended', from: [{ replies: ['hash'] }] }],
    });
    expect(closed?.gap).toBeUndefined();
  });

  test("has an account that cannot be entered as that one's gap alone", async () => {
    const resolved = await resolve(scenario());
    expect(resolved.filter(({ gap }) => gap !== undefined)).toMatchObject([
      { name: member(4), gap: { reason: 'denied', call: 'sts:AssumeRole' } },
    ]);
  });

  test('that may not be listed is the account that asks, and a gap', async () => {
    const resolved = await resolve(scenario([{ fault: 'deny', on: { action: 'ListAccounts' } }]));
    expect(resolved).toMatchObject([
      { name: HOME },
      { name: 'organization', regions: ['*'], gap: { reason: 'denied', call: 'organizations:ListAccounts' } },
    ]);
  });

  test('whose list breaks off is the accounts so far, and a gap', async () => {
    const resolved = await resolve(scenario([{ fault: 'deny', on: { action: 'ListAccounts', page: 2 } }]));
    expect([resolved.length, resolved.at(-1)]).toMatchObject([21, { name: 'organization', gap: { reason: 'denied' } }]);
  });

  test('whose list leads in circles is a gap', async () => {
    const resolved = await resolve(scenario([{ fault: 'truncate', as: 'same-marker', on: { action: 'ListAccounts', page: 2 } }]));
    expect(resolved.at(-1)).toMatchObject({ name: 'organization', gap: { reason: 'malformed', code: 'RepeatedToken' } });
  });
});
