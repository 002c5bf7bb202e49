/** A public copy is for everybody: nothing in it may tell whose account, host, person or thing a fact is about. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startAzurePractice } from '../../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../../fixtures/practice/start-gcp.ts';
import { checks } from '../../src/plugins.ts';
import { scanHere } from '../truth/scan-here.ts';
import { type Desk, openDesk, openWorld, type Scanned } from '../truth/world.ts';
import { told } from './told.ts';

/** A claim for every check that needs no parameters: as many collectors as there are look. */
const CLAIMS = checks.flatMap(({ id, bind }) => {
  try {
    bind({});
    return [`{ id: ${id}, quote: Something that the page says, proof: [{ check: ${id} }] }`];
  } catch {
    return [];
  }
});
const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';

/** A scan inside this process, where the libraries of some clouds find its credentials. */
async function lookAs(desk: Desk): Promise<Scanned> {
  for (const [name, value] of Object.entries(desk.env)) vi.stubEnv(name, value);
  return scanHere(desk);
}
afterEach(() => vi.unstubAllEnvs());

describe('a public copy tells no account, host, person, name or tag', () => {
  test('of AWS, with every check', async () => {
    const region = {
      ec2: { volumes: [{ count: 3, tags: { team: 'blue-whale', owner: 'jane.doe@example.com' } }] },
      kms: { keys: { 'alias/very-own': { rotation: { days: 365 } } } },
    };
    await using world = await openWorld({ accounts: { prod: { id: '111122223333', regions: { 'eu-west-1': region } } } }, CLAIMS);
    const { bundle } = await lookAs(world);
    expect(await told(bundle, world.directory)).toEqual([]);
  });

  test('of Azure', async () => {
    const practice = await startAzurePractice({
      subscriptions: { prod: { id: SUBSCRIPTION, storage: { accounts: [{ count: 5 }] } } },
      limits: 'none',
    });
    const target = `prod-azure: { azure: { subscriptions: ["${SUBSCRIPTION}"] } }`;
    await using desk = await openDesk({ env: practice.env(), close: practice.close }, CLAIMS, [target]);
    const { bundle } = await desk.scan();
    expect(await told(bundle, desk.directory)).toEqual([]);
  });

  test('of Google Cloud', async () => {
    const kmsKeys = ['projects/example-prod/locations/eu/keyRings/data/cryptoKeys/own'];
    const practice = await startGcpPractice({
      projects: { 'example-prod': { buckets: [{ count: 5 }, { name: 'example-own', kmsKeys }] } },
      limits: 'none',
    });
    await using desk = await openDesk({ env: practice.env(), close: practice.close }, CLAIMS, [
      'prod-gcp: { gcp: { projects: [example-prod] } }',
    ]);
    const { bundle } = await lookAs(desk);
    expect(await told(bundle, desk.directory)).toEqual([]);
  });
});
