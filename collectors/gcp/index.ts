import type { Plugin } from 'claimcheck/plugin';
import { bucketEncryption } from './bucket-encryption.ts';
import { bucketLocation } from './bucket-location.ts';
import { bucketPublicAccess } from './bucket-public-access.ts';
import { gcp as source } from './source.ts';

/** Google Cloud: how its projects are reached, and what is looked at there. */
export const gcp: Plugin = {
  sources: [source],
  collectors: [bucketEncryption, bucketLocation, bucketPublicAccess],
};
