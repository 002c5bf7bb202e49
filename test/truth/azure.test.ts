/** Every collector of Azure, over a practice cloud in which every subscription has something wrong with it: what was seen, and what of the rest is told. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AzureScenario } from '../../fixtures/practice/azure/scenario.ts';
import { type AzurePractice, startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { cellsOf, type Ends, wordsOf } from './cells.ts';
import { scanHere } from './scan-here.ts';
import { openDesk, outcome, type Scanned } from './world.ts';

type Fault = NonNullable<AzureScenario['faults']>[number];
type Section = AzureScenario['subscriptions'][string];

/** A subscription, by what is wrong with it. Its three accounts come in two pages. `publicAccess`: where that collector ends otherwise. */
interface Case extends Ends {
  readonly section?: Omit<Section, 'id'>;
  readonly faults?: readonly Fault[];
  readonly publicAccess?: Ends;
}

const THREE = { storage: { accounts: ['alpha', 'beta', 'gamma'].map((name) => ({ name, containers: [{}] })) } };
const all = { action: 'StorageAccounts_List' };
const page = { ...all, page: 2 };

const CASES: Readonly<Record<string, Case>> = {
  sound: { seen: 3 },
  'with nothing in it': { section: { storage: { accounts: [] } }, seen: 0 },
  'whose one account keeps its containers to itself': {
    faults: [{ fault: 'deny', on: { action: 'BlobContainers_List', subject: 'beta' } }],
    seen: 3,
    publicAccess: { seen: 3, told: 'swept, gap: denied AuthorizationFailed public' },
  },
  'whose one account has another shape': {
    faults: [{ fault: 'malformed', field: 'provisioningState', item: 'beta', on: all }],
    seen: 2,
    told: 'swept, gap: malformed UnknownShape',
  },
  'denied by its roles': { faults: [{ fault: 'deny', on: all }], told: 'gap: denied AuthorizationFailed' },
  'denied by a deny assignment': {
    faults: [{ fault: 'deny', by: 'deny-assignment', on: all }],
    told: 'gap: denied DenyAssignmentAuthorizationFailed',
  },
  'denied by a policy': { faults: [{ fault: 'deny', by: 'policy', on: all }], told: 'gap: denied RequestDisallowedByPolicy' },
  'denied by a lock': { faults: [{ fault: 'deny', by: 'lock', on: all }], told: 'gap: denied ScopeLocked' },
  'with a listing of another shape': {
    faults: [{ fault: 'malformed', field: 'value', on: all }],
    told: 'gap: malformed UnreadableAnswer',
  },
  'throttled to exhaustion': {
    faults: [{ fault: 'throttle', retryAfter: 1, on: all }],
    told: 'gap: throttled SubscriptionRequestsThrottled',
  },
  'not registered': { faults: [{ fault: 'not-registered', on: all }], told: 'excluded: api-off' },
  'disabled since it was listed': { faults: [{ fault: 'suspended', refuses: true, on: all }], told: 'excluded: account-suspended' },
  'that loses a page': { faults: [{ fault: 'cut', on: page }], seen: 2, told: 'gap: unreachable ECONNRESET' },
  'that loses a page once': { faults: [{ fault: 'cut', times: 1, on: page }], seen: 3 },
  'whose page leads to itself': { faults: [{ fault: 'repeat', on: page }], seen: 3, told: 'gap: malformed RepeatedToken' },
  'whose pages lead in a circle': { faults: [{ fault: 'loop', on: all }], seen: 5, told: 'gap: malformed RepeatedToken' },
  'whose page leads away': { faults: [{ fault: 'foreign-next-link', on: all }], seen: 2, told: 'gap: malformed ForeignNextLink' },
  'throttled in mid-listing': { faults: [{ fault: 'throttle', retryAfter: 7, times: 1, on: page }], seen: 3 },
  'throttled in mid-listing by the provider': {
    faults: [{ fault: 'throttle', by: 'provider', retryAfter: 7, times: 1, on: page }],
    seen: 3,
  },
  'in which the token ends in mid-listing': { faults: [{ fault: 'expire-token', on: page }], seen: 3 },
  'whose clock is years off': { faults: [{ fault: 'skew-date', by: '-3650d' }], seen: 3 },
  'that sends a web page': { faults: [{ fault: 'html', status: 200, on: page }], seen: 2, told: 'gap: malformed UnreadableAnswer' },
  'behind a broken gateway': { faults: [{ fault: 'html', status: 502, on: page }], seen: 2, told: 'gap: unreachable' },
  'that packs its answers': { faults: [{ fault: 'gzip' }], seen: 3 },
  'with an empty page': { faults: [{ fault: 'truncate', as: 'empty-page', on: page }], seen: 3 },
  // Nothing in a listing tells this from its end: docs/practice-azure.md.
  'whose listing ends too soon, without a word': { faults: [{ fault: 'truncate', as: 'end', on: all }], seen: 2 },
};
const names = Object.keys(CASES);
const idOf = (name: string) => `11112222-3333-4444-8555-${String(names.indexOf(name)).padStart(12, '0')}`;
const SUSPENDED = '99998888-7777-4666-8555-444433332222';

const CLAIMS = [
  '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }',
  '{ id: private, quote: q, proof: [{ check: no-public-access }] }',
  `{ id: transport, quote: q, proof: [{ kind: transport-encryption, expect: 'data.required' }] }`,
  `{ id: placed, quote: q, proof: [{ kind: location, expect: 'data.holdsData' }] }`,
];

let practice: AzurePractice;
let scanned: Scanned;
let cleanUp = async () => {};

beforeAll(async () => {
  practice = await startAzurePractice({
    pageSizes: { StorageAccounts_List: 2 },
    subscriptions: {
      ...Object.fromEntries(Object.entries(CASES).map(([name, { section = THREE }]) => [name, { id: idOf(name), ...section }])),
      suspended: { id: SUSPENDED, ...THREE, state: 'Disabled' },
    },
    faults: Object.entries(CASES).flatMap(([account, { faults = [] }]) =>
      faults.map((fault) => ({ ...fault, on: { ...fault.on, account } })),
    ),
  });
  setDefaultCACertificates([...getCACertificates('default'), practice.ca]);
  const desk = await openDesk({ env: practice.env(), close: practice.close }, CLAIMS, ['prod: { azure: { subscriptions: all } }']);
  cleanUp = () => desk[Symbol.asyncDispose]();
  scanned = await scanHere(desk);
});
afterAll(() => cleanUp());

test.each(Object.entries(CASES))('a subscription %s', (name, { seen, told, publicAccess }) => {
  const ends = { ...(seen === undefined ? {} : { seen }), ...(told === undefined ? {} : { told }) };
  expect(cellsOf(scanned)[idOf(name)]).toEqual({
    'azure.storage-encryption': wordsOf(ends, 4), // blobs, files, tables and queues
    'azure.storage-location': wordsOf(ends, 1),
    'azure.storage-public-access': wordsOf(publicAccess ?? ends, 1),
    'azure.storage-transport': wordsOf(ends, 1),
  });
});

test('a subscription that is listed as disabled is left alone', () => {
  expect(cellsOf(scanned)[SUSPENDED]).toEqual({ '*': 'excluded: account-suspended' });
  expect(Object.keys(practice.stats().places).filter((place) => place.startsWith(SUSPENDED))).toEqual([]);
});

test('what was not seen keeps every claim from being verified, and the bundle verifies', () => {
  const verdicts = { encrypted: 'unproven', private: 'unproven', transport: 'unproven', placed: 'unproven' };
  expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts });
  expect(scanned.stderr).not.toMatch(/\bbug\b|^ {4}at /m);
});

test('a denial names the call and the least permission', () => {
  const gaps = scanned.facts.filter((fact) => fact.record === 'gap' && fact.reason === 'denied');
  expect(new Set(gaps.map((gap) => JSON.stringify([gap.record === 'gap' && gap.call, gap.record === 'gap' && gap.permissions])))).toEqual(
    new Set([
      '["storage:StorageAccounts_List",["Microsoft.Storage/storageAccounts/read"]]',
      '["storage:BlobContainers_List",["Microsoft.Storage/storageAccounts/blobServices/containers/read"]]',
    ]),
  );
});

test('nothing is asked, and no token is shown, where a page leads away', () => {
  expect(practice.stats().foreign).toEqual({ requests: 0, tokens: 0 });
});

test('every exclusion, and every gap that an answer showed, cites it', () => {
  const unanswered = ['ECONNRESET'];
  const bare = scanned.facts.filter(
    (fact) => fact.record === 'exclusion' || (fact.record === 'gap' && !unanswered.includes(fact.code ?? '')),
  );
  expect(bare.filter((fact) => fact.record !== 'sweep' && fact.replies.length === 0)).toEqual([]);
});

test('every fault was met', () => {
  const planted = new Set(Object.values(CASES).flatMap(({ faults = [] }) => faults.map(({ fault }) => fault)));
  expect(Object.keys(practice.stats().faults).toSorted()).toEqual([...planted].toSorted());
});
