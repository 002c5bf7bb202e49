/** What the Wire costs a small call: CPU time of our process for a call through it, beside the same call of the bare SDK, in turns. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { StorageManagementClient } from '@azure/arm-storage';
import { Storage } from '@google-cloud/storage';
import { clientsOf as awsClients } from '../collectors/aws/session.ts';
import { reachOf } from '../collectors/azure/session.ts';
import { openSender } from '../collectors/gcp/send.ts';
import { clientsOf as gcpClients } from '../collectors/gcp/session.ts';
import { systemClock } from '../src/collect/clock.ts';
import { createWire } from '../src/collect/wire.ts';
import { median } from './measure.ts';

const CALLS = Number(process.env['CALLS'] ?? 1500);
const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const ABREAST = 10;
const SUBSCRIPTION = '11112222-3333-4444-8555-666677778888';
const BOUND = 150;

const server = spawn(process.execPath, [new URL('./small-answers.ts', import.meta.url).pathname], { stdio: ['ignore', 'pipe', 'inherit'] });
const { ports, ca } = await addresses();
setDefaultCACertificates([...getCACertificates('default'), ca]);
process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${ports.aws}`;

const wire = createWire({ clock: systemClock, random: Math.random, share: 1, concurrency: 50, timeout: 15_000 });
const caller = {
  target: 't0001',
  place: { collector: 'bench', region: 'global' },
  key: 'bench',
  meaning: () => ({ reason: 'bug', retry: false }) as const,
  allowance: () => ({ bucket: 1e6, rate: 1e6 }),
  keep: () => '',
  numbers: { calls: 0, retries: 0 },
};

type Ask = () => Promise<unknown>;
const pairs: Readonly<Record<string, { readonly bare: Ask; readonly ours: Ask; readonly end: () => void }>> = {
  'kms:GetKeyRotationStatus': await kms(),
  'storage:StorageAccounts_List': await storageAccounts(),
  'storage:buckets.list': await buckets(),
};
try {
  for (const [name, { bare, ours, end }] of Object.entries(pairs)) {
    const wired = (): Promise<unknown> => wire.call(caller, name, {}, ours);
    await cpu(bare);
    await cpu(wired); // both are warm now
    const rounds: { readonly bare: number; readonly wired: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push({ bare: await cpu(bare), wired: await cpu(wired) });
    const [without, through] = [median(rounds.map((one) => one.bare)), median(rounds.map((one) => one.wired))];
    const more = median(rounds.map((one) => one.wired - one.bare));
    process.stdout.write(
      `${more <= BOUND ? 'ok  ' : 'OVER'} ${name}: CPU of a call through the Wire, less the bare SDK's: ${more.toFixed(0)} µs (at most ${BOUND}; ${through.toFixed(0)} beside ${without.toFixed(0)})\n`,
    );
    end();
  }
} finally {
  server.kill();
}

/** Microseconds of CPU time a call. */
async function cpu(ask: Ask): Promise<number> {
  const before = process.cpuUsage();
  let left = CALLS;
  const walk = async (): Promise<void> => {
    for (left -= 1; left >= 0; left -= 1) await ask();
  };
  await Promise.all(Array.from({ length: ABREAST }, walk));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

async function kms() {
  const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
  const bare = new KMSClient({ region: 'eu-west-1', credentials, maxAttempts: 1 });
  const clients = awsClients(credentials, wire.tap, true);
  const ours = await clients.open('eu-west-1', 'aws').client('kms');
  const KeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
  return {
    bare: () => bare.send(new GetKeyRotationStatusCommand({ KeyId })),
    ours: () => ours.getKeyRotationStatus({ KeyId }),
    end: () => {
      bare.destroy();
      clients.close();
    },
  };
}

async function storageAccounts() {
  const endpoint = `https://127.0.0.1:${ports.azure}`;
  const token = { token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 };
  const bare = new StorageManagementClient({ getToken: async () => token }, SUBSCRIPTION, { endpoint });
  const cloud = { resourceManager: endpoint, authority: endpoint, discoverable: false, scope: `${endpoint}/.default` };
  const credential = { token: async () => 'token', forget: () => {}, identity: () => undefined, failure: () => undefined };
  const reach = reachOf(cloud, credential, wire.tap, true);
  const ours = await reach.session(SUBSCRIPTION).storage();
  return {
    bare: () => bare.storageAccounts.list().byPage().next(),
    ours: () => ours.storageAccounts.list().byPage().next(),
    end: reach.close,
  };
}

async function buckets() {
  const endpoint = `http://127.0.0.1:${ports.gcp}`;
  const bare = new Storage({ apiEndpoint: endpoint, projectId: 'example-prod' });
  const credential = {
    headers: async () => ({ authorization: 'Bearer token' }),
    answered: () => 'taken' as const,
    identity: async () => undefined,
  };
  const endpoints = { storage: endpoint, resourceManager: endpoint, orgPolicy: endpoint, token: endpoint };
  const clients = gcpClients({ endpoints, credential, sender: openSender(), tap: wire.tap, verifies: true });
  const ours = await clients.session.storage();
  return {
    bare: () => bare.getBuckets({ autoPaginate: false }),
    ours: () => ours.getBuckets({ autoPaginate: false }),
    end: clients.close,
  };
}

async function addresses(): Promise<{ readonly ports: Readonly<Record<'aws' | 'azure' | 'gcp', number>>; readonly ca: string }> {
  for await (const line of createInterface({ input: server.stdout })) return JSON.parse(line);
  throw new Error('the server of small answers did not start');
}
