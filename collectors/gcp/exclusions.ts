import type { CannotObserve, ExclusionReason } from 'claimcheck/plugin';
import { z } from 'zod';

/** A project by both of its names. */
export interface ProjectNames {
  readonly id: string;
  readonly number: string | undefined;
}

/** ErrorReason (google/api/error_reason.proto) that says of a project that there is nothing of this service to look at. */
const REASONS: Readonly<Record<string, ExclusionReason>> = { SERVICE_DISABLED: 'api-off', CONSUMER_SUSPENDED: 'account-suspended' };

/** google.rpc.ErrorInfo; `consumer` is "projects/" and a number or id. */
const Info = z.object({ reason: z.string(), metadata: z.object({ consumer: z.string() }) });
const Refusal = z.object({
  message: z.string().optional(),
  errors: z.array(z.object({ reason: z.string().optional() })).optional(),
  details: z.array(z.unknown()).optional(),
});
const Answered = z.object({ response: z.object({ data: z.object({ error: Refusal }) }) });

/** Recorded: sql-api-disabled, which has no details; its sentence alone names the project. */
const OFF = / has not been used in project (\S+) before or it is disabled\./;

/**
 * What excludes a project: Google's own answer that the service is off, or that the project is suspended. It has to be said of this very project:
 * some APIs are counted for the project that asks, and that one having switched them off says nothing of the others.
 */
export function excludes(ended: CannotObserve, { id, number }: ProjectNames): ExclusionReason | undefined {
  const refusal = Answered.safeParse(ended.cause).data?.response.data.error;
  if (refusal === undefined) return undefined;
  const infos = (refusal.details ?? []).map((detail) => Info.safeParse(detail).data).filter((info) => info !== undefined);
  const told = infos.find(({ reason }) => Object.hasOwn(REASONS, reason));
  if (told !== undefined) return isThis(told.metadata.consumer.replace(/^projects\//, '')) ? REASONS[told.reason] : undefined;
  const named = OFF.exec(refusal.message ?? '')?.[1];
  const isOff = refusal.errors?.some(({ reason }) => reason === 'accessNotConfigured') === true;
  return isOff && named !== undefined && isThis(named) ? 'api-off' : undefined;

  function isThis(project: string): boolean {
    return project === id || project === number;
  }
}
