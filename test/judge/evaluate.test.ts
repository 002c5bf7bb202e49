import { describe, expect, test } from 'vitest';
import type { Claim, Judgement, Proof } from '../../src/model.ts';
import { check, claim, document, exclusion, gap, judge, name, observation, paper, sweep, target, task } from './world.ts';

const allGood = claim([check('all-good')]);
const some = (per: 'account' | 'region' | 'subject'): Claim => claim([check(`${per}-has-good`)]);
const onlyProof = ({ proofs }: Judgement) => proofs[0];
const excepted = (subject: string, expires = '2026-12-31') => ({
  exceptions: [{ subject, reason: 'swap', owner: 'infra', approvedBy: 'ciso', expires }],
});

describe('each', () => {
  test('is verified where every task is swept and every observation holds', () => {
    expect(judge(allGood, [target, task(), observation(true), sweep(1)])).toMatchObject({
      verdict: 'verified',
      counts: { observations: 1, holds: 1, tasks: 1, swept: 1 },
    });
  });

  test('is contradicted by one observation, whatever could not be seen', () => {
    expect(judge(allGood, [target, task(), observation(true), observation(false, 's000002'), gap(), sweep(2, 1)])).toMatchObject({
      verdict: 'contradicted',
      counts: { contradicts: 1 },
    });
  });

  test('is unproven with a gap, and says which call and permission are missing', () => {
    const denied = gap({ call: 'x:List', permissions: ['x:List'], code: 'AccessDenied' });
    const judged = judge(allGood, [target, task(), denied]);
    expect(judged.verdict).toBe('unproven');
    expect(onlyProof(judged)?.causes).toEqual([
      {
        reason: 'denied',
        collector: 'x.colours',
        call: 'x:List',
        permissions: ['x:List'],
        code: 'AccessDenied',
        where: ['t0001/r1'],
        count: 1,
      },
    ]);
  });

  test('is unproven where a planned task has no sweep', () => {
    const judged = judge(allGood, [target, task(), task({ region: 'r2' }), observation(true), sweep(1)]);
    expect(onlyProof(judged)).toMatchObject({ verdict: 'unproven', causes: [{ reason: 'not-swept', where: ['t0001/r2'] }] });
  });

  test('is unproven where a sweep counts other than what is there', () => {
    expect(onlyProof(judge(allGood, [target, task(), observation(true), sweep(2)]))).toMatchObject({
      verdict: 'unproven',
      causes: [{ reason: 'counts-differ' }],
    });
  });

  test('is unproven where a sweep counts other gaps than there are', () => {
    expect(onlyProof(judge(allGood, [target, task(), observation(true), sweep(1, 1)]))).toMatchObject({
      verdict: 'unproven',
      causes: [{ reason: 'counts-differ' }],
    });
  });

  test('is unproven where one task has two sweeps', () => {
    expect(onlyProof(judge(allGood, [target, task(), observation(true), sweep(1), sweep(1)]))).toMatchObject({
      verdict: 'unproven',
      causes: [{ reason: 'counts-differ' }],
    });
  });

  test('is unproven where nothing was planned at all', () => {
    expect(onlyProof(judge(allGood, [target]))).toMatchObject({ verdict: 'unproven', causes: [{ reason: 'not-planned' }] });
  });

  test('is unproven by an observation that no task planned', () => {
    expect(
      onlyProof(judge(allGood, [target, task(), observation(true), sweep(1), observation(true, 's000002', { region: 'r9' })])),
    ).toMatchObject({ causes: [{ reason: 'not-planned' }] });
  });

  test('is vacuous where all is swept and nothing was found, and names the empty service', () => {
    expect(onlyProof(judge(allGood, [target, task(), sweep(0)]))).toMatchObject({ verdict: 'vacuous', services: { paint: 0 } });
  });

  test('is vacuous where nothing is applicable, and counts why', () => {
    expect(onlyProof(judge(allGood, [target, task(), observation('n/a'), sweep(1)]))).toMatchObject({
      verdict: 'vacuous',
      notApplicable: { 'n/a': 1 },
    });
  });

  test('is unproven by a field that was not read', () => {
    expect(onlyProof(judge(allGood, [target, task(), observation(undefined), sweep(1)]))).toMatchObject({
      verdict: 'unproven',
      causes: [{ reason: 'unseen', fields: ['good'] }],
    });
  });

  test('does not tell a field twice that a gap already explains', () => {
    const judged = judge(allGood, [target, task(), observation(undefined), gap({ subject: 's000001', fields: ['good'] }), sweep(1, 1)]);
    expect(onlyProof(judged)?.causes.map(({ reason }) => reason)).toEqual(['denied']);
  });

  test('is not concerned by a gap in a field that it does not read', () => {
    expect(judge(allGood, [target, task(), observation(true), gap({ subject: 's000001', fields: ['other'] }), sweep(1, 1)]).verdict).toBe(
      'verified',
    );
  });

  test('is not concerned by a gap in a service that it does not ask for', () => {
    const its = claim([check('all-good', ['paint'])]);
    expect(
      judge(its, [target, task({ services: ['paint', 'dye'] }), observation(true), gap({ services: ['dye'] }), sweep(1, 1)]).verdict,
    ).toBe('verified');
  });

  test('counts an exclusion and is verified all the same', () => {
    expect(judge(allGood, [target, task(), exclusion({ region: 'r7' }), observation(true), sweep(1)])).toMatchObject({
      verdict: 'verified',
      counts: { exclusions: 1 },
    });
  });

  test('has lapsed where the evidence is older than maxAge', () => {
    const old = observation(true, 's000001', { at: '2026-05-30T11:59:59Z' });
    expect(judge({ ...allGood, maxAge: 86_400 }, [target, task(), old, sweep(1)]).verdict).toBe('lapsed');
  });

  test('lists config targets that nobody looked at', () => {
    const other = { ...target, target: 't0002', config: 'edge', source: 'live' };
    expect(onlyProof(judge(allGood, [target, other, task(), observation(true), sweep(1)]))).toMatchObject({
      verdict: 'verified',
      notLookedAt: ['edge'],
    });
  });
});

describe('scope', () => {
  const prod = { ...allGood, scope: { where: 'subject.tags.env == "prod"' } };
  const world = (env: string | undefined) => [
    target,
    task(),
    observation(false),
    observation(true, 's000002'),
    sweep(2),
    name('s000002', { tags: { env: 'prod' } }),
    name('s000001', env === undefined ? {} : { tags: { env } }),
  ];

  test('leaves out a subject that the expression says is not meant, and counts it', () => {
    expect(judge(prod, world('test'))).toMatchObject({ verdict: 'verified', counts: { outOfScope: 1, observations: 1 } });
  });

  test('keeps a subject whose tag is missing', () => {
    expect(judge(prod, world(undefined)).verdict).toBe('contradicted');
  });

  test('keeps a gap whose subject has no known tags', () => {
    expect(
      judge(prod, [
        target,
        task(),
        observation(true, 's000002'),
        name('s000002', { tags: { env: 'prod' } }),
        gap({ subject: 's000009' }),
        sweep(1, 1),
      ]).verdict,
    ).toBe('unproven');
  });

  test('leaves out a gap about a subject that the expression says is not meant', () => {
    const records = [
      target,
      task(),
      observation(true, 's000002'),
      name('s000002', { tags: { env: 'prod' } }),
      name('s000003', { tags: { env: 'test' } }),
      gap({ subject: 's000003' }),
      sweep(1, 1),
    ];
    expect(judge(prod, records).verdict).toBe('verified');
  });

  test('of targets keeps a record of a target that no line names', () => {
    const its = { ...allGood, scope: { targets: ['prod'] } };
    const stray = observation(false, 's000001', { target: 't0009' });
    expect(judge(its, [target, task(), observation(true), sweep(1), stray]).verdict).toBe('contradicted');
  });

  test('of targets leaves the records of others alone', () => {
    const other = { ...target, target: 't0002', config: 'lab' };
    const its = { ...allGood, scope: { targets: ['prod'] } };
    expect(
      judge(its, [target, other, task(), observation(true), sweep(1), observation(false, 's000001', { target: 't0002' })]).verdict,
    ).toBe('verified');
  });
});

describe('a task that the provider itself excludes', () => {
  const off = exclusion({ collector: 'x.colours', reason: 'api-off' });
  const elsewhere = [task({ region: 'r2' }), observation(true, 's000001', { region: 'r2' }), sweep(1, 0, { region: 'r2' })];

  test('is counted, and holds nothing up', () => {
    expect(judge(allGood, [target, task(), off, ...elsewhere])).toMatchObject({
      verdict: 'verified',
      counts: { exclusions: 1, tasks: 1, swept: 1, gaps: 0 },
    });
  });

  test('shows nothing: alone it is vacuous', () => {
    expect(judge(allGood, [target, task(), off]).verdict).toBe('vacuous');
  });

  test.each([
    ['a gap', gap()],
    ['an observation', observation(true)],
    ['a sweep', sweep(0)],
  ])('and has %s as well is unproven', (_, more) => {
    expect(judge(allGood, [target, task(), off, more, ...elsewhere]).verdict).toBe('unproven');
  });

  test('is not counted for the proof of another collector', () => {
    const other = exclusion({ collector: 'x.smells', reason: 'api-off' });
    expect(judge(allGood, [target, task(), observation(true), sweep(1), other])).toMatchObject({
      verdict: 'verified',
      counts: { exclusions: 0 },
    });
  });

  test.each(['account-has-good', 'region-has-good'])('does not contradict %s: nobody could have one there', (id) => {
    expect(judge(claim([check(id)]), [target, task(), off]).verdict).toBe('vacuous');
  });

  test('leaves the rest of its account to be judged', () => {
    const none = [task({ region: 'r2' }), sweep(0, 0, { region: 'r2' })];
    expect(judge(claim([check('account-has-good')]), [target, task(), off, ...none]).verdict).toBe('contradicted');
  });
});

describe('exceptions', () => {
  const world = [target, task(), observation(false), observation(true, 's000002'), sweep(2), name('s000001'), name('s000002')];

  test('an unexpired one makes the contradiction a counted exception', () => {
    expect(judge({ ...allGood, ...excepted('arn:s00000*1') }, world)).toMatchObject({
      verdict: 'verified',
      counts: { excepted: 1, contradicts: 0 },
    });
  });

  test('one holds on its last day and not on the day after', () => {
    const its = { ...allGood, ...excepted('*', '2026-06-01') };
    expect(judge(its, world, '2026-06-01T23:59:59Z').verdict).toBe('verified');
    expect(judge(its, world, '2026-06-02T00:00:00Z').verdict).toBe('contradicted');
  });

  test('where every subject is excepted nothing is left to verify', () => {
    expect(judge({ ...allGood, ...excepted('*') }, [target, task(), observation(false), sweep(1), name('s000001')])).toMatchObject({
      verdict: 'vacuous',
      counts: { excepted: 1 },
    });
  });

  test('a pattern matches the whole name, not a part of it', () => {
    expect(judge({ ...allGood, ...excepted('s000001') }, world).verdict).toBe('contradicted');
  });
});

describe('some', () => {
  test('an account with nothing that satisfies is a contradiction, not an empty pass', () => {
    expect(judge(some('account'), [target, task(), sweep(0)])).toMatchObject({ verdict: 'contradicted', counts: { contradicts: 1 } });
  });

  test('an account in which nothing of the sort was seen, of which absence would be told, is one at which nobody looked', () => {
    const told = claim([check('account-is-told-good')]);
    expect(onlyProof(judge(told, [target, task(), sweep(0)]))).toMatchObject({
      verdict: 'unproven',
      causes: [{ reason: 'not-planned', where: ['t0001/*'] }],
    });
    expect(judge(told, [target, task(), observation(false), sweep(1)]).verdict).toBe('contradicted');
    expect(judge(told, [target, task(), observation(true), sweep(1)]).verdict).toBe('verified');
  });

  test('one satisfying observation settles its account, whatever gaps it has', () => {
    expect(
      judge(some('account'), [target, task(), task({ region: 'r2' }), observation(true), gap({ region: 'r2' }), sweep(1)]).verdict,
    ).toBe('verified');
  });

  test('an account with a gap and nothing that satisfies is unproven', () => {
    expect(judge(some('account'), [target, task(), gap()]).verdict).toBe('unproven');
  });

  test('every region needs one of its own', () => {
    expect(
      judge(some('region'), [target, task(), task({ region: 'r2' }), observation(true), sweep(1), sweep(0, 0, { region: 'r2' })]),
    ).toMatchObject({ verdict: 'contradicted', counts: { holds: 1, contradicts: 1 } });
  });

  test('without subjects it is vacuous per subject', () => {
    expect(judge(some('subject'), [target, task(), sweep(0)]).verdict).toBe('vacuous');
  });

  test('a subject that never satisfies is named', () => {
    const judged = judge(some('subject'), [target, task(), observation(false), observation(true, 's000002'), sweep(2)]);
    expect(onlyProof(judged)?.contradictions).toEqual([
      { target: 't0001', region: 'r1', service: 'paint', subject: 's000001', why: 'not good' },
    ]);
  });
});

describe('documents and alternatives', () => {
  test('a document is attested while valid, lapsed after, and unproven where it was not read', () => {
    expect(judge(claim([paper]), [document]).verdict).toBe('attested');
    expect(judge(claim([paper]), [document], '2027-01-01T23:00:00Z').verdict).toBe('attested');
    expect(judge(claim([paper]), [document], '2027-01-02T00:00:00Z').verdict).toBe('lapsed');
    expect(judge(claim([paper]), []).verdict).toBe('unproven');
  });

  const either: Proof = { anyOf: [check('all-good'), paper] };

  test('paper does not hide what a machine says of a target that it looked at', () => {
    expect(judge(claim([either]), [target, document, task(), observation(false), sweep(1)]).verdict).toBe('contradicted');
    expect(judge(claim([either]), [target, document, task(), gap()]).verdict).toBe('unproven');
  });

  test('paper answers for a target that no collector looks at, and the worst target counts', () => {
    const other = { ...target, target: 't0002', config: 'edge', source: 'live' };
    expect(judge(claim([either]), [target, other, document, task(), observation(true), sweep(1)]).verdict).toBe('attested');
  });

  test('a vacuous branch is dropped where another one answers', () => {
    const its = claim([{ anyOf: [check('all-good', ['dye']), check('all-good', ['paint'])] }]);
    expect(judge(its, [target, task({ services: ['paint', 'dye'] }), observation(true), sweep(1)]).verdict).toBe('verified');
  });

  test('what could not be seen is a better alternative than what is too old', () => {
    const its = { ...claim([{ anyOf: [check('all-good', ['paint']), check('all-good', ['dye'])] }]), maxAge: 86_400 };
    const old = observation(true, 's000001', { at: '2026-05-01T00:00:00Z' });
    const tasks = [task({ services: ['paint'] }), task({ collector: 'x.dyes', services: ['dye'] })];
    const records = [target, ...tasks, old, sweep(1), gap({ collector: 'x.dyes', services: ['dye'] })];
    expect(judge(its, records).verdict).toBe('unproven');
  });

  test('a claim is as good as its worst proof', () => {
    const records = [target, document, task(), observation(true), sweep(1)];
    expect(judge(claim([check('all-good'), paper]), records).verdict).toBe('attested');
    expect(judge(claim([check('all-good'), check('all-good', ['dye'])]), records).verdict).toBe('unproven');
  });

  test('a claim that nothing could show is unjudged', () => {
    expect(judge(claim([]), [target]).verdict).toBe('unjudged');
  });
});

describe('own checks', () => {
  const own = (expect_: string): Claim => claim([{ kind: 'colour', expect: expect_ }]);
  const world = [target, task(), observation(true), sweep(1)];

  test('hold, contradict, or are unproven where a field is missing', () => {
    expect(judge(own('data.good == true'), world).verdict).toBe('verified');
    expect(judge(own('data.good == false'), world).verdict).toBe('contradicted');
    expect(judge(own('data.shade == "red"'), world)).toMatchObject({
      verdict: 'unproven',
      proofs: [{ causes: [{ reason: 'not-evaluable' }] }],
    });
  });

  test('that do not answer with true or false are unproven', () => {
    expect(judge(own('data.good ? 1 : 2'), world).verdict).toBe('unproven');
  });

  test('are concerned by a gap in any field of the kind', () => {
    expect(
      judge(own('data.good == true'), [target, task(), observation(true), gap({ subject: 's000001', fields: ['other'] }), sweep(1, 1)])
        .verdict,
    ).toBe('unproven');
  });
});
