/** A bundle of something of everything, and what the holder of its key may change in it and seal again, so that one thing no longer agrees with the rest. */
import type { ManifestClaim } from '../../src/model.ts';
import type { Change, SaltedRecord } from '../bundle/resign.ts';
import { CLAIMS, inRegions } from '../truth/world.ts';

export type Lie = readonly [name: string, change: Change, told: RegExp];

const VOLUME = 'vol-0a1b2c3d4e5f60001';
const rotating = { rotation: { days: 365 } };
const region = {
  ec2: { volumes: [{ count: 3 }, { id: VOLUME, encrypted: false }] },
  kms: { keys: { 'alias/aws/ebs': {}, 'alias/a': rotating, 'alias/b': rotating } },
};
/** A contradiction, a gap, an exclusion, an exception and a document: something of everything that may be lied about. */
export const scenario = inRegions(
  { 'eu-west-1': region, 'eu-west-2': { kms: { keys: { 'alias/c': rotating } } }, 'af-south-1': { status: 'not-opted-in' } },
  { fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/b' } },
);
const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
export const claims = [
  CLAIMS.volumes,
  CLAIMS.keys,
  CLAIMS.default,
  `{ id: excepted, quote: q, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }], exceptions: [{ subject: "*${VOLUME}", reason: swap, owner: infra, approvedBy: ciso, expires: ${day} }] }`,
  `{ id: lapsing, quote: q, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }], exceptions: [{ subject: "*vol-another", reason: swap, owner: infra, approvedBy: ciso, expires: ${day} }] }`,
  `{ id: paper, quote: q, private: true, proof: [{ document: ./paper.txt, validUntil: ${day} }] }`,
];

/** Changes one stream's records. */
const records = (stream: string, change: (all: readonly SaltedRecord[]) => readonly SaltedRecord[]): Change => ({
  records: { [stream]: change },
});
const without = (stream: string, which: (record: SaltedRecord) => boolean): Change =>
  records(stream, (all) => all.filter((record) => record !== all.find(which)));
const changed = (stream: string, which: (record: SaltedRecord) => boolean, to: object): Change =>
  records(stream, (all) => all.map((record) => (record === all.find(which) ? { ...record, ...to } : record)));
const is =
  (record: string, more: object = {}) =>
  (line: SaltedRecord) =>
    line['record'] === record && Object.entries(more).every(([name, value]) => line[name] === value);
/** Changes the manifest's word about one claim. */
const claim = (id: string, to: (one: ManifestClaim) => Partial<ManifestClaim>): Change => ({
  manifest: (manifest) => ({ ...manifest, claims: manifest.claims.map((one) => (one.id === id ? { ...one, ...to(one) } : one)) }),
});
const exception = (subject: string) => ({ subject, reason: 'swap', owner: 'infra', approvedBy: 'ciso', expires: day });

const records0 = (to: (counts: Record<string, number>) => Record<string, number>): Pick<Change, 'manifestText'> => ({
  manifestText: (text) =>
    text.replace(
      /"records":\{"exclusion":(\d+),"gap":(\d+),"observation":(\d+),"sweep":(\d+)\}/,
      (_, exclusion, gap, observation, sweep) => {
        const counts = to({ exclusion: Number(exclusion), gap: Number(gap), observation: Number(observation), sweep: Number(sweep) });
        return `"records":${JSON.stringify(counts)}`;
      },
    ),
});
const less = (record: string) => records0((counts) => ({ ...counts, [record]: (counts[record] ?? 0) - 1 }));

/** What no verifier overlooks: records, plan and manifest contradict each other. */
export const lies: readonly Lie[] = [
  ["a claim's check", claim('keys', () => ({ checks: ['keys-rotate@2'] })), /keys/],
  ["a claim's quote", claim('keys', () => ({ quote: 'Keys are rotated every day' })), /keys/],
  ["a private claim's digest", claim('private-6', () => ({ quoteDigest: 'ab'.repeat(32) })), /private-6/],
  ['a claim left out of the manifest', { manifest: (manifest) => ({ ...manifest, claims: manifest.claims.slice(1) }) }, /claims/],
  [
    'the count of observations',
    { manifest: (manifest) => ({ ...manifest, records: { ...manifest.records, observation: 99 } }) },
    /records/,
  ],
  ['the count of gaps', { manifest: (manifest) => ({ ...manifest, records: { ...manifest.records, gap: 0 } }) }, /records/],
  ['the count of origins', { manifest: (manifest) => ({ ...manifest, origins: { live: 6 } }) }, /origins/],
  ['when it was judged', { manifest: (manifest) => ({ ...manifest, run: { ...manifest.run, judgedAt: '2027-12-31T00:00:00Z' } }) }, /run/],
  ['what tool looked', { manifest: (manifest) => ({ ...manifest, tool: { ...manifest.tool, version: '9.9.9' } }) }, /run/],
  ['a claim dropped from the run', without('run', is('claim', { id: 'default' })), /claim/],
  ['a task dropped', without('run', is('task', { region: 'eu-west-2', collector: 'aws.ebs-volumes' })), /eu-west-2/],
  ['a target dropped', without('run', is('target')), /t0001/],
  ['a region dropped from its target', changed('run', is('target'), { regions: ['eu-west-1'] }), /eu-west-2/],
  ['a region added to its target', changed('run', is('target'), { regions: ['eu-west-1', 'eu-west-2', 'us-east-1'] }), /us-east-1/],
  ["a check's parameter loosened", changed('run', is('claim', { id: 'keys' }), { controls: ['soc2:CC9.9'] }), /keys/],
  ['the subset denied', changed('run', is('run'), { subset: true, id: 'other' }), /run/],
  ['a document forgotten', without('run', is('document')), /document|private-6/],
  [
    'an observation dropped',
    { ...without('t0001', is('observation', { collector: 'aws.ebs-volumes' })), ...less('observation') },
    /aws\.ebs-volumes\/eu-west-1/,
  ],
  ['a gap dropped', { ...without('t0001', is('gap')), ...less('gap') }, /aws\.kms-keys\/eu-west-1/],
  [
    'a sweep dropped',
    {
      records: {
        t0001: (all) => all.filter((record) => record !== all.find(is('sweep', { collector: 'aws.ebs-volumes', region: 'eu-west-2' }))),
      },
      manifest: (manifest) => ({ ...manifest, origins: { override: (manifest.origins.override ?? 0) - 1 } }),
      ...less('sweep'),
    },
    /aws\.ebs-volumes\/eu-west-2/,
  ],
  ['a reply dropped', without('t0001.replies', is('reply')), /reply/],
  ['a reply changed', changed('t0001.replies', is('reply'), { status: 201 }), /reply/],
  ['a name dropped', without('t0001.names', is('name')), /t0001\/s\d+/],
  ['a name that stands twice', records('t0001.names', (all) => [...all, ...all.slice(0, 1)]), /t0001\/s\d+/],
  ['where a sweep came from', changed('t0001', is('sweep'), { origin: 'live' }), /origins/],
];

/** What only the checks can see, run again. */
export const liesAboutVerdicts: readonly Lie[] = [
  ['a verdict', claim('volumes', () => ({ verdict: 'verified' })), /volumes/],
  ['a verdict made worse', claim('default', () => ({ verdict: 'contradicted' })), /default/],
  ["a claim's count", claim('keys', ({ counts }) => ({ counts: { ...counts, holds: counts.holds + 1 } })), /keys/],
  ['complete', { manifest: (manifest) => ({ ...manifest, run: { ...manifest.run, complete: true } }) }, /complete/],
  ['an exception added', changed('run', is('claim', { id: 'volumes' }), { exceptions: [exception('*')] }), /volumes/],
  ['an exception widened', changed('run', is('claim', { id: 'lapsing' }), { exceptions: [exception('*')] }), /lapsing/],
  ["a claim's scope narrowed", changed('run', is('claim', { id: 'volumes' }), { scope: { where: 'false' } }), /volumes/],
  ['an exclusion dropped', { ...without('t0001', is('exclusion')), ...less('exclusion') }, /claim/],
  [
    'what was seen',
    changed('t0001', (line) => is('observation')(line) && JSON.stringify(line['data']).includes('"encrypted":false'), {
      data: { encrypted: true },
    }),
    /volumes/,
  ],
];
