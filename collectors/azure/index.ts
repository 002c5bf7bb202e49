import type { Plugin } from 'claimcheck/plugin';
import { azure as source } from './source.ts';
import { storageEncryption } from './storage-encryption.ts';
import { storageLocation } from './storage-location.ts';
import { storagePublicAccess } from './storage-public-access.ts';
import { storageTransport } from './storage-transport.ts';

/** Microsoft Azure: how its subscriptions are reached, and what is looked at there. */
export const azure: Plugin = {
  sources: [source],
  collectors: [storageEncryption, storageTransport, storagePublicAccess, storageLocation],
};
