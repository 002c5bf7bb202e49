import type { ListKeyRotationsRequest } from '@aws-sdk/client-kms';
import type { Look, Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import { ineligible, type Metadata, present } from './kms-key-facts.ts';
import { Marker, nextMarker } from './listing.ts';
import type { AwsSession } from './session.ts';

const instant = z.date();
// Emulators and old recordings have the first field only.
const Status = z.object({
  KeyRotationEnabled: z.boolean(),
  RotationPeriodInDays: z.number().int().positive().optional(),
  NextRotationDate: instant.optional(),
});
const Rotation = z.object({ RotationDate: instant, RotationType: z.enum(['AUTOMATIC', 'ON_DEMAND']).optional() });
const Rotations = z.object({ Rotations: z.array(Rotation), ...Marker });
const SORTS = { AUTOMATIC: 'automatic', ON_DEMAND: 'on-demand' } as const;

/**
 * How a customer's key is rotated, and when it was last. Only a usable key that can be rotated is asked about: of the others the
 * setting says nothing, or the wrong thing (it stays true on a disabled key, and is false on one that waits for its deletion).
 * What cannot be read is a gap about the fields that it would have filled.
 */
export async function rotationOf(look: Look<AwsSession>, subject: Subject, KeyId: string, key: Metadata) {
  const usable = key.KeyState === 'Enabled' || key.KeyState === 'Updating';
  if (!usable || ineligible(key) !== undefined) return { data: {}, replies: [] };
  const kms = await look.session.client('kms');
  const [status, last] = await Promise.all([
    look.attempt({ subject, fields: ['rotationEnabled', 'rotationPeriodDays', 'nextRotationAt'] }, statusOf),
    look.attempt({ subject, fields: ['lastRotatedAt', 'lastRotation', 'materialSince'] }, rotationsOf),
  ]);
  return { data: { ...status?.data, ...last?.data }, replies: [...(status?.replies ?? []), ...(last?.replies ?? [])] };

  async function statusOf() {
    const { data, replies } = await look.call('kms:GetKeyRotationStatus', { KeyId }, (asked) => kms.getKeyRotationStatus(asked), Status);
    const { KeyRotationEnabled: rotationEnabled, RotationPeriodInDays: rotationPeriodDays, NextRotationDate: next } = data;
    return { data: present({ rotationEnabled, rotationPeriodDays, nextRotationAt: next?.toISOString() }), replies };
  }

  async function rotationsOf() {
    const input: ListKeyRotationsRequest = { KeyId, Limit: 1000 };
    const listing = look.pages('kms:ListKeyRotations', {
      input,
      ask: (asked) => kms.listKeyRotations(asked),
      page: Rotations,
      next: nextMarker,
    });
    const all: z.infer<typeof Rotation>[] = [];
    const cited: string[] = [];
    for await (const { data, replies } of listing) {
      all.push(...data.Rotations);
      cited.push(...replies);
    }
    all.sort((a, b) => a.RotationDate.getTime() - b.RotationDate.getTime());
    return { data: lastOf(all, key), replies: cited };
  }
}

/** The newest rotation or, where there was none, the key's making. A replica's making says nothing of its material. */
function lastOf(rotations: readonly z.infer<typeof Rotation>[], key: Metadata) {
  const newest = rotations.at(-1);
  const made = key.MultiRegionConfiguration?.MultiRegionKeyType === 'REPLICA' ? undefined : key.CreationDate;
  return present({
    lastRotatedAt: newest?.RotationDate.toISOString(),
    lastRotation: newest?.RotationType === undefined ? undefined : SORTS[newest.RotationType],
    materialSince: (newest?.RotationDate ?? made)?.toISOString(),
  });
}
