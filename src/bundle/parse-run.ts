import { z } from 'zod';
import { BundleError } from '../errors.ts';
import type { CheckProof, Claim, DocumentFact, DocumentProof, Exception, ExpectProof, Proof, Run, Target, Task } from '../model.ts';
import { shown } from './hostile.ts';
import { isTargetName } from './layout.ts';
import { instant, toolShape } from './manifest.ts';
import type { LinePlace } from './read.ts';

/** A line of run.jsonl. */
export type RunRecord = Run | Target | Task | DocumentFact | Claim;

/** BundleError wrong-shape, also for fields that we do not know. */
export function parseRunRecord(record: unknown, { file, line }: LinePlace): RunRecord {
  const parsed = runRecord.safeParse(record);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BundleError('wrong-shape', `${file}:${line}: ${shown(`${issue?.path.join('.')}: ${issue?.message}`)}`);
}

const text = z.string();
const texts = z.array(text);
const count = z.int().nonnegative();
const targetName = text.refine(isTargetName, 'no name of a target');
const day = z.iso.date();

const run = z.strictObject({
  record: z.literal('run'),
  id: text,
  page: z.strictObject({ name: text, url: text.exactOptional() }).exactOptional(),
  startedAt: instant,
  judgedAt: instant,
  subset: z.boolean(),
  environment: z.strictObject({ node: text, platform: text }),
  tool: toolShape,
}) satisfies z.ZodType<Run>;

export const targetShape = z.strictObject({
  record: z.literal('target'),
  target: targetName,
  config: text,
  source: text,
  name: text,
  identity: text.exactOptional(),
  regions: texts,
  because: text.exactOptional(),
}) satisfies z.ZodType<Target>;

const task = z.strictObject({
  record: z.literal('task'),
  target: targetName,
  collector: text,
  region: text,
  version: count,
  kinds: texts,
  services: texts,
  calls: z.record(text, texts),
}) satisfies z.ZodType<Task>;

const document = z.strictObject({
  record: z.literal('document'),
  file: text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: count,
}) satisfies z.ZodType<DocumentFact>;

const exception = z.strictObject({
  subject: text,
  reason: text,
  owner: text,
  approvedBy: text,
  expires: day,
  disclosed: text.exactOptional(),
}) satisfies z.ZodType<Exception>;

const documentProof = z.strictObject({
  document: text,
  issuer: text.exactOptional(),
  subject: text.exactOptional(),
  validFrom: day.exactOptional(),
  validUntil: day,
  inherited: text.exactOptional(),
}) satisfies z.ZodType<DocumentProof>;

const checkProof = z.strictObject({
  check: text,
  version: count,
  services: texts.exactOptional(),
  with: z.record(text, z.unknown()),
}) satisfies z.ZodType<CheckProof>;

const expectProof = z.strictObject({ kind: text, services: texts.exactOptional(), expect: text }) satisfies z.ZodType<ExpectProof>;

const branch = z.union([checkProof, expectProof, documentProof]);
const proof: z.ZodType<Proof> = z.union([branch, z.strictObject({ anyOf: z.array(branch) })]);

const claim = z.strictObject({
  record: z.literal('claim'),
  id: text,
  quote: text,
  stands: z.strictObject({ file: text, line: count }).exactOptional(),
  private: z.boolean(),
  scope: z.strictObject({ targets: texts.exactOptional(), where: text.exactOptional() }),
  proof: z.array(proof),
  because: text.exactOptional(),
  controls: texts,
  maxAge: z.number().nonnegative().exactOptional(),
  exceptions: z.array(exception),
}) satisfies z.ZodType<Claim>;

export const runRecord = z.discriminatedUnion('record', [run, targetShape, task, document, claim]);
