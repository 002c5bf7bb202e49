/** Small worlds of records for the honesty rule, and generators that mix everything a run may hold. */

import { evaluate, type JudgedRecord } from '../../src/judge/evaluate.ts';
import { type Library, resolveClaim } from '../../src/judge/resolve.ts';
import type {
  BoundCheck,
  Check,
  Claim,
  Exclusion,
  Gap,
  Judgement,
  Kind,
  Observation,
  Proof,
  SubjectName,
  Sweep,
  Target,
  Task,
} from '../../src/model.ts';
import fc from '../property.ts';

export const AS_OF = '2026-06-01T12:00:00Z';
const AT = '2026-06-01T11:00:00Z';

const kind: Kind = { id: 'colour', means: 'a colour', parse: (raw) => raw, references: [], fields: ['good', 'other'] };

/** `good` absent: unseen; "n/a": not applicable. */
const answer: BoundCheck['judge'] = (data) => {
  const good = typeof data === 'object' && data !== null && 'good' in data ? data.good : undefined;
  if (good === undefined) return { is: 'unseen', field: 'good' };
  if (good === 'n/a') return { is: 'not-applicable', why: 'n/a' };
  return good === true ? { is: 'holds' } : { is: 'contradicts', why: 'not good' };
};
const base = { version: 1, says: 's', kind, controls: [], fix: 'f', bind: () => ({ reads: ['good'], judge: answer }) };
export const library: Library = {
  kinds: [kind],
  checks: [
    { ...base, id: 'all-good', mode: 'each' },
    { ...base, id: 'account-has-good', mode: 'some', per: 'account' },
    { ...base, id: 'account-is-told-good', mode: 'some', per: 'account', absence: 'told' },
    { ...base, id: 'region-has-good', mode: 'some', per: 'region' },
    { ...base, id: 'subject-has-good', mode: 'some', per: 'subject' },
  ] satisfies Check[],
};

export const check = (id: string, services?: readonly string[]): Proof => ({
  check: id,
  version: 1,
  with: {},
  ...(services === undefined ? {} : { services }),
});
export const paper: Proof = { document: './paper.pdf', validUntil: '2027-01-01' };

export function claim(proof: readonly Proof[], more: Partial<Claim> = {}): Claim {
  return { record: 'claim', id: 'c', quote: 'All is good.', private: false, scope: {}, proof, controls: [], exceptions: [], ...more };
}

const place = { target: 't0001', collector: 'x.colours', region: 'r1' };
export const target: Target = { record: 'target', target: 't0001', config: 'prod', source: 'x', name: '111122223333', regions: ['r1'] };
export const task = (more: Partial<Task> = {}): Task => ({
  record: 'task',
  ...place,
  version: 1,
  kinds: ['colour'],
  services: ['paint'],
  calls: {},
  ...more,
});
export const observation = (good: boolean | 'n/a' | undefined, subject = 's000001', more: Partial<Observation> = {}): Observation => ({
  record: 'observation',
  ...place,
  kind: 'colour',
  subject,
  cloud: 'x',
  service: 'paint',
  type: 'pot',
  at: AT,
  data: good === undefined ? {} : { good },
  replies: [],
  ...more,
});
export const gap = (more: Partial<Gap> = {}): Gap => ({
  record: 'gap',
  ...place,
  kinds: ['colour'],
  services: ['paint'],
  reason: 'denied',
  at: AT,
  replies: [],
  ...more,
});
export const exclusion = (more: Partial<Exclusion> = {}): Exclusion => ({
  record: 'exclusion',
  ...place,
  collector: '*',
  reason: 'region-disabled',
  at: AT,
  replies: [],
  ...more,
});
export const sweep = (observations: number, gaps = 0, more: Partial<Sweep> = {}): Sweep => ({
  record: 'sweep',
  ...place,
  origin: 'live',
  startedAt: AT,
  endedAt: AT,
  calls: 1,
  retries: 0,
  pages: 1,
  subjects: observations,
  observations,
  gaps,
  ...more,
});
export const name = (subject: string, more: Partial<SubjectName> = {}): SubjectName => ({
  record: 'name',
  target: 't0001',
  subject,
  id: `arn:${subject}`,
  ...more,
});
export const document: JudgedRecord = { record: 'document', file: './paper.pdf', sha256: '00', bytes: 1 };

export function judge(its: Claim, records: readonly JudgedRecord[], asOf = AS_OF): Judgement {
  return evaluate(resolveClaim(its, library), records, asOf);
}

// ── Generators ───────────────────────────────────────────────────────────────────────────────────────────────────

const region = fc.constantFrom('r1', 'r2');
const targetId = fc.constantFrom('t0001', 't0002');
const service = fc.constantFrom('paint', 'dye');
const subject = fc.constantFrom('s000001', 's000002', 's000003');
const where = { target: targetId, region };

const anyObservation = fc
  .record({
    ...where,
    service,
    subject,
    good: fc.constantFrom(true, true, true, false, 'n/a' as const, undefined),
    at: fc.constantFrom(AT, AT, '2026-05-01T00:00:00Z'),
  })
  .map(({ good, ...more }) => observation(good, more.subject, more));
export const anyGap = fc
  .record({
    ...where,
    services: fc.subarray(['paint', 'dye'], { minLength: 1 }),
    fields: fc.constantFrom(undefined, ['good'], ['other']),
    about: fc.option(subject, { nil: undefined }),
  })
  .map(({ fields, about, ...more }) =>
    gap({ ...more, ...(fields === undefined ? {} : { fields }), ...(about === undefined ? {} : { subject: about }) }),
  );
const anyExclusion = fc.record(where).map((more) => exclusion(more));
const anyName = fc
  .record({ target: targetId, subject, env: fc.constantFrom(undefined, 'prod', 'test') })
  .map(({ env, ...more }) => name(more.subject, { ...more, ...(env === undefined ? {} : { tags: { env } }) }));

/** A run as it may be: mostly consistent sweeps, sometimes a missing or wrong one, or a task that the provider itself excludes. */
export const anyRecords: fc.Arbitrary<readonly JudgedRecord[]> = fc
  .record({
    places: fc.uniqueArray(fc.record({ ...where, services: fc.subarray(['paint', 'dye'], { minLength: 1 }) }), {
      maxLength: 4,
      selector: (one) => `${one.target}/${one.region}`,
    }),
    facts: fc.array(
      fc.oneof({ weight: 6, arbitrary: anyObservation }, { weight: 1, arbitrary: anyGap }, { weight: 1, arbitrary: anyExclusion }),
      { maxLength: 8 },
    ),
    names: fc.uniqueArray(anyName, { maxLength: 6, selector: (one) => `${one.target}/${one.subject}` }),
    missing: fc.nat({ max: 9 }),
    wrong: fc.nat({ max: 9 }),
    excluded: fc.nat({ max: 9 }),
    documents: fc.boolean(),
  })
  .map(({ places, facts, names, missing, wrong, excluded, documents }) => {
    const seen = places.filter((_, index) => index !== excluded);
    const kept = facts.filter((fact) => seen.some((spot) => spot.target === fact.target && spot.region === fact.region));
    const ends = places.flatMap((spot, index): (Exclusion | Sweep)[] => {
      if (index === excluded)
        return [exclusion({ target: spot.target, region: spot.region, collector: place.collector, reason: 'api-off' })];
      if (index === missing) return [];
      const own = kept.filter((fact) => fact.target === spot.target && fact.region === spot.region);
      const count = (record: string): number => own.filter((fact) => fact.record === record).length;
      return [sweep(count('observation') + (index === wrong ? 1 : 0), count('gap'), { target: spot.target, region: spot.region })];
    });
    const second: Target = { ...target, target: 't0002', config: 'test' };
    return [target, second, ...places.map((spot) => task(spot)), ...names, ...(documents ? [document] : []), ...kept, ...ends];
  });

const anyBranch = fc.constantFrom(
  ...['all-good', 'account-has-good', 'account-is-told-good', 'region-has-good', 'subject-has-good'].flatMap((id) => [
    check(id),
    check(id, ['paint']),
  ]),
  paper,
  {
    kind: 'colour',
    expect: 'data.good == true',
  } satisfies Proof,
);
const anyProof: fc.Arbitrary<Proof> = fc.oneof(
  anyBranch,
  fc.array(anyBranch, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
);

/** Claims of every form: checks, own expressions, documents, alternatives, scopes, exceptions, maxAge. */
export const anyClaim: fc.Arbitrary<Claim> = fc
  .record({
    proof: fc.array(anyProof, { minLength: 1, maxLength: 3 }),
    targets: fc.constantFrom(undefined, undefined, ['prod']),
    where: fc.constantFrom(undefined, undefined, 'subject.tags.env == "prod"'),
    maxAge: fc.constantFrom(undefined, undefined, 86_400),
    excepted: fc.constantFrom(undefined, undefined, 'arn:s000001', 'arn:*'),
    expires: fc.constantFrom('2026-12-31', '2026-01-01'),
  })
  .map(({ proof, targets, where: expression, maxAge, excepted, expires }) =>
    claim(proof, {
      scope: { ...(targets === undefined ? {} : { targets }), ...(expression === undefined ? {} : { where: expression }) },
      ...(maxAge === undefined ? {} : { maxAge }),
      exceptions: excepted === undefined ? [] : [{ subject: excepted, reason: 'swap', owner: 'infra', approvedBy: 'ciso', expires }],
    }),
  );
