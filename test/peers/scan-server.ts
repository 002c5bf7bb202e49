/** `claimcheck scan` and `claimcheck verify` as a stranger runs them, at a server of our choice. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../src/commands/open-bundle.ts';
import { readView } from '../../src/commands/read-view.ts';
import type { BundleView, Cause, Judgement, ProofJudgement, Verdict } from '../../src/model.ts';
import { generateKey, writeKeyPair } from '../../src/signers/keygen.ts';
import { type AwsServer, bareId, credentials } from './aws-servers.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');

/** What each claim is proved by, in the words of claimcheck.yaml. */
const claims = {
  'volumes-encrypted': 'check: encrypted-at-rest, with: { services: [ebs] }',
  'snapshots-encrypted': 'check: encrypted-at-rest, with: { services: [ebs-snapshots] }',
  'new-volumes-encrypted': 'check: encrypted-by-default',
  'keys-rotate': 'check: keys-rotate, with: { atMost: 365d }',
  'keys-rotate-witnessed': 'check: keys-rotate, with: { atMost: 365d, witnessed: true }',
  'keys-are-ours': 'check: keys-managed-by, with: { services: [ebs], manager: customer }',
  'keys-made-in-kms': 'check: keys-managed-by, with: { services: [ebs], origin: key-service }',
  'snapshots-not-public': 'check: no-public-access, with: { services: [ebs-snapshots] }',
  'snapshots-not-shared': 'check: no-public-access, with: { services: [ebs-snapshots], sharedWithAtMost: 0 }',
  'images-not-public': 'check: no-public-access, with: { services: [ami] }',
  'local-disks-encrypted': 'check: encrypted-at-rest, with: { services: [instance-store] }',
} as const;

const at = (services: string) => `check: encrypted-at-rest, with: { services: [${services}] }`;
const transit = (services: string) => `check: encrypted-in-transit, with: { services: [${services}] }`;
const located = (services: string) => `check: located-in, with: { services: [${services}], regions: [eu-west-1] }`;

/** A claim about each service of a whole estate. */
export const estateClaims = {
  's3-at-rest': at('s3'),
  's3-in-transit': transit('s3'),
  's3-not-public': 'check: no-public-access, with: { services: [s3] }',
  's3-located': located('s3'),
  'dynamodb-at-rest': at('dynamodb'),
  'dynamodb-located': located('dynamodb'),
  'efs-at-rest': at('efs'),
  'efs-in-transit': transit('efs'),
  'efs-located': located('efs'),
  'sqs-at-rest': at('sqs'),
  'sns-at-rest': at('sns'),
  'redshift-at-rest': at('redshift'),
  'redshift-in-transit': transit('redshift'),
  'opensearch-at-rest': at('opensearch'),
  'opensearch-in-transit': transit('opensearch'),
  'elasticache-at-rest': at('elasticache'),
  'elasticache-in-transit': transit('elasticache'),
  'elb-in-transit': transit('elb'),
  'logs-kept': 'check: logs-kept, with: { services: [cloudwatch-logs], atLeast: 365d }',
  'secrets-rotate': 'check: credentials-rotate, with: { services: [secrets-manager], atMost: 90d, automatic: true }',
  'secrets-located': located('secrets-manager'),
  'trail-on': 'check: audit-log-on',
  'threats-watched': 'check: threat-detection-on, with: { services: [guardduty] }',
  'waf-on': 'check: watched-for, with: { services: [waf], watches: web-requests }',
  'ddos-standard': 'check: watched-for, with: { services: [shield], watches: denial-of-service }',
  'ddos-advanced': 'check: watched-for, with: { services: [shield], watches: denial-of-service, tiers: [advanced] }',
  'users-mfa': 'check: mfa-required, with: { who: [user] }',
  'root-mfa': 'check: mfa-required, with: { who: [root] }',
  'passwords-ruled': 'check: password-rule, with: { minimumLength: 14, remembered: 24, maximumAge: 90d }',
  'nobody-is-administrator': 'check: administrators-limited, with: { atMost: 0 }',
} as const;

const known = { ...claims, ...estateClaims } as const;

export type ClaimId = keyof typeof known;

export interface Scan {
  readonly exit: number | null;
  readonly said: string;
  readonly bundle: string;
  readonly view: BundleView;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** Scans the server; `regions` is written as in the config. Everything lies in `folder`, which holds nothing yet. */
export async function scanServer(
  server: AwsServer,
  folder: string,
  regions: string,
  asked: readonly ClaimId[],
  who: { readonly accessKeyId: string; readonly secretAccessKey: string } = credentials,
): Promise<Scan> {
  await writeConfig(folder, regions, asked);
  await writeKeyPair(generateKey(), { privateFile: join(folder, 'claimcheck.key'), publicFile: join(folder, 'claimcheck.pub') });
  const { exit, stdout, stderr } = await claimcheck(['scan', '--key', 'claimcheck.key', '--out', 'evidence', '--share', '100'], folder, {
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: who.accessKeyId,
    AWS_SECRET_ACCESS_KEY: who.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  if (exit !== 0 && exit !== 3 && exit !== 4) throw new Error(`the scan ended with ${exit}:\n${stdout}\n${stderr}`);
  const bundle = resolve(folder, stdout.trimEnd().split('\n').at(-1) ?? '');
  const view = await readView(bundle, await readManifest(bundle));
  const verdicts = Object.fromEntries(view.judgements.map(({ claim, verdict }) => [claim, verdict]));
  return { exit, said: stderr, bundle, view, verdicts };
}

async function writeConfig(folder: string, regions: string, asked: readonly ClaimId[]): Promise<void> {
  const lines = asked.map((id) => `  - { id: ${id}, quote: ${id}, proof: [{ ${known[id]} }] }`);
  const config = ['version: 1', 'targets:', `  server: { aws: { regions: ${regions} } }`, 'claims:', ...lines, ''].join('\n');
  await writeFile(join(folder, 'claimcheck.yaml'), config);
}

/** The policy that `permissions` prints for these claims. */
export async function policyFor(folder: string, asked: readonly ClaimId[]): Promise<readonly string[]> {
  await writeConfig(folder, 'all', asked);
  const { exit, stdout, stderr } = await claimcheck(['permissions', '--format', 'aws-policy'], folder, {});
  if (exit !== 0) throw new Error(`permissions ended with ${exit}:\n${stderr}`);
  const { Statement }: { Statement: readonly { readonly Action: readonly string[] }[] } = JSON.parse(stdout);
  return Statement.flatMap(({ Action }) => Action);
}

/** `verify --json`, with the key that sealed the bundle. */
export async function verifyScan({ bundle }: Scan, folder: string): Promise<{ readonly exit: number | null; readonly stdout: string }> {
  return claimcheck(['verify', bundle, '--key', 'claimcheck.pub', '--json'], folder, {});
}

async function claimcheck(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, TMPDIR: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [exit, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { exit, stdout, stderr };
}

/** A claim's only proof, as judged. */
export function proofOf({ view }: Scan, claim: ClaimId): ProofJudgement {
  const judgement: Judgement | undefined = view.judgements.find((one) => one.claim === claim);
  const [proof] = judgement?.proofs ?? [];
  if (proof === undefined) throw new Error(`${claim} was not judged`);
  return proof;
}

/** What contradicts a claim, and why: "vol-1: it is not encrypted". */
export function contradicting(scan: Scan, claim: ClaimId): readonly string[] {
  return proofOf(scan, claim)
    .contradictions.map(({ target, subject, why }) => `${bareId(scan.view.names[`${target}/${subject}`]?.id ?? 'unnamed')}: ${why}`)
    .sort();
}

/** Why a claim is unproven, one line a cause: "unsupported InvalidAction ec2:GetEbsEncryptionByDefault eu-west-1". */
export function causes(scan: Scan, claim: ClaimId): readonly string[] {
  return proofOf(scan, claim).causes.map(told).sort();
}

/** Every gap of the scan, whether or not a claim rests on it. */
export function gaps({ view }: Scan): readonly string[] {
  return view.causes.map(told).sort();
}

function told({ reason, code, call, fields, where }: Cause): string {
  const regions = where.map((place) => place.split('/').at(-1)).join(',');
  return [reason, code, call, fields?.join('+'), regions].filter((part) => part !== undefined && part !== '').join(' ');
}
