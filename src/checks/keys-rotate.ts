import { z } from 'zod';
import { encryptionKey } from '../kinds/encryption-key.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { keysRotated } from './controls.ts';
import { dayCount, daysBetween, GRACE_DAYS, inDays } from './day-count.ts';

const ineligible = {
  asymmetric: 'it is a key pair, which the provider never rotates by itself',
  hmac: 'it is a MAC key, which the provider never rotates by itself',
  'post-quantum': 'it is a post-quantum key, which the provider never rotates by itself',
  imported: 'its material was imported, and only its owner can renew it',
  'custom-key-store': 'its material lies in a store outside of the key service',
  'import-only': 'it only takes imported versions',
  usage: 'the provider rotates no key of its usage by itself',
  tier: 'its service tier has no automatic rotation',
};

const unusable = {
  disabled: 'it is disabled: it can neither be used nor is it rotated',
  creating: 'it is still being made',
  'pending-import': 'it has no key material yet',
  'pending-deletion': 'it waits for its deletion and cannot be used',
  deleted: 'it is deleted',
  unavailable: 'its key store is not available',
  enabled: undefined,
  updating: undefined,
};

/**
 * "Keys are rotated every year." A key that cannot be rotated automatically, or that nobody can use, is not applicable, whatever its
 * rotation setting says: a disabled key is not rotated although the setting stands at true. A key that the provider owns holds by
 * the provider's own period. The setting is a promise; `witnessed` also asks that the material in use is no older than the period.
 */
export const keysRotate = defineCheck({
  id: 'keys-rotate',
  version: 1,
  says: 'Every usable key that can be rotated automatically is, at least as often as stated.',
  kind: encryptionKey,
  mode: 'each',
  params: z.strictObject({
    atMost: dayCount.describe('The longest period between two rotations, in days: 365 or "365d".'),
    witnessed: z.boolean().optional().describe("Also: the material of customers' keys in use now is no older than that."),
  }),
  reads: ({ witnessed }) => [
    'manager',
    'state',
    'rotationEligible',
    'rotationIneligibleBecause',
    'rotationEnabled',
    'rotationPeriodDays',
    ...(witnessed ? (['materialSince'] as const) : []),
  ],
  judge: (key, { atMost, witnessed }, { at }) => {
    const { manager, state, rotationPeriodDays: period, materialSince } = key;
    const late = period !== undefined && period > atMost;
    if (manager === undefined) return unseen('manager');
    if (manager === 'provider') {
      if (period === undefined) return unseen('rotationPeriodDays');
      return late ? contradicts(`its provider rotates it every ${inDays(period)}`) : holds;
    }
    if (key.rotationEligible === false) {
      return notApplicable(
        key.rotationIneligibleBecause ? ineligible[key.rotationIneligibleBecause] : 'the provider cannot rotate it by itself',
      );
    }
    const idle = state && unusable[state];
    if (idle) return notApplicable(idle);
    if (key.rotationEligible === undefined) return unseen('rotationEligible');
    if (state === undefined) return unseen('state');
    if (key.rotationEnabled === false) return contradicts('it is not rotated automatically');
    if (late) return contradicts(`it is rotated every ${inDays(period)}`);
    const age = witnessed && materialSince !== undefined ? daysBetween(materialSince, at) : undefined;
    if (age !== undefined && age > atMost + GRACE_DAYS) return contradicts(`its material has been in use for ${inDays(age)}`);
    if (key.rotationEnabled === undefined) return unseen('rotationEnabled');
    if (period === undefined) return unseen('rotationPeriodDays');
    if (witnessed && materialSince === undefined) return unseen('materialSince');
    return holds;
  },
  controls: keysRotated,
  fix: 'Switch automatic rotation on, with a period no longer than the one stated.',
});
