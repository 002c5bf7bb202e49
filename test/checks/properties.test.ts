import { describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Check } from '../../src/model.ts';
import { dataNode } from '../kinds/json-schema.ts';
import fc from '../property.ts';
import { AT } from './answers.ts';
import { dataOf, oneFieldOf } from './arbitrary-data.ts';

/** Parameters with which each check is tried; a check that is not here fails. */
const asked: Readonly<Record<string, readonly unknown[]>> = {
  'administrators-limited': [{ atMost: 4 }],
  'administrators-named': [{}, { rights: ['everything', 'everything-but-access'], standingOnly: true }],
  'audit-log-on': [
    {},
    { records: ['managementReads', 'dataWrites'], integrity: true, searchable: true },
    { wholeOrganization: true, nobodyExempt: true },
    { deliveredWithin: '26h' },
  ],
  'backups-encrypted': [{}],
  'backups-kept': [{ exactly: 35 }, { atLeast: '35d' }, { atMost: 365 }, { exactly: 35, ignore: ['oldest'] }],
  'backups-located-in': [{ regions: ['eu-west-1', 'EU'] }],
  'backups-off-site': [{}, { otherAccount: true }],
  'backups-recent': [{ within: '26h' }, { within: 366 }],
  'certificate-valid': [{}, { daysLeft: 30 }, { ignore: ['trust', 'name'] }],
  'certificates-renewed': [{}, { daysLeft: 30 }],
  'confined-to': [{ regions: ['eu-west-1', 'eu-central-1'] }],
  'credentials-rotate': [{ atMost: 90 }, { atMost: '365d', automatic: true, of: ['secret', 'certificate'] }],
  'data-deleted': [{ atMost: 365 }],
  'data-kept': [{}, { atLeast: 90 }],
  'dh-parameters': [{ atLeastBits: 2048 }],
  'encrypted-at-rest': [{}],
  'encrypted-by-default': [{}],
  'encrypted-in-transit': [{}, { atLeast: 'TLSv1.2' }, { betweenNodes: true, exposure: 'internet' }],
  'encrypted-with': [{ cipher: 'AES-256' }],
  'evidence-published': [{}, { sameAsFile: true, unchanged: true }, { mediaType: 'application/pdf' }],
  'hsts-sent': [{}, { atLeast: '180d', subDomains: true }],
  'https-only': [{}, { sameHost: true }],
  'keys-managed-by': [{ manager: 'customer' }, { origin: 'key-service' }, { manager: 'provider', origin: 'imported' }],
  'keys-rotate': [{ atMost: 365 }, { atMost: '90d', witnessed: true }],
  'located-in': [{ regions: ['eu-west-1', 'uksouth'] }, { areas: ['EEA'], ignore: ['copies'] }, { countries: ['GB', 'IE'] }],
  'logs-encrypted': [{}, { manager: 'customer' }],
  'logs-kept': [{ exactly: 35 }, { atLeast: '365d', readily: 90 }, { atMost: 365, of: ['logs', 'audit-logs'] }],
  'mfa-enforced-by-rule': [{ exemptAtMost: 2 }, { who: 'administrators', exemptAtMost: 2 }],
  'mfa-required': [{}, { who: ['root', 'user'], enforced: true }],
  'modern-ciphers': [{}],
  'no-public-access': [{}, { sharedWithAtMost: 0 }],
  'password-rule': [{ minimumLength: 40 }, { remembered: 4, maximumAge: 90 }, { neverExpire: true }],
  'restores-tested': [{ within: 90, planned: 30 }, { within: 90 }, { within: '365d', validated: true }],
  'security-contact-published': [{}],
  'threat-detection-on': [{}, { features: ['AES256'], everything: true }],
  'tls-grade': [{ atLeast: 'A' }, { atLeast: 'B', trustIgnored: true }],
  'tls-policy': [
    { policy: 'mozilla-intermediate', edition: '5.7' },
    { policy: 'mozilla-old', edition: '5.7', web: false },
  ],
  'tls-minimum-version': [{ atLeast: 'TLSv1.2' }, { atLeast: 'TLSv1.0' }],
  'watched-for': [
    { watches: 'web-requests' },
    { watches: 'web-requests', rulesAtLeast: 4, blocks: true },
    { watches: 'alarms', tiers: ['AES256'], notifies: true },
  ],
};

const cases = checks.flatMap((check) =>
  (asked[check.id] ?? []).map((params) => [`${check.id}@${check.version}`, JSON.stringify(params), check, params] as const),
);

test('every check is tried', () => {
  expect(checks.filter(({ id }) => asked[id] === undefined)).toEqual([]);
});

describe.each(cases)('%s with %s', (_id, _params, check, params) => {
  const { reads, judge } = check.bind(params);
  const kind = kindOf(check);
  const seen = { at: AT };
  const data = fc.oneof(dataOf(kind, AT), nearby(check));

  test('reads fields that its kind has', () => {
    expect(reads.filter((field) => !kind.fields.includes(field))).toEqual([]);
  });

  test('answers the same or unseen with anything less, so that a gap never makes it hold', () => {
    fc.assert(
      fc.property(data, (whole) => {
        const before = judge(whole, seen).is;
        const after = withoutOne(whole)
          .filter((less) => kind.data.safeParse(less).success)
          .map((less) => judge(less, seen).is);
        expect(after.filter((is) => is !== before && is !== 'unseen')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('answers from the fields that it reads, and from no other', () => {
    const others = kind.fields.filter((field) => !reads.includes(field));
    fc.assert(
      fc.property(data, oneFieldOf(kind, others, AT), (whole, other) => {
        const changed = { ...whole, ...other };
        fc.pre(kind.data.safeParse(changed).success);
        expect(judge(changed, seen)).toEqual(judge(whole, seen));
      }),
      { numRuns: 100 },
    );
  });

  test('names a field that it reads where it cannot see enough', () => {
    fc.assert(
      fc.property(data, (whole) => {
        const answer = judge(whole, seen);
        return answer.is !== 'unseen' || reads.includes(answer.field);
      }),
    );
  });

  test('sees nothing in an observation that says nothing', () => {
    const saysNothing = without(check, reads);
    const answers = fc.sample(data, { numRuns: 60, seed: 1 }).map((whole) => judge(saysNothing(whole), seen).is);
    expect(answers).toContain('unseen');
    expect(answers.filter((is) => is !== 'unseen' && is !== 'not-applicable')).toEqual([]);
  });

  test('is tried with data for which it holds, and with data that contradict it', () => {
    const missing = new Set(['holds', 'contradicts', 'unseen']);
    for (let seed = 1; seed <= 40 && missing.size > 0; seed += 1) {
      for (const whole of fc.sample(data, { numRuns: 25, seed })) missing.delete(judge(whole, seen).is);
    }
    expect(missing).toEqual(new Set());
  });

  test('refuses data of another kind', () => {
    expect(() => judge({ elsewhere: true }, seen)).toThrow();
  });

  test('refuses parameters that it does not have', () => {
    expect(() => check.bind({ ...Object(params), colour: 'red' })).toThrow();
  });
});

function kindOf(check: Check) {
  const kind = kinds.find(({ id }) => id === check.kind.id);
  if (kind === undefined) throw new Error(`${check.id} is about a kind that is not in the table`);
  return kind;
}

/** What is left of an observation without all that the check reads and that may be missing. */
function without(check: Check, reads: readonly string[]): (whole: object) => object {
  const needed = dataNode(kindOf(check)).required;
  return (whole) => Object.fromEntries(Object.entries(whole).filter(([field]) => !reads.includes(field) || needed.includes(field)));
}

/** An example of the kind with a few of its fields changed: data that mostly make sense. */
function nearby(check: Check) {
  const kind = kindOf(check);
  const changes = fc.array(oneFieldOf(kind, kind.fields, AT), { maxLength: 3 });
  return fc
    .tuple(fc.constantFrom(...Object.values(kind.examples)), changes)
    .map(([example, several]): Record<string, unknown> => Object.assign({ ...Object(example) }, ...several))
    .filter((data) => kind.data.safeParse(data).success);
}

/** Every copy of a value that lacks one field, at any depth. What stands in lists is only thinned, never dropped. */
function withoutOne(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => withoutOne(item).map((less) => value.with(index, less)));
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value);
  const dropped = fields.map(([name]) => Object.fromEntries(fields.filter(([other]) => other !== name)));
  const thinned = fields.flatMap(([name, inner]) => withoutOne(inner).map((less) => ({ ...value, [name]: less })));
  return [...dropped, ...thinned];
}
