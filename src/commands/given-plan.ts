import { resolve as absolute } from 'node:path';
import { readPlanFile, type SealedPlan } from '../bundle/plan-file.ts';
import { UserError } from '../errors.ts';
import { signers } from '../plugins.ts';
import { configDigest } from './config-digest.ts';
import { choose, configure } from './configure.ts';
import type { Io } from './io.ts';
import { openSigning, type SigningOptions } from './signing.ts';
import { shortest } from './tell.ts';
import { thisTool } from './tool.ts';

export interface GivenPlanOptions extends SigningOptions {
  readonly config: string;
  readonly plan: string;
  /** The public key that the plan must be signed with; absent: that of the key that would sign here. */
  readonly planKey?: string;
}

/** A signed plan with the config that it was made of. */
export interface GivenPlan {
  readonly plan: SealedPlan;
  /** Of the plan's file. */
  readonly digest: string;
  readonly configured: ReturnType<typeof choose>;
}

/** Reads a plan and the config here. BundleError where the plan does not verify; UserError where config or tool are others than the plan's. */
export async function givenPlan(options: GivenPlanOptions, io: Io): Promise<GivenPlan> {
  const whole = configure(options.config, io);
  const { plan, digest } = await readPlanFile(absolute(io.cwd, options.plan), await trusted(options, whole, io));
  const file = shortest(absolute(io.cwd, options.plan), io.cwd);
  const isThere =
    plan.claims.every((id) => whole.claims.some(({ claim }) => claim.id === id)) &&
    plan.configTargets.every((name) => whole.config.targets.some((target) => target.name === name));
  const configured = isThere ? { ...choose(whole, { claims: plan.claims, targets: plan.configTargets }), subset: plan.subset } : undefined;
  if (configured === undefined || configDigest(configured) !== plan.config) {
    throw new UserError(
      'config-wrong',
      `${file} was made of another config than ${options.config}: its claims or targets are not the same`,
    );
  }
  const tool = await thisTool();
  if (plan.tool.version !== tool.version || plan.tool.digest !== tool.digest) {
    throw new UserError(
      'config-wrong',
      `${file} was made by claimcheck ${plan.tool.version} (${plan.tool.digest.slice(0, 12)}…), this is ${tool.version} (${tool.digest.slice(0, 12)}…): use the same everywhere`,
    );
  }
  return { plan, digest, configured };
}

async function trusted(options: GivenPlanOptions, whole: ReturnType<typeof configure>, io: Io): Promise<{ pem: string; keyid: string }> {
  if (options.planKey !== undefined) return signers.readPublicKey(absolute(io.cwd, options.planKey));
  const { publicKeyPem, keyid } = (await openSigning(options, whole.config, whole.base, io)).signer;
  return { pem: publicKeyPem, keyid };
}
