/** Runs one Azure collector, or the source's resolving, against a loopback server: real SDK clients, real Wire, real look. */
import { azure } from '../../../collectors/azure/source.ts';
import type { Clock } from '../../../src/collect/clock.ts';
import { createLook, type Numbers } from '../../../src/collect/look.ts';
import { type KeptReply, toReply } from '../../../src/collect/reply.ts';
import type { Spooled } from '../../../src/collect/spool.ts';
import { toGap } from '../../../src/collect/to-gap.ts';
import { createWire, type Wire } from '../../../src/collect/wire.ts';
import type { Exclusion, Gap, Reply } from '../../../src/model.ts';
import type { Collector, Environment, Resolved, Tap } from '../../../src/plugin.ts';
import { type Asked, json, type Script, startLoopback, TENANT } from './loopback.ts';

export const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
export const SECRET = 'secret-of-the-environment';

export type Observed = Exclude<Spooled, Exclusion | Omit<Gap, 'subject'> | { readonly record: 'sweep' }>;
export type Missed = Extract<Spooled, { readonly record: 'gap' }>;

export interface Looked {
  readonly observed: readonly Observed[];
  readonly gaps: readonly Missed[];
  readonly replies: readonly Reply[];
  readonly asked: readonly Asked[];
  readonly waits: readonly number[];
}

/** Time jumps over every wait, and the waits are noted. */
export function clockThatNotes(waits: number[]): Clock {
  let jumped = 0;
  return {
    now: () => Date.now() + jumped,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      jumped += milliseconds;
      return Promise.resolve();
    },
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

/** A client secret and no other credentials: nothing of the machine's own configuration is read. */
export function environment(url: string, more: Environment = {}): Environment {
  return {
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: '44444444-4444-4444-8444-444444444444',
    AZURE_CLIENT_SECRET: SECRET,
    AZURE_AUTHORITY_HOST: url,
    AZURE_RESOURCE_MANAGER_URL: url,
    ...more,
  };
}

export function wireWith(clock: Clock, timeout = 20_000): Wire {
  return createWire({ clock, random: () => 0, share: 1, concurrency: 20, timeout });
}

/** Answers that the subscription needs before its collectors can run. */
export const ENABLED: Script = { subscription: () => json({ subscriptionId: SUBSCRIPTION, state: 'Enabled' }) };

/** What resolving a target's body brought, and the replies that were kept. */
export async function resolve(script: Script, body: unknown, env: (url: string) => Environment = environment) {
  const server = await startLoopback(script);
  const waits: number[] = [];
  const replies: Reply[] = [];
  try {
    const resolved = await resolveWith(wireWith(clockThatNotes(waits)), body, env(server.url), replies);
    for (const one of resolved) one.close();
    return { resolved, replies, asked: server.asked, url: server.url };
  } finally {
    await server.close();
  }
}

export async function resolveWith(
  wire: Wire,
  body: unknown,
  env: Environment,
  replies: Reply[] = [],
  tap: Tap = wire.tap,
): Promise<readonly Resolved<object>[]> {
  const numbers = { calls: 0, retries: 0 };
  const keep = (reply: KeptReply) => `hash-${replies.push(toReply(reply))}`;
  const caller = { target: 'target', key: 'target', meaning: azure.meaning, allowance: azure.allowance, numbers, keep };
  return azure.resolve(body, {
    tap,
    base: '/',
    env,
    call: async (name, input, ask, shape) => {
      const { value, replies: hashes } = await wire.call(caller, name, input, ask);
      return { data: shape.parse(value), replies: hashes };
    },
  });
}

/** How a look differs from the usual one. */
export interface Wish {
  readonly timeout?: number;
  readonly env?: Environment;
}

/** What one collector saw in one scripted subscription. */
export async function look(collector: Collector, script: Script, { timeout, env }: Wish = {}): Promise<Looked> {
  const server = await startLoopback({ ...ENABLED, ...script });
  const waits: number[] = [];
  const clock = clockThatNotes(waits);
  const wire = wireWith(clock, timeout);
  const records: Spooled[] = [];
  const replies: Reply[] = [];
  const numbers: Numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
  const keep = (reply: KeptReply) => `hash-${replies.push(toReply(reply))}`;
  const caller = { target: 't0001', key: 't0001', meaning: azure.meaning, allowance: azure.allowance, numbers, keep };
  const place = { target: 't0001', collector: collector.id, region: 'global' };
  try {
    const [found] = await resolveWith(wire, { subscriptions: [SUBSCRIPTION] }, environment(server.url, env));
    if (found === undefined || found.gap !== undefined) throw new Error('the subscription could not be resolved', { cause: found?.gap });
    const permissions = { ...azure.calls, ...collector.calls };
    const session = found.open('global');
    const drained = () => Promise.resolve();
    const ground = { wire, clock, caller, collector, place, cloud: 'azure', account: found.name, session, numbers, drained, permissions };
    try {
      await collector.collect(createLook(ground, (record) => records.push(record)));
    } catch (error) {
      records.push(toGap(error, ground, {}));
    } finally {
      found.close();
    }
  } finally {
    await server.close();
  }
  return {
    observed: records.filter((record): record is Observed => record.record === 'observation'),
    gaps: records.filter((record): record is Missed => record.record === 'gap'),
    replies,
    waits,
    asked: server.asked,
  };
}

export const RESOURCE_GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/example`;

/** A storage account on the wire, as "storageAccounts-list" was recorded; `properties` replace or (undefined) remove those of a sound one. */
export function account(name: string, properties: object = {}, more: object = {}): object {
  return {
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    kind: 'StorageV2',
    id: `${RESOURCE_GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`,
    name,
    type: 'Microsoft.Storage/storageAccounts',
    location: 'uksouth',
    tags: { env: 'prod' },
    ...more,
    properties: {
      supportsHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
      encryption: {
        services: { file: { keyType: 'Account', enabled: true }, blob: { keyType: 'Account', enabled: true } },
        keySource: 'Microsoft.Storage',
      },
      networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
      provisioningState: 'Succeeded',
      creationTime: '2023-08-21T22:10:13.9383878Z',
      primaryEndpoints: Object.fromEntries(
        ['dfs', 'web', 'blob', 'queue', 'table', 'file'].map((service) => [service, `https://${name}.${service}.example.com/`]),
      ),
      primaryLocation: 'uksouth',
      statusOfPrimary: 'available',
      ...properties,
    },
  };
}

/** One page of a listing. */
export function page(value: readonly unknown[], nextLink?: string | null) {
  return json({ value, ...(nextLink === undefined ? {} : { nextLink }) });
}

/** What was seen of the thing whose id ends so. */
export function dataOf({ observed }: Pick<Looked, 'observed'>, ending: string): unknown {
  return observed.find(({ subject }) => subject.id.endsWith(ending))?.data;
}
