/** What a management group, an organisation or a folder stands for: what of it cannot be seen, and what of it is rightly left out. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { cellsOf } from './cells.ts';
import { scanHere } from './scan-here.ts';
import { openDesk, outcome } from './world.ts';

const CLAIM = '{ id: encrypted, quote: q, proof: [{ check: encrypted-at-rest }] }';
const UNPROVEN = { code: 4, verified: 0, verdicts: { encrypted: 'unproven' } };
const one = { storage: { accounts: [{ name: 'alpha' }] } };

afterEach(() => vi.unstubAllEnvs());

test('a management group: at any depth, with those that may not be read, and without those that are disabled', async () => {
  const id = (digit: number) => `11112222-3333-4444-8555-66667777000${digit}`;
  const practice = await startAzurePractice({
    principals: { evidence: { subscriptions: ['near', 'deep', 'disabled'] } },
    managementGroups: { top: { groups: ['below'], subscriptions: ['near', 'closed'] }, below: { subscriptions: ['deep', 'disabled'] } },
    subscriptions: {
      near: { id: id(1), ...one },
      closed: { id: id(2), ...one },
      deep: { id: id(3), ...one },
      disabled: { id: id(4), ...one, state: 'Disabled' },
    },
  });
  setDefaultCACertificates([...getCACertificates('default'), practice.ca]);
  const desk = { env: practice.env(), close: practice.close };
  await using world = await openDesk(desk, [CLAIM], ['prod: { azure: { managementGroup: top } }']);
  const scanned = await scanHere(world);
  expect(cellsOf(scanned)).toEqual({
    [id(1)]: { 'azure.storage-encryption': '4 seen' },
    [id(2)]: { 'azure.storage-encryption': 'gap: denied AuthorizationFailed' },
    [id(3)]: { 'azure.storage-encryption': '4 seen' },
    [id(4)]: { '*': 'excluded: account-suspended' },
  });
  expect(outcome(scanned)).toEqual(UNPROVEN);
});

test('an organisation: at any depth, with the folder that may not be listed, and without projects that wait to be deleted', async () => {
  const bucket = (name: string) => ({ buckets: [{ name }] });
  const practice = await startGcpPractice({
    organizations: { '100000000001': { displayName: 'example.com' } },
    folders: {
      '200000000001': { parent: 'organizations/100000000001', displayName: 'production' },
      '200000000002': { parent: 'folders/200000000001', displayName: 'below' },
      '200000000003': { parent: 'organizations/100000000001', displayName: 'closed' },
    },
    projects: {
      'example-top': { parent: 'organizations/100000000001', ...bucket('of-top') },
      'example-deep': { parent: 'folders/200000000002', ...bucket('of-deep') },
      'example-closed': { parent: 'folders/200000000003', ...bucket('of-closed') },
      'example-leaving': { parent: 'folders/200000000001', state: 'DELETE_REQUESTED' },
    },
    faults: [{ fault: 'deny', on: { action: 'projects.list', subject: 'folders/200000000003' } }],
  });
  const env = practice.env();
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  await using world = await openDesk({ env, close: practice.close }, [CLAIM], ['prod: { gcp: { organization: "100000000001" } }']);
  const scanned = await scanHere(world);
  expect(cellsOf(scanned)).toEqual({
    'example-top': { 'gcp.bucket-encryption': '1 seen' },
    'example-deep': { 'gcp.bucket-encryption': '1 seen' },
    'example-leaving': { '*': 'excluded: account-suspended' },
    'folders/200000000003': { 'gcp.bucket-encryption': 'gap: denied IAM_PERMISSION_DENIED' },
  });
  expect(outcome(scanned)).toEqual(UNPROVEN);
});
