/** Every collector of Google Cloud, over a practice cloud in which every project has something wrong with it: what was seen, and what of the rest is told. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { GcpScenario } from '../../fixtures/practice/gcp/scenario.ts';
import { type GcpPractice, startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { cellsOf, type Ends, wordsOf } from './cells.ts';
import { scanHere } from './scan-here.ts';
import { openDesk, outcome, type Scanned } from './world.ts';

type Fault = NonNullable<GcpScenario['faults']>[number];
type Project = GcpScenario['projects'][string];

/** A project, by what is wrong with it. Its three buckets come in two pages. `publicAccess`: where that collector ends otherwise. */
interface Case extends Ends {
  readonly buckets?: object | 'none';
  readonly project?: Project;
  readonly faults?: readonly Fault[];
  readonly publicAccess?: Ends;
}

const inherits = { publicAccessPrevention: 'inherited' };
const open = { ...inherits, bindings: [{ role: 'roles/storage.objectViewer', members: ['allUsers'] }] };
const all = { action: 'buckets.list' };
const page = { ...all, page: 2 };

const CASES: Readonly<Record<string, Case>> = {
  sound: { seen: 3 },
  'with nothing in it': { buckets: 'none', seen: 0 },
  'whose one bucket keeps its policy to itself': {
    buckets: inherits,
    faults: [{ fault: 'deny', on: { action: 'buckets.getIamPolicy', subject: 'beta-*' } }],
    seen: 3,
    publicAccess: { seen: 3, told: 'swept, gap: denied forbidden public' },
  },
  'whose one bucket has another shape': {
    faults: [{ fault: 'malformed', field: 'name', value: 7, item: 'beta-03', on: all }],
    seen: 2,
    told: 'swept, gap: malformed UnknownShape',
  },
  'whose one location does not answer': {
    faults: [{ fault: 'partial', locations: ['ASIA'], on: all }],
    seen: 2,
    told: 'swept, gap: unreachable Unreachable',
  },
  'whose policies cannot be asked for, as that is off where we ask from': {
    buckets: open,
    faults: [{ fault: 'api-off', on: { service: 'orgpolicy' } }],
    seen: 3,
    publicAccess: { seen: 3, told: 'swept, gap: unsupported SERVICE_DISABLED sharingBlocked' },
  },
  'denied by its roles': { faults: [{ fault: 'deny', on: all }], told: 'gap: denied forbidden' },
  'denied by a perimeter': { faults: [{ fault: 'vpc-sc', on: all }], told: 'gap: denied SECURITY_POLICY_VIOLATED' },
  'behind a perimeter': { project: { perimeter: true }, told: 'gap: denied SECURITY_POLICY_VIOLATED' },
  'denied by a policy of the organisation': {
    faults: [{ fault: 'error', status: 403, code: 'ORG_RESTRICTION_VIOLATION', on: all }],
    told: 'gap: denied ORG_RESTRICTION_VIOLATION',
  },
  'that nobody pays for': { project: { billing: 'disabled' }, told: 'gap: denied accountDisabled' },
  'with a listing of another shape': { faults: [{ fault: 'malformed', field: 'kind', on: all }], told: 'gap: malformed UnknownShape' },
  'throttled to exhaustion': { faults: [{ fault: 'throttle', retryAfter: 1, on: all }], told: 'gap: throttled rateLimitExceeded' },
  'where the API is off': { project: { off: ['storage.googleapis.com'] }, told: 'excluded: api-off' },
  'where the API is off in mid-listing': { faults: [{ fault: 'api-off', on: page }], seen: 2, told: 'gap: unsupported SERVICE_DISABLED' },
  'that loses a page': { faults: [{ fault: 'cut', on: page }], seen: 2, told: 'gap: unreachable ECONNRESET' },
  'that loses a page once': { faults: [{ fault: 'cut', times: 1, on: page }], seen: 3 },
  'whose page leads to itself': { faults: [{ fault: 'repeat', on: page }], seen: 3, told: 'gap: malformed RepeatedToken' },
  'whose pages lead in a circle': { faults: [{ fault: 'loop', on: page }], seen: 5, told: 'gap: malformed RepeatedToken' },
  'throttled in mid-listing': { faults: [{ fault: 'throttle', retryAfter: 7, times: 1, on: page }], seen: 3 },
  'in which the token ends in mid-listing': { faults: [{ fault: 'expire-token', on: page }], seen: 3 },
  'whose clock is years off': { faults: [{ fault: 'skew-date', by: '-3650d' }], seen: 3 },
  'that sends a web page': { faults: [{ fault: 'html', status: 200, on: page }], seen: 2, told: 'gap: malformed NotJson' },
  'behind a broken gateway': { faults: [{ fault: 'html', status: 502, on: page }], seen: 2, told: 'gap: unreachable' },
  'that packs its answers': { faults: [{ fault: 'gzip' }], seen: 3 },
  'with an empty page': { faults: [{ fault: 'truncate', as: 'empty-page', times: 1, on: page }], seen: 3 },
  // Nothing tells this from the end of a listing, and there is no second count of buckets: docs/practice-gcp.md.
  'whose listing ends too soon, without a word': { faults: [{ fault: 'truncate', as: 'end', on: all }], seen: 2 },
};

const ORGANIZATION = '100000000001';
const names = Object.keys(CASES);
const number = (name: string) => String(names.indexOf(name)).padStart(2, '0');
const idOf = (name: string) => `example-${number(name)}`;

/** Names of buckets are one for all projects. */
function projectOf(name: string, { buckets = {}, project = {} }: Case): Project {
  const three = ['alpha', 'beta', 'gamma'].map((bucket) => ({
    name: `${bucket}-${number(name)}`,
    ...(bucket === 'gamma' ? { location: 'ASIA' } : {}),
    ...(buckets === 'none' ? {} : buckets),
  }));
  return { parent: `organizations/${ORGANIZATION}`, buckets: buckets === 'none' ? [] : three, ...project };
}

const CLAIMS = [
  '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }',
  '{ id: private, quote: q, proof: [{ check: no-public-access }] }',
  `{ id: placed, quote: q, proof: [{ kind: location, expect: 'data.holdsData' }] }`,
];

let practice: GcpPractice;
let scanned: Scanned;
let cleanUp = async () => {};

beforeAll(async () => {
  practice = await startGcpPractice({
    organizations: { [ORGANIZATION]: { displayName: 'example.com' } },
    pageSizes: { 'buckets.list': 2 },
    projects: {
      ...Object.fromEntries(Object.entries(CASES).map(([name, its]) => [idOf(name), projectOf(name, its)])),
      'example-leaving': { parent: `organizations/${ORGANIZATION}`, state: 'DELETE_REQUESTED' },
    },
    faults: Object.entries(CASES).flatMap(([name, { faults = [] }]) =>
      faults.map((fault) => ({ ...fault, on: { ...fault.on, account: idOf(name) } })),
    ),
  });
  const env = practice.env();
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value); // Google's library reads the process's own
  const desk = await openDesk({ env, close: practice.close }, CLAIMS, [`prod: { gcp: { organization: "${ORGANIZATION}" } }`]);
  cleanUp = async () => {
    await desk[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  };
  scanned = await scanHere(desk);
});
afterAll(() => cleanUp());

test.each(Object.entries(CASES))('a project %s', (name, { seen, told, publicAccess }) => {
  const ends = { ...(seen === undefined ? {} : { seen }), ...(told === undefined ? {} : { told }) };
  expect(cellsOf(scanned)[idOf(name)]).toEqual({
    'gcp.bucket-encryption': wordsOf(ends, 1),
    'gcp.bucket-location': wordsOf(ends, 1),
    'gcp.bucket-public-access': wordsOf(publicAccess ?? ends, 1),
  });
});

test('a project that waits to be deleted is left alone', () => {
  expect(cellsOf(scanned)['example-leaving']).toEqual({ '*': 'excluded: account-suspended' });
  expect(Object.keys(practice.stats().places).filter((place) => place.startsWith('example-leaving/') && place.includes('storage'))).toEqual(
    [],
  );
});

test('what was not seen keeps every claim from being verified, and the bundle verifies', () => {
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { encrypted: 'unproven', private: 'unproven', placed: 'unproven' } });
  expect(scanned.stderr).not.toMatch(/\bbug\b|^ {4}at /m);
});

test('a denial names the call and the least permission', () => {
  const named = scanned.facts.flatMap((fact) =>
    fact.record === 'gap' && fact.reason === 'denied' ? [`${fact.call} ${fact.permissions?.join(' ')}`] : [],
  );
  expect(new Set(named)).toEqual(
    new Set(['storage:buckets.list storage.buckets.list', 'storage:buckets.getIamPolicy storage.buckets.getIamPolicy']),
  );
});

test('every exclusion, and every gap that an answer showed, cites it', () => {
  const shown = scanned.facts.filter((fact) => fact.record === 'exclusion' || (fact.record === 'gap' && fact.code !== 'ECONNRESET'));
  expect(shown.filter((fact) => fact.record !== 'sweep' && fact.replies.length === 0)).toEqual([]);
});

test('every fault was met', () => {
  const planted = new Set(Object.values(CASES).flatMap(({ faults = [] }) => faults.map(({ fault }) => fault)));
  expect(Object.keys(practice.stats().faults).toSorted()).toEqual([...planted].toSorted());
});
