/** The calls that the quota bench makes, each at a practice cloud that keeps to what the provider documents. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { AwsSession } from '../collectors/aws/session.ts';
import { aws } from '../collectors/aws/source.ts';
import { azure } from '../collectors/azure/source.ts';
import { ambient, remembered } from '../collectors/gcp/credentials.ts';
import { endpointsOf } from '../collectors/gcp/endpoints.ts';
import { openSender } from '../collectors/gcp/send.ts';
import { clientsOf } from '../collectors/gcp/session.ts';
import { gcp } from '../collectors/gcp/source.ts';
import { startAzurePractice } from '../fixtures/practice/start-azure.ts';
import { startGcpPractice } from '../fixtures/practice/start-gcp.ts';
import { startPractice } from '../fixtures/practice/start-practice.ts';
import type { Called } from '../fixtures/practice/tally.ts';
import type { Wire } from '../src/collect/wire.ts';
import type { Allowance, Meaning, Resolving, Seen } from '../src/plugin.ts';

/** Something that can make one call, over and over, in front of a running practice cloud. */
export interface Opened {
  readonly key: string;
  readonly allowance: (call: string) => Allowance;
  readonly meaning: (error: unknown) => Meaning;
  readonly ask: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** `now`: the practice cloud's clock. `watch` is told of each call that arrives there. */
type Open = (wire: Wire, now: () => number, watch: (called: Pick<Called, 'service' | 'action'>) => void) => Promise<Opened>;

export interface Case {
  readonly call: string;
  readonly calls: number;
  /** How many times fast the clock is; bounded by what the SDK can do in a second. */
  readonly k: number;
  readonly open: Open;
}

export const CASES: readonly Case[] = [
  {
    call: 'kms:GetKeyRotationStatus',
    calls: 5000,
    k: Number(process.env['K_KMS'] ?? 1),
    open: inAws(async (session) => {
      const kms = await session.client('kms');
      const { Keys: [key] = [] } = await kms.listKeys({});
      return () => kms.getKeyRotationStatus({ KeyId: key?.KeyId ?? '' });
    }),
  },
  {
    call: 'ec2:DescribeVolumes',
    calls: 500,
    k: Number(process.env['K_EC2'] ?? 20),
    open: inAws(async (session) => {
      const ec2 = await session.client('ec2');
      return () => ec2.describeVolumes({ MaxResults: 5 });
    }),
  },
  { call: 'storage:StorageAccounts_List', calls: 100, k: Number(process.env['K_AZURE'] ?? 50), open: inAzure },
  { call: 'cloudresourcemanager:projects.get', calls: 600, k: Number(process.env['K_GCP'] ?? 30), open: inGcp('v3/projects/example-prod') },
  {
    call: 'cloudresourcemanager:projects.list',
    calls: 200,
    k: Number(process.env['K_GCP'] ?? 30),
    open: inGcp('v3/projects?parent=organizations/100000000001'),
  },
];

/** Resolving for its own sake: what it asks is not counted. */
function resolving({ tap }: Wire): Resolving {
  const call = async <Input, T>(
    _: string,
    input: Input,
    ask: (input: Input) => Promise<unknown>,
    shape: { parse: (value: unknown) => T },
  ) => {
    const seen: Seen<T> = { data: shape.parse(await ask(input)), replies: [] };
    return seen;
  };
  return { tap, env: process.env, base: '/', call };
}

function inAws(askOf: (session: AwsSession) => Promise<() => Promise<unknown>>): Open {
  const [account, region] = ['111122223333', 'eu-west-1'];
  const holds = { ec2: { volumes: [{ count: 5 }] }, kms: { keys: { 'alias/own': {} } } };
  return async (wire, now, watch) => {
    const practice = await startPractice(
      { quotas: 'documented', accounts: { prod: { id: account, regions: { [region]: holds } } } },
      { clock: now, watch },
    );
    Object.assign(process.env, practice.env('prod'));
    const [found] = await aws.resolve({ regions: { only: [region], because: 'one is enough' } }, resolving(wire));
    const session = found?.open(region);
    if (found === undefined || found.gap !== undefined || !aws.owns(session)) throw new Error('no account', { cause: found?.gap });
    return { ...aws, key: `${account}/${region}`, ask: await askOf(session), close: closing(found, practice) };
  };
}

async function inAzure(...[wire, now, watch]: Parameters<Open>): Promise<Opened> {
  const id = '11112222-3333-4444-8555-666677778888';
  const practice = await startAzurePractice(
    { subscriptions: { prod: { id, storage: { accounts: [{ count: 5 }] } } } },
    { clock: now, watch },
  );
  setDefaultCACertificates([...getCACertificates('default'), practice.ca]);
  Object.assign(process.env, practice.env());
  const [found] = await azure.resolve({ subscriptions: [id] }, resolving(wire));
  const session = found?.open('global');
  if (found === undefined || found.gap !== undefined || !azure.owns(session)) throw new Error('no subscription', { cause: found?.gap });
  const client = await session.storage();
  return { ...azure, key: `${id}/global`, ask: () => client.storageAccounts.list().byPage().next(), close: closing(found, practice) };
}

function inGcp(path: string): Open {
  return async ({ tap }, now, watch) => {
    const practice = await startGcpPractice(
      {
        organizations: { '100000000001': { displayName: 'example.com' } },
        projects: { 'example-prod': { parent: 'organizations/100000000001' } },
      },
      { clock: now, watch },
    );
    Object.assign(process.env, practice.env());
    const endpoints = endpointsOf(process.env);
    const sender = openSender();
    const make = ambient(process.env, undefined, sender, endpoints.token);
    if (make === undefined) throw new Error('no credentials');
    const clients = clientsOf({ endpoints, credential: remembered(make, tap), sender, tap, verifies: true });
    return { ...gcp, key: 'example-prod/global', ask: () => clients.resourceManager(path), close: closing(clients, practice) };
  };
}

function closing(found: { readonly close: () => void }, practice: { readonly close: () => Promise<void> }): () => Promise<void> {
  return async () => {
    found.close();
    await practice.close();
  };
}
