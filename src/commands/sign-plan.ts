import { resolve as absolute } from 'node:path';
import type { SealingKey } from '../bundle/attestation.ts';
import { writeNew } from '../bundle/durable.ts';
import { planFile } from '../bundle/plan-file.ts';
import { instant } from '../collect/clock.ts';
import { outlineOf } from '../collect/outline.ts';
import type { Plan } from '../collect/plan.ts';
import type { KeptReply } from '../collect/reply.ts';
import { configDigest } from './config-digest.ts';
import type { choose } from './configure.ts';
import type { Io } from './io.ts';
import { thisTool } from './tool.ts';

/** Writes a resolved plan, signed, for many machines to work on; gives where it lies. UserError not-writable, key-wrong. */
export async function signPlan(
  plan: Plan,
  replies: readonly KeptReply[],
  configured: ReturnType<typeof choose>,
  { out, key }: { readonly out: string; readonly key: SealingKey },
  io: Io,
): Promise<string> {
  const bytes = await planFile(
    {
      ...outlineOf(plan),
      config: configDigest(configured),
      resolvedAt: instant(io.clock.now()),
      tool: await thisTool(),
      subset: configured.subset,
      claims: configured.claims.map(({ claim }) => claim.id),
      configTargets: configured.config.targets.map(({ name }) => name),
      replies: replies.map(({ head, body }) => ({ head, body: Buffer.from(body).toString('base64') })),
    },
    key,
  );
  const path = absolute(io.cwd, out);
  await writeNew(path, bytes);
  return path;
}
