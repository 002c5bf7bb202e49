/** Runs one Google collector, or the source's resolving, against a loopback server: real clients, real credential chain, real Wire, real look. */
import { vi } from 'vitest';
import { gcp } from '../../../collectors/gcp/source.ts';
import type { Clock } from '../../../src/collect/clock.ts';
import { createLook, type Numbers } from '../../../src/collect/look.ts';
import { type KeptReply, toReply } from '../../../src/collect/reply.ts';
import type { Spooled } from '../../../src/collect/spool.ts';
import { toGap } from '../../../src/collect/to-gap.ts';
import { createWire, type Wire } from '../../../src/collect/wire.ts';
import { type Gap, GLOBAL, type Reply } from '../../../src/model.ts';
import type { Collector, Resolving } from '../../../src/plugin.ts';
import { type Asked, json, type Loopback, type Script, startLoopback } from './loopback.ts';

export const PROJECT = 'example-prod';
export const EMAIL = 'evidence@example-prod.iam.gserviceaccount.com';

export type Observed = Extract<Spooled, { readonly record: 'observation' }>;
export type Missed = Extract<Spooled, { readonly record: 'gap' }>;

export interface Looked {
  readonly observed: readonly Observed[];
  readonly gaps: readonly Missed[];
  readonly replies: readonly Reply[];
  readonly numbers: Numbers;
  /** What the collector asked for; how the project and its token were found is left out. */
  readonly asked: readonly Asked[];
}

/** Time jumps over every wait. */
function jumpingClock(): Clock {
  let jumped = 0;
  return {
    now: () => Date.now() + jumped,
    sleep: (milliseconds) => {
      jumped += milliseconds;
      return Promise.resolve();
    },
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

const clock = jumpingClock();

export function openWire(timeout = 20_000): Wire {
  return createWire({ clock, random: () => 0, share: 1, concurrency: 20, timeout });
}

/** The machine's own credentials, from the loopback metadata server, and no others. A value of "loopback" is the server's address. */
export function environment({ url, host }: Loopback, more: Readonly<Record<string, string | undefined>> = {}) {
  return {
    GOOGLE_APPLICATION_CREDENTIALS: undefined,
    GOOGLE_CLOUD_QUOTA_PROJECT: undefined,
    GCE_METADATA_IP: undefined,
    GCE_METADATA_HOST: host,
    STORAGE_EMULATOR_HOST: undefined,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: url,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: url,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_ORGPOLICY: url,
    CLOUDSDK_AUTH_TOKEN_HOST: `${url}/token`,
    HOME: '/nonexistent',
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, value === 'loopback' ? url : value])),
  };
}

/** A machine with a service account, and one project. Each token is another one. */
export const MACHINE: Script = {
  'metadata:token': (_, nth) =>
    json({ access_token: `token-${nth}`, expires_in: 3600, token_type: 'Bearer' }, 200, { 'metadata-flavor': 'Google' }),
  'metadata:email': () => ({ headers: { 'metadata-flavor': 'Google', 'content-type': 'application/text' }, body: EMAIL }),
  'cloudresourcemanager:projects.get': ({ path }) =>
    json({ name: 'projects/111122223333', projectId: path.split('/').at(-1), state: 'ACTIVE', parent: 'organizations/123' }),
};

/** What resolving a target's body brought, and the replies that were kept. */
export async function resolve(script: Script, body: unknown, more: Readonly<Record<string, string | undefined>> = {}) {
  const server = await startLoopback({ ...MACHINE, ...script });
  try {
    const replies: Reply[] = [];
    const resolved = await gcp.resolve(body, resolving(server, openWire(), replies, more));
    for (const one of resolved) one.close();
    return { resolved, replies, asked: server.asked };
  } finally {
    await server.close();
    vi.unstubAllEnvs();
  }
}

function resolving(server: Loopback, wire: Wire, replies: Reply[], more: Readonly<Record<string, string | undefined>> = {}): Resolving {
  const env = environment(server, more);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const keep = (reply: KeptReply) => `resolving-${replies.push(toReply(reply))}`;
  const caller = { key: 'target', meaning: gcp.meaning, allowance: gcp.allowance, numbers: { calls: 0, retries: 0 }, keep };
  return {
    tap: wire.tap,
    base: '/',
    env,
    call: async (name, input, ask, shape) => {
      const { value, replies: hashes } = await wire.call(caller, name, input, ask);
      return { data: shape.parse(value), replies: hashes };
    },
  };
}

/** How a look differs from the usual one. */
export interface Wish {
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** What one collector saw in the scripted project. */
export async function look(
  collector: Collector,
  script: Script,
  { timeout, env, body = { projects: [PROJECT] } }: Wish = {},
): Promise<Looked> {
  const server = await startLoopback({ ...MACHINE, ...script });
  const wire = openWire(timeout);
  const records: Spooled[] = [];
  const replies: Reply[] = [];
  const numbers: Numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
  try {
    const [project] = await gcp.resolve(body, resolving(server, wire, [], env));
    if (project === undefined || project.gap !== undefined) throw new Error('the project could not be resolved', { cause: project?.gap });
    const before = server.asked.length;
    const place = { target: 't0001', collector: collector.id, region: GLOBAL };
    const keep = (reply: KeptReply) => `hash-${replies.push(toReply(reply))}`;
    const ground = {
      wire,
      clock,
      caller: { target: 't0001', key: 't0001', place, meaning: gcp.meaning, allowance: gcp.allowance, numbers, keep },
      collector,
      place,
      cloud: 'gcp',
      account: project.name,
      session: project.open(GLOBAL),
      numbers,
      drained: () => Promise.resolve(),
      permissions: { ...gcp.calls, ...collector.calls },
    };
    try {
      await collector.collect(createLook(ground, (record) => records.push(record)));
    } catch (error) {
      records.push({ ...toGap(error, ground, {}) } satisfies Omit<Gap, 'subject'>);
    } finally {
      project.close();
    }
    return {
      observed: records.filter((record): record is Observed => record.record === 'observation'),
      gaps: records.filter((record): record is Missed => record.record === 'gap'),
      replies,
      numbers,
      asked: server.asked.slice(before),
    };
  } finally {
    await server.close();
    vi.unstubAllEnvs();
  }
}
