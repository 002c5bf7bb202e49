/** A plan that many machines work on: what is to be looked at, resolved once and signed. */
import { hash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { BundleError, UserError } from '../errors.ts';
import type { ExclusionReason, Manifest, Reply, Target, Task } from '../model.ts';
import type { SealingKey } from './attestation.ts';
import { readSmall } from './hostile.ts';
import { instant, toolShape } from './manifest.ts';
import { parseReply } from './parse-fact.ts';
import { targetShape } from './parse-run.ts';
import { openStatement, signStatement } from './sigstore.ts';

export const PLAN_TYPE = 'https://claimcheck.dev/plan/v1';
const PLAN_LIMIT = 256 << 20;

/** One collector's tasks on one target, region after region. */
interface PlannedLook {
  readonly target: string;
  /** Its place in `collectors`. */
  readonly collector: number;
  readonly regions: readonly string[];
}

/** What the envelope holds. `config` of the statement's subject: the digest of the claims and targets that it was made of. */
export interface PlanPredicate {
  readonly formatVersion: 1;
  readonly resolvedAt: string;
  readonly tool: Manifest['tool'];
  /** `--claims` or `--targets` chose a subset. */
  readonly subset: boolean;
  /** Ids of the claims, names of the config's targets. */
  readonly claims: readonly string[];
  readonly configTargets: readonly string[];
  readonly targets: readonly Target[];
  readonly collectors: readonly Omit<Task, 'record' | 'target' | 'region'>[];
  readonly looks: readonly PlannedLook[];
  /** `replies`: "@1" is the first of `replies` below. */
  readonly exclusions: readonly {
    readonly target: string;
    readonly region: string;
    readonly reason: ExclusionReason;
    readonly replies: readonly string[];
  }[];
  /** The raw replies that told so; bodies in base64. */
  readonly replies: readonly { readonly head: Omit<Reply, 'encoding' | 'body'>; readonly body: string }[];
}

/** A plan as its users know it. */
export interface SealedPlan extends Omit<PlanPredicate, 'formatVersion' | 'collectors' | 'looks'> {
  readonly config: string;
  readonly tasks: readonly Task[];
}

/** The plan's file. UserError key-wrong, config-wrong. */
export async function planFile({ config, tasks, ...rest }: SealedPlan, key: SealingKey): Promise<Buffer> {
  const collectors = new Map<string, { readonly at: number; readonly collector: PlanPredicate['collectors'][number] }>();
  const looks: { target: string; collector: number; regions: string[] }[] = [];
  for (const { record: _record, target, region, ...collector } of tasks) {
    const text = JSON.stringify(collector);
    const known = collectors.get(text) ?? { at: collectors.size, collector };
    collectors.set(text, known);
    const last = looks.at(-1);
    if (last?.target === target && last.collector === known.at) last.regions.push(region);
    else looks.push({ target, collector: known.at, regions: [region] });
  }
  const predicate: PlanPredicate = { formatVersion: 1, ...rest, collectors: [...collectors.values()].map((one) => one.collector), looks };
  const { bytes } = await signStatement({ subject: { name: 'config', sha256: config }, predicateType: PLAN_TYPE, predicate }, key);
  if (bytes.length > PLAN_LIMIT)
    throw new UserError(
      'config-wrong',
      `the plan would have ${bytes.length} bytes, at most ${PLAN_LIMIT} are read: plan fewer targets at once`,
    );
  return bytes;
}

/** A plan with the digest of its file, which parts name. BundleError missing-file, signer, signature, wrong-shape, inconsistent. */
export async function readPlanFile(
  path: string,
  key: { readonly pem: string; readonly keyid: string },
): Promise<{ readonly plan: SealedPlan; readonly digest: string }> {
  const file = basename(path);
  const bytes = await readSmall(dirname(path), file, PLAN_LIMIT);
  const { subject, predicate } = openStatement(file, bytes, key, { predicateType: PLAN_TYPE, predicate: predicateShape });
  const { formatVersion: _version, collectors, looks, ...rest } = predicate;
  const known = new Set(rest.targets.map(({ target }) => target));
  const tasks = looks.flatMap(({ target, collector: at, regions }): Task[] => {
    const collector = collectors[at];
    if (collector === undefined || !known.has(target)) throw new BundleError('inconsistent', `${file} plans what it does not describe`);
    return regions.map((region) => ({ record: 'task', target, region, ...collector }));
  });
  if (new Set(tasks.map(({ target, collector, region }) => JSON.stringify([target, collector, region]))).size < tasks.length)
    throw new BundleError('inconsistent', `${file} plans a task twice`);
  const cited = rest.exclusions.flatMap(({ replies }) => replies).find((token) => !isTokenOf(token, rest.replies.length));
  if (cited !== undefined) throw new BundleError('inconsistent', `${file} cites a reply that it does not have`);
  for (const [index, { head }] of rest.replies.entries()) parseReply({ ...head, body: '' }, { file, line: index + 1 });
  return { plan: { ...rest, config: subject.sha256, tasks }, digest: hash('sha256', bytes, 'hex') };
}

/** Whether it is "@1" and so on, up to so many. */
export function isTokenOf(token: string, count: number, mark = '@'): boolean {
  const number = /^[1-9]\d{0,14}$/.test(token.slice(mark.length)) ? Number(token.slice(mark.length)) : 0;
  return token.startsWith(mark) && number >= 1 && number <= count;
}

const text = z.string();
const texts = z.array(text);
const count = z.int().nonnegative();

const headShape: z.ZodType<Omit<Reply, 'encoding' | 'body'>> = z.strictObject({
  record: z.literal('reply'),
  target: text.exactOptional(),
  collector: text.exactOptional(),
  region: text.exactOptional(),
  call: text,
  input: z.unknown(),
  page: count.exactOptional(),
  attempt: count,
  host: text,
  status: count,
  date: text.exactOptional(),
  requestId: text.exactOptional(),
  origin: z.enum(['live', 'override', 'replay', 'practice']),
  at: instant,
  redacted: count.exactOptional(),
});

const predicateShape = z.strictObject({
  formatVersion: z.literal(1),
  resolvedAt: instant,
  tool: toolShape,
  subset: z.boolean(),
  claims: texts,
  configTargets: texts,
  targets: z.array(targetShape),
  collectors: z.array(z.strictObject({ collector: text, version: count, kinds: texts, services: texts, calls: z.record(text, texts) })),
  looks: z.array(z.strictObject({ target: text, collector: count, regions: texts })),
  exclusions: z.array(
    z.strictObject({
      target: text,
      region: text,
      reason: z.enum(['region-disabled', 'not-offered', 'api-off', 'account-suspended', 'by-config']),
      replies: texts,
    }),
  ),
  replies: z.array(z.strictObject({ head: headShape, body: z.base64() })),
}) satisfies z.ZodType<PlanPredicate>;
