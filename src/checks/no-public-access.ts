import { z } from 'zod';
import { publicAccess } from '../kinds/public-access.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { publicAccessBlocked } from './controls.ts';

/** "Snapshots are never public." With `sharedWithAtMost: 0`: nor shared with any other account. */
export const noPublicAccess = defineCheck({
  id: 'no-public-access',
  version: 1,
  says: 'Nothing that holds data is open to everybody.',
  kind: publicAccess,
  mode: 'each',
  params: z.strictObject({
    sharedWithAtMost: z.int().nonnegative().optional().describe('Also: shared with at most so many other accounts.'),
  }),
  reads: ({ sharedWithAtMost }) => [
    'about',
    'public',
    'sharingBlocked',
    ...(sharedWithAtMost === undefined ? [] : (['sharedWith'] as const)),
  ],
  judge: ({ about, public: open, sharingBlocked, sharedWith }, { sharedWithAtMost }) => {
    if (about === 'setting') return notApplicable('it is a setting of the account and holds no data');
    if (open && sharingBlocked !== undefined && sharingBlocked !== 'all') return contradicts('it is public');
    if (sharedWithAtMost !== undefined && sharedWith !== undefined && sharedWith > sharedWithAtMost) {
      return contradicts(`it is shared with ${sharedWith} other accounts`);
    }
    if (open === undefined && sharingBlocked !== 'all') return unseen('public');
    if (open && sharingBlocked === undefined) return unseen('sharingBlocked');
    if (sharedWithAtMost !== undefined && sharedWith === undefined) return unseen('sharedWith');
    return holds;
  },
  controls: publicAccessBlocked,
  fix: 'Take everybody out of its sharing rules, and switch the account-wide block of public sharing on.',
});
