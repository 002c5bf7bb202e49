/** AWS-compatible servers that nobody here wrote: started on loopback, filled through the real SDK, and stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type _InstanceType, EC2 } from '@aws-sdk/client-ec2';
import { type CreateKeyCommandInput, KMS } from '@aws-sdk/client-kms';
import { type PeerName, peer } from './peer.ts';

/** Nobody's credentials: these servers look at no signature. MiniStack takes an access key of twelve digits for the account's id. */
export const credentials = { accessKeyId: '111122223333', secretAccessKey: 'not-a-secret' } as const;

export interface AwsServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Recipe {
  readonly peer: PeerName;
  readonly args: (port: number) => readonly string[];
  readonly env: (port: number) => Readonly<Record<string, string>>;
  /** Answers 200 once the server is up. */
  readonly ready: string;
}

export const moto: Recipe = {
  peer: 'moto',
  args: (port) => ['-H', '127.0.0.1', '-p', String(port)],
  env: () => ({}),
  ready: '/moto-api/',
};

export const miniStack: Recipe = {
  peer: 'ministack',
  args: () => [],
  env: (port) => ({
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    SERVICES: 'ec2,kms,sts',
    IOT_MTLS_ENABLED: '0', // else it opens a port on every interface
    SFTP_ENABLED: '0',
  }),
  ready: '/_ministack/health',
};

/** The same with every service that we ask of. */
export const miniStackWhole: Recipe = {
  ...miniStack,
  env: (port) => {
    const { SERVICES: _, ...rest } = miniStack.env(port);
    return rest;
  },
};

/** Starts a server with nothing in it. Throws where it is not installed, or ends before it answers; `home` is where it may write. */
export async function startServer(recipe: Recipe, home: string): Promise<AwsServer> {
  const program = peer(recipe.peer);
  const port = await freePort();
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home, ...recipe.env(port) };
  const child = spawn(program, recipe.args(port), { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => said.push(piece));
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}${recipe.ready}`))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}:\n${Buffer.concat(said)}`);
    await new Promise((again) => setTimeout(again, 100));
  }
  return { url, stop: () => stopped(child) };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL'); // nothing of it is kept
  await gone;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    if (error instanceof TypeError) return false; // what fetch throws where nobody listens
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

export function clientsOf({ url: endpoint }: AwsServer, region: string): { readonly ec2: EC2; readonly kms: KMS } {
  return { ec2: new EC2({ endpoint, region, credentials }), kms: new KMS({ endpoint, region, credentials }) };
}

/** Where things are well, where the keys are that no provider rotates, and where things are not well. */
export const WELL = 'eu-west-1';
export const ODD_KEYS = 'eu-central-1';
export const ILL = 'us-east-1';

/** Ids of what was put in, as the server gave them. */
export type Filled = Awaited<ReturnType<typeof fill>>;

/** Where instances and images are, and nothing else. */
export const MACHINES = 'eu-north-1';

/** Puts the same things into any server: nothing is asked of it that only one of them has. */
export async function fill(server: AwsServer) {
  const well = put(server, WELL);
  const odd = put(server, ODD_KEYS);
  const ill = put(server, ILL);

  const rotated = await well.key({});
  await well.kms.enableKeyRotation({ KeyId: rotated, RotationPeriodInDays: 180 });
  const encrypted = await well.volume({ Encrypted: true, KmsKeyId: rotated });
  const encryptedSnapshot = await well.snapshot(encrypted);

  const imported = await odd.key({ Origin: 'EXTERNAL' });
  await odd.key({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  await odd.key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  // By their bare ids: moto finds no others here.
  await odd.kms.disableKey({ KeyId: bareId(await odd.key({})) });
  await odd.kms.scheduleKeyDeletion({ KeyId: bareId(await odd.key({})), PendingWindowInDays: 7 });
  const underImported = await odd.volume({ Encrypted: true, KmsKeyId: imported });

  const unrotated = await ill.key({});
  const underDefaultKey = await ill.volume({ Encrypted: true });
  const bare = await ill.volume({ Encrypted: false });
  const bareSnapshot = await ill.snapshot(bare);
  const sharing = { Attribute: 'createVolumePermission', OperationType: 'add' } as const;
  await ill.ec2.modifySnapshotAttribute({ ...sharing, SnapshotId: bareSnapshot, GroupNames: ['all'] });
  await ill.ec2.modifySnapshotAttribute({ ...sharing, SnapshotId: bareSnapshot, UserIds: ['444455556666'] });

  return { rotated, encrypted, encryptedSnapshot, imported, underImported, unrotated, underDefaultKey, bare, bareSnapshot };
}

/** Puts two own images into a server, of which everybody may launch one. */
export async function fillImages(server: AwsServer) {
  const { ec2 } = clientsOf(server, MACHINES);
  const image = async (Name: string) =>
    given((await ec2.registerImage({ Name, RootDeviceName: '/dev/sda1', Architecture: 'x86_64' })).ImageId);
  const own = await image('own');
  const open = await image('open');
  await ec2.modifyImageAttribute({ ImageId: open, LaunchPermission: { Add: [{ Group: 'all' }] } });
  return { own, open };
}

/** Runs one instance of each type. */
export async function fillInstances(server: AwsServer, ImageId: string, types: readonly _InstanceType[]) {
  const { ec2 } = clientsOf(server, MACHINES);
  const ids: string[] = [];
  for (const InstanceType of types) {
    const { Instances = [] } = await ec2.runInstances({ ImageId, InstanceType, MinCount: 1, MaxCount: 1 });
    ids.push(given(Instances[0]?.InstanceId));
  }
  return ids;
}

function put(server: AwsServer, region: string) {
  const { ec2, kms } = clientsOf(server, region);
  return { ec2, kms, key, volume, snapshot };

  /** Its ARN. */
  async function key(how: CreateKeyCommandInput): Promise<string> {
    return given((await kms.createKey({ KeyUsage: 'ENCRYPT_DECRYPT', ...how })).KeyMetadata?.Arn);
  }

  async function volume(how: { Encrypted: boolean; KmsKeyId?: string }): Promise<string> {
    return given((await ec2.createVolume({ AvailabilityZone: `${region}a`, Size: 1, ...how })).VolumeId);
  }

  async function snapshot(VolumeId: string): Promise<string> {
    return given((await ec2.createSnapshot({ VolumeId })).SnapshotId);
  }
}

/** The last part of an ARN: "vol-1", a key's id. */
export function bareId(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}

function given(id: string | undefined): string {
  if (id === undefined) throw new Error('the server made something and gave it no id');
  return id;
}
